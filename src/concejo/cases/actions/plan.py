# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work is planned, begun, or waits for the neighbour."""

from datetime import date

from django.db import transaction

from concejo.cases.actions.step import House, step
from concejo.cases.models import Case, State
from concejo.cases.routes import facts_of, way_of
from concejo.core import clock
from concejo.people.models import Address, Person
from concejo.square.models import Post
from concejo.town import calendar
from concejo.town.models import Town


@transaction.atomic
def plan(case: Case, *, day: date, by: Person) -> None:
    """A day is named, and everybody who waits for the case hears it."""
    case.planned_for = day
    step(case, "planned", by=by, state=State.PLANNED, told=True, day=day.isoformat())


@transaction.atomic
def start(case: Case, *, by: Person | Address) -> None:
    """Somebody is at it, and everybody who waits for the case hears it; from a body outside, by its own words."""
    step(case, "started", by=by, state=State.UNDER_WAY, told=isinstance(by, Person))


@transaction.atomic
def ask_neighbour(case: Case, *, by: Person, post: Post) -> None:
    """The town cannot go on without an answer; the question is the post."""
    step(case, "asked", by=by, state=State.WAITING, post=post)


@transaction.atomic
def remind(case: Case, *, ends: date) -> None:
    """The neighbour has not answered: they hear it again, with the day on which the case ends without an answer."""
    step(case, "reminded", by=House(), told=True, ends=ends.isoformat())


@transaction.atomic
def end_unanswered(case: Case) -> None:
    """Nobody answered: the case ends politely, and one answer opens it again."""
    case.closed_at = clock.now()
    step(case, "unanswered", by=House(), state=State.WITHDRAWN, told=True)


@transaction.atomic
def answered(case: Case, *, by: Address, post: Post) -> None:
    """The neighbour answered what the town had asked, perhaps late: the work goes on."""
    if not case.is_open:
        case.closed_at = None
        case.due_at = calendar.deadline(clock.now(), way_of(facts_of(case)).days, town=Town.objects.current())
    step(case, "answered", by=by, state=State.ASSIGNED if case.in_charge_id else State.RECEIVED, post=post)
