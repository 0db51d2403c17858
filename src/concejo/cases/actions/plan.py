# SPDX-License-Identifier: AGPL-3.0-or-later
"""Work is planned, begun, or waits for the neighbour."""

from datetime import date

from django.db import transaction

from concejo.cases.actions.step import step
from concejo.cases.models import Case, State
from concejo.people.models import Address, Person
from concejo.square.models import Post


@transaction.atomic
def plan(case: Case, *, day: date, by: Person) -> None:
    """A day is named, and everybody who waits for the case hears it."""
    case.planned_for = day
    step(case, "planned", by=by, state=State.PLANNED, told=True, day=day.isoformat())


@transaction.atomic
def start(case: Case, *, by: Person) -> None:
    """Somebody is at it."""
    step(case, "started", by=by, state=State.UNDER_WAY)


@transaction.atomic
def ask_neighbour(case: Case, *, by: Person, post: Post) -> None:
    """The town cannot go on without an answer; the question is the post."""
    step(case, "asked", by=by, state=State.WAITING, post=post)


@transaction.atomic
def answered(case: Case, *, by: Address, post: Post) -> None:
    """The neighbour answered what the town had asked: the work goes on."""
    step(case, "answered", by=by, state=State.ASSIGNED, post=post)
