# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town asks what it must know, once the words are written; what is not its own, it says before anything is sent."""

import re

import pytest
from django.test import Client

from cast import NEIGHBOURS, Cast
from concejo.cases import questions
from concejo.cases.models import Case, Category, Given
from concejo.channels import hear, intake
from concejo.channels.compose import compose
from concejo.channels.contract import Raw
from concejo.channels.models import Draft
from concejo.core import clock
from concejo.core.ids import new_token

pytestmark = pytest.mark.django_db
FULL = "El contenedor de la calle Real, 3 está lleno."


class Neighbour:
    """Somebody with a browser, no script, and time."""

    def __init__(self, language: str = "es") -> None:
        self.client = Client(headers={"accept-language": language, "host": "olivar.example"})
        self.at = "/speak/"

    def tells(self, **fields: object) -> "Neighbour":
        answer = self.client.post(self.at, fields, headers={"origin": "http://olivar.example"})
        self.at, self.status, self.page = answer.get("Location", self.at), answer.status_code, answer.content.decode()
        if answer.status_code == 302:
            self.page = self.client.get(self.at).content.decode()
        return self

    def answers(self, **fields: object) -> "Neighbour":
        hidden = dict(re.findall(r'name="(shown|heard)" value="([^"]*)"', self.page))
        return self.tells(**hidden, **{f"q_{code}": value for code, value in fields.items()})

    def goes_on(self) -> "Neighbour":
        self.tells(place="calle Real, 3").tells().tells(visibility="public", name="")
        return self.tells(answer_by="email", email="alejandra@vecinos.example")


def mail(text: str, *, to: str = "avisos") -> None:
    raw = f"From: Alejandra <alejandra@vecinos.example>\r\nTo: {to}@olivar.example\r\nSubject: Hola\r\n\r\n{text}\r\n"
    letter = intake.store(Raw(kind="email", body=raw.encode(), received_at=clock.now()), dedupe=new_token())
    hear.hear(letter)


def test_after_her_words_she_is_asked_what_the_town_must_know(town: Cast) -> None:
    her = Neighbour().tells(text=FULL)
    assert her.at.endswith("/about/")
    assert "Contenedor" in her.page
    assert "¿Qué le pasa?" in her.page
    her.answers(type="rest", number="114")
    assert her.status == 422
    assert "Elija una respuesta." in her.page
    assert 'value="114"' in her.page, "what was filled in stays"
    her.answers(type="rest", how="full", number="114")
    her.tells(place="calle Real, 3").tells().tells(visibility="public", name="")
    assert "Está lleno" in her.page, "all answers stand there once more before they are sent"
    her.tells(answer_by="email", email="alejandra@vecinos.example")
    case = Case.objects.get()
    assert questions.answers_of(case) == {"type": "rest", "how": "full", "number": "114"}
    page = Client(headers={"accept-language": "fr"}).get(f"/c/{case.number}/").content.decode()
    assert "Il est plein" in page
    assert "114" in page


def test_she_goes_back_and_her_answers_are_there(town: Cast) -> None:
    her = Neighbour().tells(text=FULL).answers(how="broken")
    assert her.at.endswith("/2/")
    assert her.at.replace("/2/", "/about/") in her.page, "the way back leads over the questions"
    again = her.client.get(her.at.replace("/2/", "/about/")).content.decode()
    assert re.search(r'value="broken"[^>]*checked', again)
    changed = Neighbour()
    changed.client, changed.at = her.client, her.at.replace("/2/", "/1/")
    changed.tells(text="La farola de la calle Real, 3 no luce.")
    assert "¿Cuántas?" in changed.page, "other words ask other things"


def test_a_question_that_hangs_on_another_is_asked_once_that_was_answered(town: Cast) -> None:
    her = Neighbour().tells(text="La farola de la calle Alfareros no luce.")
    assert "número lleva el poste" not in her.page
    her.answers(which="one")
    assert her.at.endswith("/about/")
    assert "número lleva el poste" in her.page
    her.answers(which="one", number="112", how="cable")
    assert "llame al 112" in her.page, "whoever sees a bare cable is told to keep away"
    assert her.answers(which="one", number="112", how="cable").at.endswith("/2/")


def test_the_lamp_of_the_motorway_is_not_the_towns_and_nothing_is_lost(town: Cast) -> None:
    her = Neighbour("en").tells(text="La farola de la calle Real está apagada.").answers(road="motorway")
    assert her.at.endswith("/about/")
    assert "are not the town&#x27;s" in her.page
    assert "is kept" in her.page
    assert not Case.objects.exists()
    her.tells(**{"else": "1"})
    assert her.at.endswith("/2/"), "it is something else after all"
    her.goes_on()
    case = Case.objects.get()
    assert (case.category, questions.answers_of(case)) == (None, {})
    assert case.main.posts.get(author__isnull=False).words == "La farola de la calle Real está apagada."


def test_whoever_changes_the_answer_goes_on_as_well(town: Cast) -> None:
    her = Neighbour().tells(text="La farola de la calle Real está apagada.").answers(road="motorway")
    assert her.answers(road="town", how="out").at.endswith("/2/")
    her.goes_on()
    assert questions.answers_of(Case.objects.get()) == {"road": "town", "how": "out"}


def test_a_letter_is_asked_nothing_and_its_receipt_leads_to_what_is_wanting(town: Cast) -> None:
    mail(FULL)
    case = Case.objects.get()
    assert [one.code for one in questions.missing(case)] == ["how"]
    town.does_what_follows()
    receipt = next(one for one in town.told("Alejandra") if one.cause == "received")
    assert [one.cause for one in town.told("Alejandra")].count("received") == 1, "no letter more"
    text = compose(receipt).text
    assert "nos gustaría saber un poco más" in text.lower()
    link = re.search(r"http://olivar.example(/c/\S+)", text).group(1)
    client = Client(headers={"accept-language": "es", "host": "olivar.example"})
    page = client.get(link).content.decode()
    assert "Contestar a 1 pregunta" in page
    her = Neighbour()
    her.client, her.at = client, f"{link}answers/"
    her.page = client.get(her.at).content.decode()
    her.answers(how="burnt")
    assert her.at == link
    assert questions.answers_of(case) == {"how": "burnt"}
    assert "Contestar a 1 pregunta" not in her.page
    assert case.steps.get(act="given").by == f"address:{case.reports.get().address_id}"


def test_by_mail_a_stop_swallows_no_letter(town: Cast, client: Client) -> None:
    kind = Category.objects.get(slug="lamp")
    kind.questions.create(
        code="all", variable=False, text={"es": "Las farolas las lleva la Diputación."},
        stops={"": {"es": "Las farolas las lleva la Diputación."}},
    )  # fmt: skip
    mail("La farola de la calle Real, 3 está apagada.")
    case = Case.objects.get()
    client.force_login(town["Pilar"].account)
    page = client.get(f"/tasks/{case.number}/", headers={"accept-language": "es"}).content.decode()
    assert "Las farolas las lleva la Diputación." in page, "the clerk reads what the form would have said"


def test_the_plate_is_for_the_town_hall(town: Cast, client: Client) -> None:
    her = (
        Neighbour().tells(text="Hay un coche abandonado en la calle Real, 3.").answers(plate="1234 BCD", since="month")
    )
    her.goes_on()
    case = Case.objects.get()
    assert "1234 BCD" not in Client().get(f"/c/{case.number}/").content.decode()
    assert Given.objects.get(code="plate").value is None
    client.force_login(town["Pilar"].account)
    assert "1234 BCD" in client.get(f"/tasks/{case.number}/").content.decode()
    mine = Draft.objects.get()
    assert b"BCD" not in bytes(mine.sealed)


def test_the_town_hall_puts_answers_right_and_the_ones_before_stay(town: Cast, client: Client) -> None:
    Neighbour().tells(text=FULL).answers(how="full").goes_on()
    case = Case.objects.get()
    client.force_login(town["Dolores"].account)
    at = f"/tasks/{case.number}/answers/"
    assert client.post(at, {"shown": "type how number", "heard": "", "q_how": "broken"})["Location"].endswith("/")
    page = client.get(f"/tasks/{case.number}/", headers={"accept-language": "en"}).content.decode()
    assert "It is broken" in page
    assert "It is full" in page.partition("Answers of before")[2]
    assert "Dolores wrote answers down" in page
    client.force_login(town["Pilar"].account)
    desk = client.get(f"/desk/{case.main.pk}/", headers={"accept-language": "en"}).content.decode()
    assert "It is broken" in desk, "at the desk too"
    assert at in desk
    assert NEIGHBOURS["Alejandra"] not in page
