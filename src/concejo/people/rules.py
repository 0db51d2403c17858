# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is what in town, as sentences."""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from concejo.core import asked, clock
from concejo.core.prepared import prepared
from concejo.people.models import Account, Person, Role
from concejo.town.models import Department

K = Role.Kind


def person_of(user: Account | AnonymousUser) -> Person | None:
    """The person behind a signed-in account."""
    return user.person if isinstance(user, Account) and user.is_active else None


def roles_of(person: Person) -> list[tuple[str, int | None, int | None]]:
    """What they are today, in which department, a line for each of its teams; asked once in one request."""
    return asked.once(("roles", person.pk), lambda: _roles(person.pk, clock.now().date()))


@prepared
def _roles(person: int, today: date) -> "QuerySet[Role, tuple[str, int | None, int | None]]":
    rows = Role.objects.current(today).filter(person=person).order_by("pk")
    return rows.values_list("kind", "department", "department__teams")


def has_role(person: Person, *kinds: Role.Kind) -> bool:
    """They hold one of these roles today."""
    return any(kind in kinds for kind, _department, _team in roles_of(person))


def is_staff(person: Person | None) -> bool:
    """Anybody who holds a role works for the town or governs it."""
    return person is not None and bool(roles_of(person))


def comes_back_daily(person: Person) -> bool:
    """Whoever reads private matters at a desk signs in anew after a night; others, twice a month."""
    return has_role(person, K.CLERK, K.HEAD, K.MAYOR, K.ADMINISTRATOR, K.MODERATOR)


def speaks_out(person: Person | None) -> bool:
    """They work for the town and have switched on that they can be followed elsewhere under their own handle."""
    return person is not None and is_staff(person) and person.voices.filter(until=None).exists()


def may_administer(person: Person) -> bool:
    """The administrator sets the town up and looks after its accounts."""
    return has_role(person, K.ADMINISTRATOR)


def is_last_administrator(person: Person) -> bool:
    """Nobody else administers the town without an end and can sign in; such a person cannot be taken away."""
    lasting = Role.objects.filter(kind=K.ADMINISTRATOR, until=None, person__account__is_active=True)
    return has_role(person, K.ADMINISTRATOR) and not lasting.exclude(person=person).exists()


def may_do_desk(person: Person) -> bool:
    """The clerk reads what waits and enters what is said at the counter; the administrator can stand in."""
    return has_role(person, K.CLERK, K.ADMINISTRATOR)


def may_see_whole_town(person: Person) -> bool:
    """The mayor, councillors, clerk and administrator see what waits in every department."""
    return has_role(person, K.MAYOR, K.COUNCILLOR, K.CLERK, K.ADMINISTRATOR)


def may_hand_over(person: Person) -> bool:
    """The mayor, the clerk, heads and employees can put a colleague in charge by naming them."""
    return has_role(person, K.MAYOR, K.CLERK, K.HEAD, K.EMPLOYEE, K.ADMINISTRATOR)


def may_moderate(person: Person) -> bool:
    """The moderator and the clerk hold, publish, hide and restore posts."""
    return has_role(person, K.MODERATOR, K.CLERK, K.ADMINISTRATOR)


def belongs_to(person: Person, department: Department | None) -> bool:
    """They work in that department or head it."""
    if department is None:
        return False
    return department.pk in departments_of(person)


def may_speak_for(person: Person, department: Department) -> bool:
    """Those who work in a department speak as it; so do the clerk and the mayor. The ledger knows who typed."""
    return belongs_to(person, department) or has_role(person, K.CLERK, K.MAYOR, K.ADMINISTRATOR)


def departments_of(person: Person) -> frozenset[int]:
    """The departments in which they work or which they head, with their teams: one question, for lists."""
    working = [keys for kind, *keys in roles_of(person) if kind in {K.EMPLOYEE, K.HEAD}]
    return frozenset(key for keys in working for key in keys if key)


def may_call_back(person: Person) -> bool:
    """Whoever does the desk makes the telephone calls; nobody else sees a neighbour's number."""
    return may_do_desk(person)


def may_change_many(person: Person) -> bool:
    """Many cases at once are the clerk's work; the administrator can stand in."""
    return may_do_desk(person)


def may_countersign(person: Person, asker: int | None = None) -> bool:
    """The mayor and administrators give the second yes; never whoever asked (their id)."""
    return has_role(person, K.MAYOR, K.ADMINISTRATOR) and person.pk != asker
