# SPDX-License-Identifier: AGPL-3.0-or-later
"""Neighbours in the town's book: one is written down, and says whether others read their name."""

from django.db import transaction

from concejo.core import changes, ledger
from concejo.core.words import fold
from concejo.people.actions.merges import NotWithStaff
from concejo.people.actions.residents import SHOWN
from concejo.people.models import Address, Person
from concejo.people.rules import is_staff

FIGURES = "figures"
"""The counter of what the town says of itself in numbers."""


@transaction.atomic
def write_down(known_as: str, *, by: str, language: str = "") -> Person:
    """Somebody is met in person, or looks after their own addresses for the first time."""
    row = Person.objects.create(known_as=known_as[:120], known_folded=fold(known_as)[:120], language=language)
    ledger.write("people.written_down", by=by, about=row.ref)
    return row


@transaction.atomic
def own_person(address: Address) -> Person:
    """Whoever has this address, written down with it if nobody was; a name that they gave is still shown."""
    if address.person is not None:
        return address.person
    row = write_down("", by=address.ref, language=address.language)
    if address.name:
        row.public_name, row.shows_name = address.name, True
        row.save(update_fields=["public_name", "shows_name"])
    address.person = row
    address.save(update_fields=["person"])
    ledger.write("people.linked", by=address.ref, about=row.ref, address=address.pk)
    return row


@transaction.atomic
def leave_out(person: Person, *, out: bool, by: str) -> None:
    """Their cases count in no statistics any more, or count again; the cases themselves are worked on as before."""
    if is_staff(person):
        raise NotWithStaff
    if person.left_out == out:
        return
    person.left_out = out
    person.save(update_fields=["left_out"])
    ledger.write("people.left_out" if out else "people.counted_again", by=by, about=person.ref)
    changes.touch(FIGURES)


@transaction.atomic
def show_name(person: Person, *, name: str, shown: bool, by: str) -> None:
    """Others read this name beside what they say, or "a neighbour"."""
    if is_staff(person):
        raise NotWithStaff
    person.public_name, person.shows_name = name[:80], shown and bool(name)
    person.save(update_fields=["public_name", "shows_name"])
    ledger.write("people.name_shown" if person.shows_name else "people.name_hidden", by=by, about=person.ref)
    changes.touch(*SHOWN)
