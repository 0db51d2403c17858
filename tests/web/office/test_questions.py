# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town writes its own questions, sees them as neighbours do, and gets newer kinds without losing its own."""

import re

import pytest
from django.test import Client

from cast import Cast
from concejo.cases import questions, taxonomy
from concejo.cases.models import Category, Question

pytestmark = pytest.mark.django_db
AT = "/town/categories/k/bench/questions/"


@pytest.fixture
def sofia(town: Cast, client: Client) -> Client:
    client.force_login(town["Sofía"].account)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def asks(sofia: Client, text: str, **told: object) -> Question:
    fields = {"text_es": text, "kind_of": "singlevaluelist", "order": 10, "active": "on", "public": "on"} | told
    answer = sofia.post(f"{AT}new/", fields)
    assert answer.status_code == 302, re.findall(r'class="error".*?</span>', answer.content.decode())
    return Question.objects.get(category__slug="bench", text__es=text)


def test_answers_are_lines_and_a_line_may_tell_or_end(sofia: Client) -> None:
    row = asks(
        sofia, "¿Qué le falta?", values_es="Una tabla\nUn tornillo | No se siente.\n! Todo | Ese banco ya se cambia.",
        values_fr="Une latte\nUne vis | Ne vous asseyez pas.\n! Tout | Ce banc est déjà remplacé.", required="on",
    )  # fmt: skip
    assert row.code == "que-le-falta"
    assert row.keys == ["una-tabla", "un-tornillo", "todo"]
    assert row.name_of("una-tabla", "fr") == "Une latte"
    assert row.notice_of("un-tornillo", "fr") == "Ne vous asseyez pas."
    assert row.stops == {"todo": {"es": "Ese banco ya se cambia.", "fr": "Ce banc est déjà remplacé."}}
    page = sofia.get(f"{AT}{row.code}/").content.decode()
    assert "! Todo | Ese banco ya se cambia." in page
    changed = {
        "text_es": "¿Qué le falta?", "kind_of": "singlevaluelist", "order": 10, "active": "on",
        "values_es": "Una tabla o dos\nUn tornillo\nTodo",
    }  # fmt: skip
    assert sofia.post(f"{AT}{row.code}/", changed).status_code == 302
    row.refresh_from_db()
    assert row.keys == ["una-tabla", "un-tornillo", "todo"], "put in other words, an answer keeps its meaning"
    assert (row.stops, row.public, row.required) == ({}, False, False)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"values_es": ""}, "one a line"),
        ({"values_es": "Uno\nDos", "values_fr": "Un"}, "as many lines"),
        ({"values_es": "! Todo"}, "why the report ends"),
        ({"text_es": "", "values_es": "Uno"}, "required"),
    ],
)
def test_what_cannot_be_asked_is_told(sofia: Client, told: dict[str, str], sentence: str) -> None:
    fields = {"text_es": "¿Qué?", "kind_of": "singlevaluelist", "order": 10} | told
    answer = sofia.post(f"{AT}new/", fields)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Question.objects.filter(category__slug="bench").exists()


def test_a_question_hangs_on_one_that_is_asked_before(sofia: Client) -> None:
    first = asks(sofia, "¿Es de madera?", values_es="Sí\nNo")
    late = {"text_es": "¿De qué color?", "kind_of": "string", "order": 5, "hangs_on": [f"{first.code}=si"]}
    assert "must be asked after" in sofia.post(f"{AT}new/", late).content.decode()
    asks(sofia, "¿De qué color?", kind_of="string", order=20, hangs_on=[f"{first.code}=si"])
    kind = Category.objects.get(slug="bench")
    assert [one.code for one in questions.check(questions.of(kind), {first.code: "si"}).asked] == [
        "es-de-madera", "de-que-color",
    ]  # fmt: skip


def test_it_is_tried_as_neighbours_see_it_and_nothing_is_kept(sofia: Client) -> None:
    asks(sofia, "¿Dónde?", values_es="En el parque\n! En el cementerio | Lo lleva la parroquia.")
    asks(sofia, "Los bancos se pintan en mayo.", kind_of="know", order=30)
    page = sofia.get(AT).content.decode()
    assert "Los bancos se pintan en mayo." in page.partition("As neighbours see it")[2]
    tried = sofia.post(AT, {"shown": "donde", "heard": "", "q_donde": "en-el-cementerio"}).content.decode()
    assert "Lo lleva la parroquia." in tried
    assert Question.objects.filter(category__slug="bench").count() == 2


def test_something_to_know_may_end_the_report(sofia: Client) -> None:
    row = asks(sofia, "Los bancos los lleva la Diputación.", kind_of="know", ends="on")
    assert questions.stop_of([row], {}, "es") == "Los bancos los lleva la Diputación."
    assert sofia.post(f"{AT}{row.code}/delete/").status_code == 302
    assert not Question.objects.filter(category__slug="bench").exists()


def test_newer_kinds_come_by_one_press_and_what_the_town_changed_stays(sofia: Client) -> None:
    Category.objects.filter(slug__in=["pests", "graffiti"]).delete()
    Category.objects.filter(slug="lamp").update(days=9, words={"es": ["luciérnaga"]}, name={"es": "Luces"})
    Question.objects.filter(category__slug="lamp").exclude(code="number").delete()
    Question.objects.filter(category__slug="container").delete()
    Category.objects.filter(slug="container").update(group={})
    page = sofia.get("/town/categories/").content.decode()
    assert "2 kinds that your town does not have" in page
    assert "Graffiti and posters" in page
    assert sofia.post("/town/categories/add/").status_code == 302
    assert Category.objects.get(slug="pests").words["es"]
    lamp = Category.objects.get(slug="lamp")
    assert (lamp.days, lamp.words, lamp.name) == (9, {"es": ["luciérnaga"]}, {"es": "Luces"})
    assert [one.code for one in lamp.questions.all()] == ["number"]
    container = Category.objects.get(slug="container")
    assert container.questions.count() == 3, "a kind that never asked anything gets its questions"
    assert container.group["en"] == "Cleaning and rubbish"
    assert "does not have" not in sofia.get("/town/categories/").content.decode()


def test_what_is_given_out_is_whole_in_three_languages() -> None:
    rows = taxonomy.rows()
    assert len(rows) >= 40
    assert len({str(one["group"]) for one in rows}) == 9
    assert sum(bool(one.get("private")) for one in rows) >= 5
    stops = [key for one in rows for asked in one.get("questions", []) for key in asked.get("stops", {})]
    assert len(stops) >= 2

    def whole(words: dict[str, object]) -> bool:
        return set(words) == {"es", "fr", "en"} and all(words.values())

    for one in rows:
        assert whole(one["name"]), one["slug"]
        assert whole(one["words"]), one["slug"]
        for asked in one.get("questions", []):
            told = [
                asked["text"],
                *(value["name"] for value in asked.get("values", [])),
                *asked.get("stops", {}).values(),
            ]
            told += [asked[name] for name in ("help",) if name in asked]
            told += [value["notice"] for value in asked.get("values", []) if "notice" in value]
            assert all(map(whole, told)), (one["slug"], asked["code"])


def test_lists_are_narrowed_down_to_a_kind_or_to_all_of_its_group(town: Cast) -> None:
    for words in (
        "La farola de la calle Real no luce.",
        "Una papelera rota en la calle Real.",
        "Pintadas en plaza Mayor.",
    ):
        town.hears("Alejandra", words)
    reader = Client(headers={"accept-language": "es"})
    page = reader.get("/cases/").content.decode()
    assert '<optgroup label="Limpieza y basura">' in page
    group = Category.objects.get(slug="graffiti").group_key
    narrowed = reader.get("/cases/", {"category": group}).content.decode()
    assert "papelera" in narrowed
    assert "Pintadas" in narrowed
    assert "farola de" not in narrowed
    assert "farola de" in reader.get("/cases/", {"category": "lamp"}).content.decode()
