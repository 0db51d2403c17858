# SPDX-License-Identifier: AGPL-3.0-or-later
"""The first letter to `avisos@` waits for one tap: yes publishes, no keeps it between her and the town hall."""

import pytest
from django.test import Client

from cast import Cast, address
from concejo.cases import actions as cases
from concejo.cases.models import Case
from concejo.people import links
from concejo.square import actions as square
from concejo.square.models import Post, Visibility

pytestmark = pytest.mark.django_db
WORDS = "La farola de la calle Real, 3 está apagada"


def held(town: Cast) -> tuple[Case, str]:
    town.hears("Alejandra", "Un bache en la plaza Mayor")
    conversation = square.open_conversation(Visibility.PUBLIC)
    words = square.Words(text=WORDS, via="email", held_for="confirm")
    post = square.say(conversation, words, author=address("Alejandra"))
    case = cases.open_case(post, WORDS, by=address("Alejandra"))
    return case, f"/publish/{links.make(links.Purpose.PUBLISH, post.pk)}/"


def press(path: str, **answer: str) -> int:
    client = Client(headers={"host": "olivar.example", "origin": "http://olivar.example"})
    assert client.get(path).status_code == 200
    assert Post.objects.filter(held_for="confirm").exists(), "a GET never acts"
    return client.post(path, answer).status_code


def test_yes_publishes_and_is_remembered(town: Cast) -> None:
    case, path = held(town)
    assert press(path, yes="") == 302
    assert WORDS in Client().get(f"/c/{case.number}/").content.decode()
    assert address("Alejandra").chose_public_at is not None


def test_no_keeps_it_private_and_the_work_goes_on(town: Cast) -> None:
    case, path = held(town)
    assert press(path, no="") == 200
    case = Case.objects.get(pk=case.pk)
    assert case.is_private
    assert case.is_open
    assert Client().get(f"/c/{case.number}/").status_code == 404
    assert case.main.posts.get().words == WORDS


def test_a_mail_program_that_unsubscribes_by_itself_is_heard(town: Cast) -> None:
    case, _path = held(town)
    row = square.follow(address("Alejandra"), case.main.topic)
    url = f"/unfollow/{links.make(links.Purpose.FOLLOW, row.pk)}/"
    assert Client().post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    row.refresh_from_db()
    assert row.ended_at is not None
