# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases across tables: likely duplicates, and counts that say what they count."""

from dataclasses import dataclass
from datetime import timedelta
from math import cos, hypot, radians

from django.db.models import Exists, OuterRef, Q, QuerySet

from concejo.cases.models import METRES_PER_DEGREE, Case, CaseQuerySet, Category, Report
from concejo.core import clock
from concejo.core.prepared import prepared
from concejo.people.models import Address, Person
from concejo.town.models import Street

NEAR = 60.0
"""Metres."""
RECENT = timedelta(weeks=12)


@dataclass(frozen=True, slots=True)
class Likely:
    """An open case that may be the same thing; how far away in metres, when both places are known."""

    case: Case
    metres: float | None


def likely_same(
    category: Category | None, *, lat: float | None, lon: float | None, street: Street | None, but: Case | None = None
) -> list[Likely]:
    """Public open cases of the same kind, near (or in the same street) and recent; the nearest first, five at most."""
    if category is None:
        return []
    rows = Case.objects.public().open().filter(category=category, opened_at__gte=clock.now() - RECENT).with_all()
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    if lat is not None and lon is not None:
        near = [Likely(case, metres(lat, lon, case)) for case in rows.near(lat, lon, metres=NEAR)[:50]]
        close = [one for one in near if one.metres is not None and one.metres <= NEAR]
        if close:
            return sorted(close, key=lambda one: one.metres or 0.0)[:5]
    if street is not None:
        return [Likely(case, None) for case in rows.filter(street=street).order_by("-opened_at", "-id")[:5]]
    return []


def metres(lat: float, lon: float, case: Case) -> float | None:
    """Distance to a case on the flat earth of a town, in metres."""
    if case.lat is None or case.lon is None:
        return None
    return metres_between((lat, lon), (case.lat, case.lon))


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two points (latitude, longitude) on the flat earth of a town."""
    high = (other[0] - one[0]) * METRES_PER_DEGREE
    wide = (other[1] - one[1]) * METRES_PER_DEGREE * cos(radians(one[0]))
    return hypot(high, wide)


def case_of(conversation_id: int) -> Case | None:
    """The case that is spoken of in a conversation; mostly one query, two for somebody who joined or for none."""
    rows = _spoken_of(conversation_id) or _reported_in(conversation_id)
    return rows[0] if rows else None


@prepared
def _spoken_of(conversation: int) -> CaseQuerySet:
    spoken = Q(conversation=conversation) | Q(private_conversation=conversation)
    return Case.objects.with_all().filter(spoken | Q(internal_conversation=conversation)).order_by()[:1]


@prepared
def _reported_in(conversation: int) -> CaseQuerySet:
    reported = Report.objects.filter(conversation=conversation).values("case")
    return Case.objects.with_all().filter(pk__in=reported).order_by()[:1]


def counted(cases: CaseQuerySet) -> CaseQuerySet:
    """Without those of which only people told who wished to be in no statistics."""
    told = Report.objects.filter(case=OuterRef("pk"))
    theirs = told.filter(address__in=left_out())
    return cases.exclude(Exists(theirs) & ~Exists(told.exclude(address__in=left_out())))


def left_out() -> "QuerySet[Address, int]":
    """Addresses of people who wished so."""
    people = Person.objects.filter(left_out=True).values("pk")
    return Address.objects.filter(person__in=people).values_list("pk", flat=True)
