# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rule book: which rules understand a post, in order. The first one acts; the others are overlaps, listed here."""

import pytest

from cast import Cast, address
from concejo.cases.models import Case
from concejo.desk import reading as desk
from concejo.square import actions as square
from concejo.square.models import Post, Visibility
from concejo.square.readings import Reading

pytestmark = pytest.mark.django_db

OVERLAPS = [
    # who speaks, the case is, the words, with photo: the rules that understand it, the first acts
    ("Alejandra", "open", "Gracias, y también parpadea la del 14", False, ["updates"]),
    ("Alejandra", "open", "Sigue apagada", False, ["updates"]),
    ("Alejandra", "done", "Sigue apagada", False, ["still_broken", "updates"]),
    ("Alejandra", "done", "Sí, ya luce. ¡Gracias!", False, ["mended", "updates"]),
    ("Alejandra", "done", "Muchas gracias por todo", False, ["updates"]),
    ("Alejandra", "done", "Sí, pero sigue apagada", False, ["still_broken", "mended", "updates"]),
    ("Tomás", "done", "Sigue apagada", False, ["updates"]),
    ("Miguel", "open", "Hecho", False, ["closes"]),
    ("Miguel", "open", "Aquí está", True, ["closes"]),
    ("Miguel", "open", "Mañana voy", False, []),
    ("Miguel", "open", "Hecho. @lucia, ¿recoges la escalera?", False, ["closes", "hands_over"]),
    ("Miguel", "open", "@lucia, esto es tuyo", False, ["hands_over"]),
    ("Rosario", "open", "@alumbrado, por favor", False, ["hands_over"]),
    ("Rosario", "open", "Lo miramos", False, []),
    ("Rosario", "open", "@rosario soy yo", False, []),
]


def read(town: Cast, who: str, case: Case, text: str, *, photo: bool) -> Reading:
    neighbour = who in {"Alejandra", "Tomás"}
    words = square.Words(text=text, via="web", language="es")
    speaker = {} if neighbour else {"speaker": town[who]}
    author = {"author": address(who)} if neighbour else {}
    post = square.say(case.main, words, **speaker, **author)
    return Reading(
        post=post,
        text=text,
        has_photo=photo,
        address=address(who) if neighbour else None,
        person=None if neighbour else town[who],
        mentions=() if neighbour else tuple(square.mentioned(text)),
    )


@pytest.mark.parametrize(("who", "state", "words", "photo", "rules"), OVERLAPS)
def test_which_rules_understand_a_post(town: Cast, who, state, words, photo, rules) -> None:
    town.hears("Tomás", "Un bache en la plaza Mayor")
    town.hears("Alejandra", "La farola de la calle Real, 3 está apagada")
    case = Case.objects.get(category__slug="lamp")
    town.says("Rosario", "@miguel, por favor", to=case)
    if state == "done":
        town.says("Miguel", "Hecho", to=case)
    case.refresh_from_db()
    assert desk.meanings(read(town, who, case, words, photo=photo)) == rules


def test_what_no_rule_understands_waits_for_the_clerk(town: Cast) -> None:
    town.hears("Alejandra", "Un bache en la plaza Mayor")
    conversation = square.open_conversation(Visibility.PRIVATE)
    post = square.say(conversation, square.Words(text="Xyz", via="email"), author=address("Alejandra"))
    assert desk.read(Reading(post=post, text="Xyz", address=address("Alejandra"))) == ""
    conversation.refresh_from_db()
    assert conversation.waits_since is not None
    assert Post.objects.filter(pk=post.pk).exists()


def test_a_first_word_that_speaks_of_work_opens_a_case(town: Cast) -> None:
    town.hears("Alejandra", "Un bache en la plaza Mayor")
    before = Case.objects.count()
    conversation = square.open_conversation(Visibility.PRIVATE)
    words = "Hay una fuga de agua en mi calle"
    post = square.say(conversation, square.Words(text=words, via="email"), author=address("Alejandra"))
    assert desk.read(Reading(post=post, text=words, address=address("Alejandra"))) == "opens"
    assert Case.objects.count() == before + 1
