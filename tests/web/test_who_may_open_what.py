# SPDX-License-Identifier: AGPL-3.0-or-later
"""Role by page, expected answers by hand: 200 opens, 403 is not theirs, 404 is not told, in = sign in first."""

from collections.abc import Callable

import pytest
from django.test import Client

from cast import Cast
from concejo.cases import actions as cases
from concejo.cases.models import Case
from concejo.channels.calls import to_make
from concejo.square.models import Post

Enter = Callable[[str], Client]
#                Pilar Miguel Dolores Rosario Sofía Andrés Inés  nobody
#                clerk empl.  head    mayor   admin moder. counc.
WHO = ("Pilar", "Miguel", "Dolores", "Rosario", "Sofía", "Andrés", "Inés", "")
MATRIX: dict[str, tuple[int | str, ...]] = {
    "/tasks/":             (200, 200, 200, 200, 200, 200, 200, "in"),
    "/tasks/{lamp}/":      (200, 200, 302, 200, 200, 200, 200, "in"),  # 302: to the page that the whole town sees
    "/tasks/{lamp}/plan/": (200, 200, 302, 200, 200, 403, 403, "in"),
    "/tasks/{bill}/":      (404, 404, 200, "why", "why", 404, 404, "in"),  # private, in the hands of Dolores' people
    "/tasks/{bill}/plan/": (404, 404, 200, "why", "why", 404, 404, "in"),
    "/tasks/{fresh}/":     (200, 404, 404, "why", "why", 404, 404, "in"),  # private, nobody's yet: the clerk's
    "/desk/":             (302, 403, 403, 403, 302, 403, 403, "in"),  # 302: the first letter is a private one
    "/desk/{lamp_talk}/": (200, 403, 403, 403, 200, 403, 403, "in"),
    "/desk/{bill_talk}/": (404, 403, 403, 403, "why", 403, 403, "in"),
    "/desk/{new_talk}/":  (200, 403, 403, 403, "why", 403, 403, "in"),
    "/desk/post/{post}/hide/": (200, 403, 403, 403, 200, 200, 403, "in"),
    "/desk/post/{post}/move/": (200, 403, 403, 403, 200, 403, 403, "in"),
    "/counter/":          (200, 403, 403, 403, 200, 403, 403, "in"),
    "/calls/":            (200, 403, 403, 403, 200, 403, 403, "in"),
    "/calls/{call}/":     (200, 403, 403, 403, 200, 403, 403, "in"),
    "/waits/":            (200, 403, 403, 200, 200, 403, 200, "in"),
    "/bulk/":             (200, 403, 403, 403, 200, 403, 403, "in"),
    "/announce/":         (200, 200, 200, 200, 200, 200, 200, "in"),
    "/mine/":             (200, 200, 200, 200, 200, 200, 200, "in"),
    "/me/":               (200, 200, 200, 200, 200, 200, 200, "in"),
}  # fmt: skip
ANSWERS = (302, 302, 302, 302, 302, 403, 403)
"""Whose words in the lamp's conversation are taken; Dolores is sent to the page that the whole town sees."""


@pytest.fixture
def places(town: Cast) -> dict[str, str | int]:
    """A lamp in Miguel's hands, a private bill with cleaning, a private letter that nobody has, a call to make."""
    lamp_post = town.hears("Carmen", "La farola de la calle Real, 3, está apagada.", via="phone")
    lamp = Case.objects.get()
    cases.assign(lamp, to=town["Miguel"], by=town["Pilar"])
    bill_post = town.hears("Tomás", "La basura de mi vecino enfermo se acumula.", visibility="private")
    bill = Case.objects.get(private_conversation=bill_post.conversation)
    cases.assign(bill, to=town["Dolores"], by=town["Pilar"])
    fresh_post = town.hears("Alejandra", "Necesito hablar de la ayuda de mi madre.", visibility="private")
    fresh = Case.objects.get(private_conversation=fresh_post.conversation)
    town.says("Miguel", "Mañana paso.", to=lamp)
    return {
        "lamp": lamp.number, "bill": bill.number, "fresh": fresh.number, "lamp_talk": lamp.main.pk,
        "bill_talk": bill.main.pk, "new_talk": fresh.main.pk, "post": lamp_post.pk, "call": to_make()[0].address.pk,
    }  # fmt: skip


@pytest.mark.parametrize("at", range(len(WHO)), ids=[name or "nobody" for name in WHO])
def test_each_role_opens_what_is_theirs(
    town: Cast, places: dict[str, str | int], signed_in: Enter, client: Client, at: int
) -> None:
    browser = signed_in(WHO[at]) if WHO[at] else client
    wrong = []
    for path, expected in MATRIX.items():
        answer = browser.get(path.format(**places))
        found: int | str = answer.status_code
        if answer.status_code == 302 and "/account/login/" in answer.url:
            found = "in"
        elif answer.status_code == 200 and "This is a private matter" in answer.content.decode():
            found = "why"
        if found != expected[at]:
            wrong.append(f"{path}: {found}, expected {expected[at]}")
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.parametrize("at", range(len(WHO) - 1), ids=WHO[:-1])
def test_each_role_answers_where_they_may(town: Cast, places: dict[str, str | int], signed_in: Enter, at: int) -> None:
    answer = signed_in(WHO[at]).post(f"/tasks/{places['lamp']}/", {"text": "Gracias por avisar."})
    assert answer.status_code == ANSWERS[at]
    said = Post.objects.filter(speaker=town[WHO[at]], text="Gracias por avisar.").exists()
    assert said == (ANSWERS[at] == 302 and WHO[at] != "Dolores")


@pytest.mark.parametrize("path", list(MATRIX))
def test_no_page_of_the_town_hall_is_kept_by_a_browser(
    town: Cast, places: dict[str, str | int], signed_in: Enter, path: str
) -> None:
    answer = signed_in("Sofía").get(path.format(**places))
    assert "no-store" in answer["Cache-Control"]


def test_a_neighbours_number_stands_on_no_page_but_the_call(
    town: Cast, places: dict[str, str | int], signed_in: Enter
) -> None:
    pilar = signed_in("Pilar")
    for path in MATRIX:
        if "calls/{call}" not in path:
            words = pilar.get(path.format(**places), follow=True).content.decode()
            assert "958000731" not in words.replace(" ", ""), path
            assert "@vecinos.example" not in words, path
