# SPDX-License-Identifier: AGPL-3.0-or-later
"""An address that is put together with others, or taken away, is told to the others: so a thief is noticed."""

import pytest

from cast import Cast
from concejo.channels.compose import compose
from concejo.channels.models import Delivery
from concejo.core import outbox
from concejo.people import actions as people
from concejo.people.models import Address, Person


def proved(path: str) -> Address:
    one = people.meet(f"mailto:{path}", language="es")
    people.prove(one)
    return one


@pytest.fixture
def alejandra(town: Cast) -> tuple[Person, Address]:
    person = people.write_down("Alejandra", by="setup")
    first = proved("ale@vecinos.example")
    people.link(first, person, by=town["Pilar"])
    outbox.keep_due()
    Delivery.objects.all().delete()
    return person, first


def keep_all() -> list[tuple[str, str]]:
    """Promises are kept: to whom account letters go, and what they say."""
    while outbox.keep_due():
        pass
    rows = Delivery.objects.filter(cause="account").select_related("address").order_by("id")
    return [(row.to, compose(row).text) for row in rows]


def test_the_others_hear_of_a_new_one(alejandra: tuple[Person, Address]) -> None:
    person, first = alejandra
    people.link(proved("ale@trabajo.example"), person)
    ((to, words),) = keep_all()
    assert to == first.path
    assert "otra dirección" in words
    assert "trabajo" not in words


def test_the_others_hear_of_one_that_was_taken_away(alejandra: tuple[Person, Address]) -> None:
    person, first = alejandra
    second = proved("ale@trabajo.example")
    people.link(second, person)
    keep_all()
    Delivery.objects.all().delete()
    people.unlink(first, by=person.ref)
    ((to, words),) = keep_all()
    assert to == second.path
    assert "quitado" in words
