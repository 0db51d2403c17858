# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lamp told on the web form, in three languages, without an account, script or cookie."""

import io
import re

import pytest
from django.test import Client
from PIL import Image

from cast import Cast
from concejo.cases.models import Case, State
from concejo.channels.models import Draft
from concejo.core import clock
from concejo.square.models import Media

pytestmark = pytest.mark.django_db
WORDS = {
    "es": ("La farola de la calle Alfareros, 12 está apagada y no se ve el escalón.", "Su aviso es el"),
    "fr": ("Le lampadaire de la calle Alfareros, 12 est éteint, on ne voit pas la marche.", "2026-"),
    "en": ("The street lamp in calle Alfareros, 12 is out and nobody sees the step.", "Your case is"),
}


class Form:
    """Somebody who fills in the form."""

    def __init__(self, language: str = "es") -> None:
        self.client = Client(headers={"accept-language": language, "host": "olivar.example"})
        self.at = "/speak/"

    def tells(self, **fields: object) -> "Form":
        answer = self.client.post(self.at, fields, headers={"origin": "http://olivar.example"})
        if answer.status_code == 302:
            self.at = answer["Location"]
        self.answer = answer
        if self.at.endswith("/about/") and "shown" not in fields:
            return self.tells(
                shown=re.search('name="shown" value="([^"]*)"', self.page()).group(1)
            )  # what the kind asks may stay unanswered
        return self

    def page(self) -> str:
        return self.client.get(self.at).content.decode()


def fill_in(form: Form, text: str, **last: str) -> Form:
    form.tells(text=text).tells(place="calle Alfareros, 12").tells().tells(visibility="public", name="")
    return form.tells(**(last or {"answer_by": "code"}))


@pytest.mark.parametrize("language", ["es", "fr", "en"])
def test_five_questions_and_a_number(town: Cast, language: str) -> None:
    form = fill_in(Form(language), WORDS[language][0])
    page = form.page()
    case = Case.objects.get()
    assert case.number in page
    assert (case.category.slug, case.place, case.state) == ("lamp", "calle Alfareros, 12", State.RECEIVED)
    assert f'lang="{language}"' in page
    code = re.search(r"\d{5}-[0-9A-F]{6}", page).group()

    back = form.client.post(
        "/slip/", {"number": case.number, "code": code.lower()}, headers={"origin": "http://olivar.example"}
    )
    mine = form.client.get(back["Location"])
    assert WORDS[language][0] in mine.content.decode().replace("&#x27;", "'")
    assert not form.client.cookies, "no cookie from first to last"


def test_words_never_stand_in_an_address(town: Cast) -> None:
    form = Form().tells(text="La farola de la plaza Mayor")
    assert re.fullmatch(r"/speak/[a-z0-9]{26}/2/", form.at)


def test_a_photo_loses_its_secrets_and_waits_for_staff(town: Cast) -> None:
    picture = Image.new("RGB", (60, 40), "orange")
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update({1: "N", 2: (37.0, 9.0, 0.0), 3: "W", 4: (3.0, 38.0, 24.0)})
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"taken by Alejandra")
    upload = io.BytesIO(out.getvalue())
    upload.name = "lamp.jpg"
    form = Form().tells(text="La farola de la calle Real está apagada").tells(place="").tells(photo=upload)
    media = Media.objects.get()
    assert (media.width, media.height) == (40, 60), "turned upright"
    form.tells(visibility="public").tells(answer_by="code")
    case = Case.objects.get()
    assert (round(case.lat, 3), round(case.lon, 3)) == (37.15, -3.64), "the place was offered before it was erased"
    page = form.client.get(f"/c/{case.number}/").content.decode()
    assert "/media/" not in page, "nobody sees it before staff have looked"
    assert form.client.get(f"/sealed/{media.name}/").status_code == 404


def test_what_is_no_photo_is_refused_with_a_sentence_and_nothing_is_lost(town: Cast) -> None:
    form = Form().tells(text="La farola de la calle Real está apagada").tells(place="calle Real, 3")
    broken = io.BytesIO(b"%PDF-1.4 this is no photo")
    broken.name = "photo.jpg"
    form.tells(photo=broken)
    assert form.answer.status_code == 422
    assert "error" in form.answer.content.decode()
    form.tells(photo="").tells(visibility="private").tells(answer_by="code")
    assert Case.objects.get().place == "calle Real, 3"


def test_each_wrong_answer_gets_a_sentence(town: Cast) -> None:
    form = Form().tells(text="")
    assert form.answer.status_code == 422
    form.tells(text="Un bache").tells(place="").tells().tells()
    assert form.answer.status_code == 422, "nobody is public without having said so"
    form.tells(visibility="public").tells(answer_by="email", email="not an address")
    assert form.answer.status_code == 422
    form.tells(answer_by="phone", phone="12")
    assert form.answer.status_code == 422
    form.tells(answer_by="phone", phone="958 00 07 31")
    assert Case.objects.get().reports.get().address.urn == "tel:+34958000731"


def test_a_form_from_elsewhere_and_a_robot_are_turned_away(town: Cast) -> None:
    client = Client(headers={"host": "olivar.example"})
    away = client.post("/speak/", {"text": "x"}, headers={"origin": "http://evil.example"})
    assert away.status_code == 403
    assert client.post("/speak/", {"text": "x"}).status_code == 403
    form = Form().tells(text="Un bache").tells(place="").tells().tells(visibility="public")
    form.tells(answer_by="code", website="http://spam.example")
    assert Case.objects.count() == 0


def test_a_draft_is_forgotten_after_a_day(town: Cast) -> None:
    form = Form().tells(text="La farola")
    Draft.objects.update(expires_at=clock.now())
    assert form.client.get(form.at).status_code == 410
    assert b"La farola" not in bytes(Draft.objects.get().sealed)


def test_sending_twice_opens_one_case(town: Cast) -> None:
    form = Form()
    fill_in(form, WORDS["es"][0])
    last = form.at.replace("sent/", "5/")
    form.client.post(last, {"answer_by": "code"}, headers={"origin": "http://olivar.example"})
    assert Case.objects.count() == 1
