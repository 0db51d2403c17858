# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lamp that gets mended, told by e-mail: real Postfix and Dovecot, from her program back into her mailbox."""

import re

import pytest
from django.test import Client
from tests.stories.conftest import letter

from cast import Cast
from concejo.cases.models import Case, State
from concejo.square.models import Post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mail, pytest.mark.slow]
HER = "alejandra@vecinos.example"


def link(message, path: str) -> str:
    """The first address of a letter that leads to that path of the town."""
    found = re.search(rf"http://olivar\.example(/{path}/\S+)", message.get_body(("plain",)).get_content())
    assert found, message
    return found.group(1)


def press(path: str, **fields: str) -> int:
    """A browser opens the link, then presses the button."""
    client = Client()
    assert client.get(path, headers={"host": "olivar.example"}).status_code == 200
    headers = {"host": "olivar.example", "origin": "http://olivar.example"}
    return client.post(path, fields, headers=headers).status_code


def test_she_writes_hears_back_in_the_same_thread_and_confirms(town: Cast, post_office) -> None:
    first = letter(
        sender=HER, to="avisos@olivar.example", subject="Farola",
        text="Buenas noches. La farola de la calle Alfareros, 12, está apagada y no se ve el escalón.",
    )  # fmt: skip
    post_office.sends(first)
    town.does_what_follows()
    case = Case.objects.get()
    assert (case.state, case.category.slug, case.place) == (State.RECEIVED, "lamp", "calle Alfareros, 12")
    assert Post.objects.get().state == Post.State.HELD, "a From line alone publishes nothing"

    letters = post_office.mailbox(HER, least=2)
    asks = next(one for one in letters if "/publish/" in one.get_body(("plain",)).get_content())
    assert press(link(asks, "publish"), yes="") == 302
    assert Post.objects.get().state == Post.State.PUBLISHED
    assert all(first["Message-ID"] in one["References"] for one in letters), "both stand in her thread"

    town.says("Rosario", "Gracias, Alejandra. @miguel, ¿la miras mañana a primera hora?", to=case)
    work = post_office.mailbox("miguel@personal.example")[-1]
    assert case.number in work["Subject"]

    done = letter(sender="miguel@personal.example", to=work["Reply-To"], text="Hecho. Era el balasto.", answers=work)
    post_office.sends(done, vouched=True)
    town.does_what_follows()
    case.refresh_from_db()
    assert (case.state, case.in_charge) == (State.DONE, town["Miguel"])

    letters = post_office.mailbox(HER, least=4)
    last = letters[-1]
    assert "Era el balasto" in last.get_body(("plain",)).get_content()
    assert first["Message-ID"] in last["References"]

    thanks = letter(sender=HER, to=last["Reply-To"], text="Sí, ya luce. ¡Gracias, Miguel!", answers=last)
    post_office.sends(thanks)
    town.does_what_follows()
    case.refresh_from_db()
    assert case.state == State.MENDED
    page = Client().get(f"/c/{case.number}/", headers={"host": "olivar.example"}).content.decode()
    assert "ya luce" in page
    assert HER not in page


def test_a_colleague_without_proof_closes_nothing(town: Cast, post_office) -> None:
    town.hears("Alejandra", "La farola de la calle Real, 3, está apagada")
    case = Case.objects.get()
    town.says("Rosario", "@miguel, por favor", to=case)
    work = post_office.mailbox("miguel@personal.example")[-1]

    forged = letter(sender="miguel@personal.example", to=work["Reply-To"], text="Hecho.", answers=work)
    post_office.sends(forged)
    town.does_what_follows()
    case.refresh_from_db()
    assert case.state == State.ASSIGNED
    assert Post.objects.filter(held_for="proof").count() == 1, "it waits for the clerk"


LANGUAGES = {
    "signalements": ("Bonjour, le lampadaire de la calle Real, 3 est éteint depuis hier.", "fr"),
    "reports": ("Hello, the street lamp in calle Real, 3 has been out since Monday.", "en"),
}


@pytest.mark.parametrize("box", LANGUAGES)
def test_whoever_writes_in_another_language_hears_back_in_it(town: Cast, post_office, box: str) -> None:
    words, language = LANGUAGES[box]
    post_office.sends(letter(sender=HER, to=f"{box}@olivar.example", text=words))
    town.does_what_follows()
    assert Case.objects.get().category.slug == "lamp"
    letters = post_office.mailbox(HER, least=2)
    assert {one["Content-Language"] for one in letters} == {language}
