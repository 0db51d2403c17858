# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who is who: by handle, by address, by department."""

from datetime import date, timedelta

from django.db.models import QuerySet

from concejo.core import clock
from concejo.core.prepared import prepared
from concejo.core.words import fold
from concejo.people.models import Address, Look, Person, Residency, Role, Substitution
from concejo.town.models import Department


def address_of(urn: str) -> Address | None:
    """The address with that URN, if the town has met it."""
    scheme, _, path = urn.partition(":")
    return Address.objects.filter(scheme=scheme, path=path).select_related("person").first()


def members(department: Department) -> list[Person]:
    """Heads first, then employees, each once."""
    roles = department.roles.current().filter(kind__in=[Role.Kind.HEAD, Role.Kind.EMPLOYEE])
    ordered = sorted(roles.select_related("person__handle"), key=lambda role: (role.kind != Role.Kind.HEAD, role.pk))
    return list({role.person_id: role.person for role in ordered}.values())


def at_work(person: Person, *, day: date | None = None) -> Person:
    """The person, or whoever stands in on that day; a circle of substitutes ends where it began."""
    today, seen = day or clock.now().date(), {person.pk}
    while True:
        away = Substitution.objects.filter(person=person, since__lte=today, until__gte=today)
        absence = away.select_related("substitute__handle").order_by("-pk").first()
        if absence is None or absence.substitute_id in seen:
            return person
        person = absence.substitute
        seen.add(person.pk)


def department_of(person: Person) -> Department | None:
    """The department in which this person works first of all."""
    role = next(iter(_working(person.pk, today())), None)
    return role.department if role else None


@prepared
def _working(person: int, today: date) -> "QuerySet[Role]":
    rows = Role.objects.current(today).filter(person=person, department__isnull=False)
    return rows.select_related("department__handle").order_by("pk")[:1]


def mail_addresses(person: Person) -> list[Address]:
    """Where an employee gets mail."""
    return list(person.addresses.reachable().filter(scheme="mailto").exclude(proved_at=None))


def today() -> date:
    """The day on which roles and absences are read."""
    return clock.now().date()


def absent_for(person: Person, *, day: date | None = None) -> list[Person]:
    """Colleagues who are away on that day and for whom this person stands in."""
    return [row.person for row in _stood_in_for(person.pk, day or today())]


@prepared
def _stood_in_for(person: int, day: date) -> "QuerySet[Substitution]":
    away = Substitution.objects.filter(substitute=person, since__lte=day, until__gte=day)
    return away.select_related("person__handle")


def staff() -> list[Person]:
    """Everybody who holds a role today, by name."""
    return _in_office(today())


@prepared
def _in_office(today: date) -> "QuerySet[Person]":
    ids = Role.objects.current(today).values("person")
    return Person.objects.filter(pk__in=ids).select_related("handle").order_by("public_name", "pk")


def looks_at(*about: str) -> list[Look]:
    """Who of the town hall looked at these private things, the latest first."""
    return list(Look.objects.filter(about__in=about).select_related("by__handle").order_by("-number")[:200])


def reason_given(person: Person, about: str) -> str:
    """The reason that they wrote down within the hour for looking at something private; empty if there is none."""
    since = clock.now() - timedelta(hours=1)
    row = Look.objects.filter(by=person, about=about, at__gte=since).exclude(reason="").order_by("-id").first()
    return row.reason if row else ""


def found(words: str, *, urn: str = "", limit: int = 10) -> list[Person]:
    """Neighbours of the book by an address, or by every word of a name; employees are looked after elsewhere."""
    rows = Person.objects.filter(handle=None).exclude(merged_into__parted_at=None, merged_into__isnull=False)
    if urn:
        scheme, _, path = urn.partition(":")
        rows = rows.filter(addresses__scheme=scheme, addresses__path=path)
    else:
        for word in fold(words).split():
            rows = rows.filter(known_folded__contains=word)
    return list(rows.prefetch_related("addresses").order_by("known_folded", "pk")[:limit])


def residency_of(person: Person) -> Residency | None:
    """The verification that holds, or held until its last day; `None` if there is none or it was revoked."""
    return person.residencies.filter(ended_at=None).select_related("by").first()
