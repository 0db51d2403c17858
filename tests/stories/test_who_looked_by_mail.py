# SPDX-License-Identifier: AGPL-3.0-or-later
"""Miguel looks without need; Alejandra asks by mail who looked, and reads it behind the code that comes back."""

import re

import pytest
from django.test import Client

from cast import Cast, address
from concejo.cases.models import Case
from concejo.channels import compose, hear, intake
from concejo.channels.contract import Raw
from concejo.channels.models import Delivery, Letter
from concejo.core import clock
from concejo.core.ids import new_token
from concejo.people import actions
from concejo.square.models import Post

HERE = {"HTTP_ORIGIN": "http://testserver"}
HERS = "alejandra@vecinos.example"


def writes(sender: str, words: str, subject: str = "Pregunta") -> Letter:
    raw = (
        f"From: {sender}\r\nTo: avisos@olivar.example\r\nSubject: {subject}\r\n"
        f"Message-ID: <{new_token()}@x.example>\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{words}\r\n"
    )
    letter = intake.store(Raw(kind="email", body=raw.encode(), received_at=clock.now()), dedupe=new_token())
    hear.hear(letter)
    letter.refresh_from_db()
    return letter


def answer_to(path: str) -> str:
    row = Delivery.objects.filter(cause="code", address__path=path).latest("made_at", "pk")
    return compose.compose(row).text


@pytest.fixture
def looked(town: Cast) -> Cast:
    town.hears("Alejandra", "Mi marido necesita insulina y no puede subir al autobús.", visibility="private")
    case = Case.objects.get()
    actions.look(town["Pilar"], about=case.ref, reason="")
    actions.look(town["Rosario"], about=address("Alejandra").ref, reason="curiosidad")
    return town


def test_she_asks_by_mail_and_reads_who_looked(looked: Cast):
    posts = Post.objects.count()
    letter = writes(HERS, "Buenos días, ¿quién ha mirado mis datos? Gracias.")
    assert (letter.fate, letter.why) == (Letter.Fate.HEARD, "own")
    assert Post.objects.count() == posts, "it is a wish, no message for the square"
    looked.does_what_follows()
    told = answer_to(HERS)
    assert "Rosario" not in told
    assert "curiosidad" not in told, "the letter itself proves nothing, so it tells nothing"
    code = re.search(r"^(\d{6})$", told, re.MULTILINE)[1]
    path = re.search(r"https?://[^/]+(/my/code/\S+)", told)[1]
    her = Client(headers={"accept-language": "es"})
    assert her.get(path).status_code == 200
    opened = her.post(path, {"code": code}, **HERE)
    assert opened.status_code == 302
    page = her.get(f"{opened['Location']}file/").content.decode()
    assert "Rosario" in page
    assert "curiosidad" in page
    assert "Pilar" in page


@pytest.mark.parametrize(
    "words",
    [
        "¿Qué datos tienen de mí?", "Qui a regardé mes données ?", "Que savez-vous sur moi ?",
        "Who has looked at my data?", "What do you hold about me?", "Mis datos",
    ],
)  # fmt: skip
def test_in_three_languages(looked: Cast, words: str):
    assert writes(HERS, words).why == "own"
    looked.does_what_follows()
    assert re.search(r"^\d{6}$", answer_to(HERS), re.MULTILINE)


@pytest.mark.parametrize(
    "words",
    ["La farola de la calle Real está apagada.", "¿Quién ha mirado la avería de la fuente?",
     "¿Qué datos tienen de mí? " + "Además, la farola de la calle Real está apagada desde el martes. " * 4],
)  # fmt: skip
def test_whoever_says_something_else_too_is_read_by_a_person(looked: Cast, words: str):
    assert writes(HERS, words).why != "own"
    assert not Delivery.objects.filter(cause="code").exists()


def test_whoever_writes_in_her_name_gets_nothing(looked: Cast):
    """The From line is not proof: the answer goes to her own mailbox, and only so many go there in an hour."""
    for _turn in range(30):
        writes(HERS, "¿Quién ha mirado mis datos?")
    looked.does_what_follows()
    rows = Delivery.objects.filter(cause="code")
    assert {one.address.path for one in rows} == {HERS}
    assert rows.count() <= 10


def test_a_colleague_is_answered_by_a_person(looked: Cast):
    assert writes("rosario@personal.example", "¿Quién ha mirado mis datos?").why != "own"
