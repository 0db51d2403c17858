# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases across tables: how far away one lies, and which one is spoken of in a conversation."""

from math import cos, hypot, radians

from django.db.models import Exists, OuterRef, Q, QuerySet

from concejo.cases.models import METRES_PER_DEGREE, Case, CaseQuerySet, Report
from concejo.core.prepared import prepared
from concejo.people.models import Address, Person


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
