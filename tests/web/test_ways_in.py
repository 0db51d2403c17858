# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sessions and passwords: new ones at signing in, an end after a night, words of the place, strange attempts, files."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client

from cast import PASSWORD, Cast
from concejo.channels import compose
from concejo.channels.models import Delivery
from concejo.core import clock
from concejo.core.models import LedgerLine
from concejo.people import actions, links
from concejo.people.models import Address, Proof
from concejo.square import pictures
from concejo.square.models import Media

pytestmark = pytest.mark.django_db(transaction=True)
HERE = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()


def browser() -> Client:
    return Client(headers={"accept-language": "en"})


def signed_in(town: Cast, name: str) -> Client:
    client = browser()
    client.force_login(town[name].account)
    assert client.get("/tasks/").status_code == 200
    return client


def test_a_session_that_was_there_before_signing_in_is_not_the_one_behind_it(town: Cast):
    """Whoever planted a cookie in a browser of the town hall holds nothing after somebody signed in there."""
    client = browser()
    session = client.session
    session["planted"] = "yes"
    session.save()
    before = session.session_key
    assert client.cookies["sessionid"].value == before
    client.post("/account/login/", {"login": "pilar", "password": PASSWORD})
    after = client.cookies["sessionid"].value
    assert after != before
    planted = browser()
    planted.cookies["sessionid"] = before
    assert planted.get("/tasks/").status_code == 302
    assert client.get("/tasks/").status_code == 200


@pytest.mark.parametrize("name", ["Pilar", "Dolores", "Rosario", "Sofía", "Andrés"])
def test_whoever_reads_private_matters_at_a_desk_signs_in_anew_after_a_night(town: Cast, name: str):
    client = signed_in(town, name)
    with clock.at(clock.now() + timedelta(hours=10)):
        assert client.get("/tasks/").status_code == 200
    with clock.at(clock.now() + timedelta(hours=10 + 14)):
        assert client.get("/tasks/")["Location"].startswith("/account/login/")
        assert client.get("/tasks/").status_code == 302, "not only once"


def test_the_electrician_with_his_telephone_signs_in_twice_a_month(town: Cast):
    client = signed_in(town, "Miguel")
    with clock.at(clock.now() + timedelta(days=9)):
        assert client.get("/tasks/").status_code == 200


def test_the_administrator_sends_all_browsers_of_a_colleague_out_and_nothing_else_changes(town: Cast):
    lost, other, admin = signed_in(town, "Miguel"), signed_in(town, "Lucía"), signed_in(town, "Sofía")
    path = "/town/people/p/miguel/account/out/"
    assert admin.get(path).status_code == 200
    assert lost.get("/tasks/").status_code == 200, "a GET never acts"
    admin.post(path)
    assert lost.get("/tasks/").status_code == 302
    assert other.get("/tasks/").status_code == 200
    again = browser()
    again.post("/account/login/", {"login": "miguel", "password": PASSWORD})
    assert again.get("/tasks/").status_code == 200, "the password stays"
    assert LedgerLine.objects.filter(act="people.signed_out", about=town["Miguel"].ref).exists()


@pytest.mark.parametrize(
    "word",
    ["OlivardelGenil2026", "calle-real-2026", "Miguel.1234567", "pilar123456789", "AYUNTAMIENTO1", "olivarOlivar1"],
)
def test_words_of_the_place_are_no_passwords(town: Cast, word: str):
    with pytest.raises(ValidationError) as refused:
        validate_password(word, town["Lucía"].account)
    assert "place" in [one.code for one in refused.value.error_list]


@pytest.mark.parametrize(
    "word", ["tres gatos en el tejado de Miguel", "xk7 quince barcas", "calle-real-y-siete-hormigas"]
)
def test_a_sentence_may_hold_a_name(town: Cast, word: str):
    validate_password(word, town["Lucía"].account)


def test_five_wrong_passwords_are_told_to_whoever_owns_the_account_once_a_day(town: Cast):
    def tries(count: int) -> None:
        for _turn in range(count):
            browser().post("/account/login/", {"login": "rosario", "password": "wrong"})
        town.does_what_follows()

    tries(4)
    assert not Delivery.objects.filter(cause="account").exists()
    tries(1)
    (row,) = Delivery.objects.filter(cause="account")
    assert row.address.path == "rosario@personal.example"
    assert "five times" in compose.compose(row).text or "cinco veces" in compose.compose(row).text
    cache.clear()
    tries(5)
    assert Delivery.objects.filter(cause="account").count() == 1
    for _turn in range(6):
        browser().post("/account/login/", {"login": "nobody", "password": "wrong"})
    assert Delivery.objects.filter(cause="account").count() == 1


def test_a_file_comes_down_under_a_name_that_no_program_misreads(town: Cast):
    town.hears("Alejandra", "Le mando el contrato.", visibility="private")
    post = Address.objects.get(path="alejandra@vecinos.example").posts.get()
    name = 'con trato";\r\nX-Evil: yes/../../é<script>.exe'
    media = pictures.keep_file(b"MZ\x90", name=name, content_type="text/html")
    Media.objects.filter(pk=media.pk).update(post=post, file_name=name)
    answer = signed_in(town, "Pilar").get(f"/sealed/{media.name}/")
    assert answer.status_code == 200
    told = answer["Content-Disposition"]
    assert re.fullmatch(r'attachment; filename="[A-Za-z0-9._-]+"', told), told
    assert "X-Evil" not in answer.headers
    assert answer["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_the_copy_of_a_file_about_somebody_has_names_of_ours(town: Cast):
    town.hears("Alejandra", "La farola de la calle Real está apagada.")
    proof = actions.ask(Address.objects.get(path="alejandra@vecinos.example"), Proof.Wish.ENTER)
    actions.check(proof, actions.code_of(proof))
    answer = browser().post(f"/my/{links.make(links.Purpose.OWN, proof.pk)}/file/take/", {}, **HERE)
    assert re.fullmatch(r'attachment; filename="[a-z0-9.-]+\.zip"', answer["Content-Disposition"])


def test_whoever_finds_an_open_browser_sends_nobody_out_before_showing_who_they_are(town: Cast):
    other, open_browser = signed_in(town, "Miguel"), browser()
    open_browser.post("/account/login/", {"login": "miguel", "password": PASSWORD})
    session = open_browser.session
    rows = session["account_authentication_methods"]
    session["account_authentication_methods"] = [row | {"at": row["at"] - 3600} for row in rows]
    session.save()
    answer = open_browser.post("/account/sessions/", {"one": "others"})
    assert answer["Location"] == "/account/reauthenticate/?next=/account/sessions/"
    assert other.get("/tasks/").status_code == 200
    open_browser.post("/account/reauthenticate/", {"password": PASSWORD})
    open_browser.post("/account/sessions/", {"one": "others"})
    assert other.get("/tasks/").status_code == 302
