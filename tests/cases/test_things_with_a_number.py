# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lamp with its number: a case knows which one it is about, and rules ask who looks after it."""

import io

import pytest
from django.test import Client

from cast import Cast
from concejo.cases import actions as cases
from concejo.cases.models import Case, Category, Route
from concejo.town import assets
from concejo.town.models import Asset, Department

pytestmark = pytest.mark.django_db
LIST = (
    "kind;number;place;department\n"
    "farola/lampadaire/lamp;112;calle Real;\n"
    "farola/lampadaire/lamp;240;calle Alfareros;obras\n"
    "contenedor;7;plaza Mayor;\n"
    "contenedor;8;plaza Mayor;@nadie\n"
)


@pytest.fixture(autouse=True)
def things(town: Cast) -> None:
    taken, wrong = assets.load_csv(io.StringIO(LIST))
    assert taken == 3
    assert wrong == ["5: no hay ningún servicio @nadie"]


def department(word: str) -> Department:
    return Department.objects.get(handle__word=word)


def case_of(town: Cast, words: str, **hints: str) -> Case:
    post = town.hears("Alejandra", words, **hints)
    return Case.objects.get(conversation=post.conversation)


def rule(**told: object) -> Route:
    return Route.objects.create(**{"name": "rule", "asset_kind": "farola/lampadaire/lamp", "order": 5} | told)


def test_a_case_knows_the_thing_that_its_words_name(town: Cast) -> None:
    case = case_of(town, "La farola 112 está apagada.")
    assert case.asset == Asset.objects.get(folded="112")
    assert (case.place, case.street.name) == ("farola 112, calle Real", "calle Real")
    assert case_of(town, "La farola 999 está apagada.").asset is None


def test_the_number_may_be_an_answer(town: Cast) -> None:
    case = case_of(
        town, "La farola de mi calle está apagada.", category="lamp", answers='{"which": "one", "number": "112"}'
    )
    assert (case.asset.number, case.place) == ("112", "farola 112, calle Real")
    later = case_of(town, "El contenedor de la plaza Mayor está roto.")
    cases.give(later, {"how": "broken", "number": "7"}, by=town["Pilar"])
    later.refresh_from_db()
    assert later.asset.number == "7"


def test_who_looks_after_the_thing_gets_it_where_no_rule_says_otherwise(town: Cast) -> None:
    assert case_of(town, "La farola 112 no luce.").department == department("alumbrado")
    assert case_of(town, "La farola 240 no luce.").department == department("obras")


@pytest.mark.parametrize(
    ("told", "fits"),
    [
        ({"asset_from": 100, "asset_to": 199}, True), ({"asset_from": 112, "asset_to": 112}, True),
        ({"asset_from": 113}, False), ({"asset_to": 111}, False), ({}, True), ({"asset_kind": "contenedor"}, False),
    ],
)  # fmt: skip
def test_a_rule_asks_for_the_kind_of_thing_and_its_number(town: Cast, told: dict[str, object], *, fits: bool) -> None:
    rule(department=department("parques"), **told)
    assert case_of(town, "La farola 112 no luce.").department == department("parques" if fits else "alumbrado")
    assert case_of(town, "La farola de la calle Real no luce.").department == department("alumbrado")


def test_a_rule_asks_who_looks_after_it(town: Cast) -> None:
    rule(asset_kind="", asset_department=department("obras"), person=town["Lucía"])
    assert case_of(town, "La farola 240 no luce.").in_charge == town["Lucía"]
    assert case_of(town, "La farola 112 no luce.").in_charge is None


def test_put_right_the_rules_are_asked_anew(town: Cast) -> None:
    case = case_of(town, "La farola de la calle Real no luce.")
    hints = cases.Hints(category=Category.objects.get(slug="lamp"), place="farola 240", street=case.street)
    cases.sort(case, hints=hints, by=town["Pilar"])
    case.refresh_from_db()
    assert (case.asset.number, case.department) == ("240", department("obras"))


def test_the_administrator_writes_such_a_rule_and_tries_it(town: Cast, client: Client) -> None:
    client.force_login(town["Sofía"].account)
    told = {"name": "Farolas viejas", "order": 5, "active": "on", "department": department("parques").pk}
    thing = {"asset_kind": "farola/lampadaire/lamp", "asset_from": 100, "asset_to": 199}
    for wrong, sentence in (({"asset_kind": ""}, "belong to a kind"), ({"asset_to": 50}, "smaller than the first")):
        page = client.post("/town/routes/new/", told | thing | wrong, headers={"accept-language": "en"})
        assert sentence in page.content.decode()
    assert client.post("/town/routes/new/", told | thing).status_code == 302
    page = client.get("/town/routes/", headers={"accept-language": "en"}).content.decode()
    assert "farola, from 100 to 199" in page
    tried = client.post("/town/routes/", {"text": "La farola 112 no luce"}, headers={"accept-language": "en"})
    assert "Farolas viejas" in tried.content.decode().partition("calle Real")[2]


def test_those_who_work_on_it_see_everything_about_the_same_lamp(town: Cast, client: Client) -> None:
    case, other = case_of(town, "La farola 112 no luce."), case_of(town, "La farola 240 no luce.")
    client.force_login(town["Miguel"].account)
    page = client.get(f"/tasks/{case.number}/").content.decode()
    listed = client.get("/tasks/list/", {"which": "all", "asset": case.asset_id}).content.decode()
    assert f"asset={case.asset_id}" in page
    assert case.number in listed
    assert other.number not in listed
