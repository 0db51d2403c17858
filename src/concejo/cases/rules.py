# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what with a case, as sentences."""

from django.db.models import Q

from concejo.cases.models import Case
from concejo.people import levels
from concejo.people import rules as people
from concejo.people.models import Address, Person
from concejo.square import rules as square


def may_see(person: Person | None, case: Case) -> bool:
    """Everybody sees a public case; a private one those who may read its conversation."""
    return square.may_read(person, case.main)


def may_work(person: Person, case: Case) -> bool:
    """Whoever is in charge, the department's people, and the clerk and the mayor move a case on."""
    if case.is_private and not square.reads_without_reason(person, case.main):
        return False
    return case.in_charge_id == person.pk or people.belongs_to(person, case.department) or may_steer(person)


def may_steer(person: Person) -> bool:
    """The clerk and the mayor sort, join, split and put people in charge of anything."""
    return people.may_do_desk(person) or people.has_role(person, people.K.MAYOR)


def may_neighbour(act: str, address: Address, case: Case, *, via: str) -> bool:
    """Only whoever told the town of it, first or later, confirms, reopens or withdraws; others leave an update."""
    return levels.may(act, via=via, holds=levels.of(address, party=told_of(address, case)))


def told_of(address: Address, case: Case) -> bool:
    """They told the town of it, from this address or from another of their own."""
    own = Q(address=address)
    if address.person_id and not address.shared:
        own |= Q(address__person=address.person_id, address__shared=False)
    return case.reports.filter(own).exists()


def may_open(person: Person, case: Case) -> bool:
    """The staff page of a case: whoever may work on it or read its notes, and for a private one whoever may read it."""
    if case.is_private:
        return may_see(person, case)
    return may_work(person, case) or people.may_see_whole_town(person) or people.may_moderate(person)


def may_read_notes(person: Person, case: Case) -> bool:
    """Notes among colleagues: those who work on it, and the mayor, councillors and clerk."""
    if case.is_private and not square.reads_without_reason(person, case.main):
        return False
    return may_work(person, case) or people.may_see_whole_town(person)
