# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages from pieces: always the truth, never another reader's, and a constant number of questions to the database."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import Cast
from concejo.cases import actions as cases
from concejo.cases.models import Case
from concejo.core import changes, clock
from concejo.square import actions as square
from concejo.square.models import Post
from concejo.ui import fragments
from concejo.web.show import pieces

Enter = Callable[[str], Client]
LAMP = "La farola de la calle Real, 3, está apagada."


@pytest.fixture(autouse=True)
def _begun() -> None:
    fragments.kept.forget()


def page(path: str = "/", language: str = "en") -> str:
    return Client(headers={"accept-language": language}).get(path).content.decode()


def questions(path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert Client().get(path).status_code == 200
    return len(asked)


def test_the_home_page_is_made_from_pieces_with_three_questions(town: Cast) -> None:
    town.hears("Alejandra", LAMP)
    first = page()
    with CaptureQueriesContext(connection) as asked:
        assert page() == first
    assert len(asked) <= 3
    assert "La farola de la calle Real" in first


def test_what_changed_is_there_at_once(town: Cast) -> None:
    post = town.hears("Alejandra", LAMP)
    case = Case.objects.get()
    assert "Received" in page()
    cases.assign(case, to=town["Miguel"], by=town["Pilar"])
    assert "Given to Miguel" in page()
    town.says("Rosario", "Mañana va Miguel.", to=post)
    assert "Mañana va Miguel" in page()
    said = Post.objects.get(speaker=town["Rosario"])
    square.edit(said, "Pasado mañana va Miguel.", by=town["Rosario"])
    assert "Pasado mañana va Miguel" in page()
    square.hide(post, by=town["Andrés"], reason="junk")
    assert "está apagada" not in page(f"/c/{case.number}/")
    assert "está apagada" not in page()


def test_a_day_goes_by(town: Cast) -> None:
    town.hears("Alejandra", LAMP)
    case = Case.objects.get()
    assert case.due_at is not None
    with clock.at(case.due_at + timedelta(minutes=1)):
        assert "1 day late" in page()
    with clock.at(case.due_at + timedelta(days=3, minutes=1)):
        assert "3 days late" in page()


def test_each_language_has_its_own(town: Cast) -> None:
    town.hears("Alejandra", LAMP)
    assert "Received" in page()
    assert "Recibido" in page(language="es")
    assert "Reçu" in page(language="fr")


def test_staff_and_neighbours_share_no_frame(town: Cast, signed_in: Enter) -> None:
    town.hears("Alejandra", LAMP)
    theirs = signed_in("Pilar").get("/").content.decode()
    assert 'href="/desk/"' in theirs
    assert 'href="/desk/"' not in page()
    assert signed_in("Miguel").get("/").content.decode() != theirs


def test_private_words_are_in_no_piece(town: Cast, signed_in: Enter) -> None:
    post = town.hears("Alejandra", "Mi vecino Zacarías no paga.", visibility="private")
    signed_in("Pilar").get(f"/desk/{post.conversation_id}/")
    assert not any("Zacarías" in piece for _version, piece in fragments.kept._kept.values())


def test_erased_words_stay_in_no_piece(town: Cast) -> None:
    town.hears("Alejandra", LAMP)
    page()
    assert any("farola" in piece for _version, piece in fragments.kept._kept.values())
    changes.touch(pieces.ERASED)
    pieces.versions([])
    assert len(fragments.kept) == 0


@pytest.mark.parametrize("path", ["/", "/talk/", "/cases/", "/d/alumbrado/", "/now/", "/search/?q=farola"])
def test_a_list_asks_the_same_number_of_questions_however_long_it_is(town: Cast, path: str) -> None:
    for number in range(3):
        town.hears("Alejandra", f"La farola de la calle Real, {number}, está apagada.")
    fragments.kept.forget()
    few = questions(path)
    for number in range(4, 16):
        town.hears("Tomás", f"La farola de la calle Alfareros, {number}, está apagada.")
    fragments.kept.forget()
    assert questions(path) <= few + 1  # the number of open cases is only asked where a list does not show all
