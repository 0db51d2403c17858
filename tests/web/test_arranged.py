# SPDX-License-Identifier: AGPL-3.0-or-later
"""How work is arranged on pages: rules tried with a sentence, sentences that fill the answer, thanks on the page."""

from collections.abc import Callable

import pytest
from django.test import Client

from cast import Cast, address
from concejo.cases import actions as cases
from concejo.cases.models import AnswerTemplate, Case, Category, Route
from concejo.desk import reading as desk
from concejo.square import actions as square
from concejo.square.readings import Reading
from concejo.town.models import Department, Street

Enter = Callable[[str], Client]
LAMP = "La farola de la calle Real, 3, está apagada."
NOTHING = {"order": "10", "active": "on", "listed": "", "metres": ""}


def lamp(town: Cast, **hints: str) -> Case:
    town.hears("Alejandra", LAMP, **hints)
    case = Case.objects.get()
    cases.assign(case, to=town["Miguel"], by=town["Pilar"])
    return case


def test_a_rule_is_written_on_a_page_and_tried_with_a_sentence(town: Cast, signed_in: Enter):
    sofia, works = signed_in("Sofía"), Department.objects.get(handle__word="obras")
    street = Street.objects.get(name="calle Real")
    told = NOTHING | {"name": "Old quarter", "streets": [street.pk], "department": works.pk, "days": "1",
                      "listed": "farol\napagad", "days_of_week": ["0", "1", "2", "3", "4", "5", "6"]}  # fmt: skip
    assert sofia.post("/town/routes/new/", told).status_code == 302
    row = Route.objects.get()
    assert (row.words, row.weekdays, list(row.streets.all())) == (["farol", "apagad"], [0, 1, 2, 3, 4, 5, 6], [street])
    page = sofia.post("/town/routes/", {"text": LAMP}).content.decode()
    assert "Old quarter" in page
    assert "Obras" in page
    assert "calle Real, 3" in page
    other = sofia.post("/town/routes/", {"text": "Un bache en la plaza Mayor"}).content.decode()
    assert "none of these fits" in other
    assert not Case.objects.exists(), "trying keeps nothing"


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"name": "To nobody"}, "Please choose a department or a colleague."),
        ({"name": "A circle", "lat": "37.2", "department": "1"}, "A circle needs latitude"),
    ],
)
def test_a_rule_that_cannot_be_followed_is_not_kept(town: Cast, signed_in: Enter, told: dict[str, str], sentence: str):
    if "department" in told:
        told = told | {"department": str(Department.objects.first().pk)}
    answer = signed_in("Sofía").post("/town/routes/new/", NOTHING | told)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Route.objects.exists()


def test_a_sentence_is_chosen_read_and_sent_without_script(town: Cast, signed_in: Enter):
    case = lamp(town)
    row = AnswerTemplate.objects.create(
        act="done", name={"es": "Bombilla"},
        text={"es": "Cambiada la bombilla en {place} ({number}). Un saludo, {name}.", "fr": "Ampoule changée."},
    )  # fmt: skip
    miguel = signed_in("Miguel")
    page = miguel.get(f"/tasks/{case.number}/done/").content.decode()
    assert f"?with={row.pk}" in page
    filled = f"Cambiada la bombilla en {case.place} ({case.number}). Un saludo, Miguel."
    assert filled in miguel.get(f"/tasks/{case.number}/done/?with={row.pk}").content.decode()
    assert filled in miguel.get(f"/tasks/{case.number}/?with={row.pk}").content.decode()
    assert case.main.posts.filter(speaker=town["Miguel"]).count() == 0, "choosing says nothing"
    assert miguel.post(f"/tasks/{case.number}/done/", {"text": filled}).status_code == 302


def test_a_sentence_speaks_the_language_of_whoever_told_of_it(town: Cast, signed_in: Enter):
    case = lamp(town, language="fr")
    assert address("Alejandra").language == "fr"
    row = AnswerTemplate.objects.create(
        act="answer", name={"es": "Voy"}, text={"es": "Iremos el {date}.", "fr": "Nous viendrons {date}."}
    )
    page = signed_in("Miguel").get(f"/tasks/{case.number}/?with={row.pk}").content.decode()
    assert "Nous viendrons" in page
    assert "Iremos" not in page


def test_what_cannot_be_filled_in_is_refused_when_the_sentence_is_written(town: Cast, signed_in: Enter):
    told = {"act": "done", "order": "1", "active": "on", "name_es": "Hecho", "text_es": "Hola {vecino}, hecho."}
    answer = signed_in("Sofía").post("/town/sentences/new/", told)
    assert answer.status_code == 422
    assert "{vecino} cannot be filled in" in answer.content.decode()
    assert not AnswerTemplate.objects.exists()


@pytest.mark.parametrize(
    ("words", "quoted"),
    [("Muchas gracias, Miguel.", 1), ("Gracias, pero sigue igual de oscuro.", 0), ("Vale.", 0)],
)
def test_thanks_reach_the_employee_and_the_page(town: Cast, signed_in: Enter, words: str, quoted: int):
    case = lamp(town)
    town.says("Miguel", "Hecho.", to=case)
    post = square.say(case.main, square.Words(text=words, via="web", language="es"), author=address("Alejandra"))
    desk.read(Reading(post=post, text=words, address=address("Alejandra")))
    page, work = (
        Client().get(f"/c/{case.number}/").content.decode(),
        signed_in("Miguel").get("/tasks/").content.decode(),
    )
    assert page.count(f"«{words}»") == quoted
    assert work.count(f"«{words}»") == quoted


def test_the_kind_says_when_it_takes_too_long(town: Cast, signed_in: Enter):
    page = signed_in("Sofía").get("/town/categories/k/lamp/").content.decode()
    assert "Badly late after" in page
    assert Category.objects.get(slug="lamp").late_factor == 3
