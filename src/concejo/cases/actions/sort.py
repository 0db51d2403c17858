# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clerk says what a case is, and where."""

from datetime import datetime

from django.db import transaction

from concejo.cases.actions.assign import follow_route
from concejo.cases.actions.open import Hints
from concejo.cases.actions.private import keep_private
from concejo.cases.actions.step import step
from concejo.cases.models import Case, State
from concejo.cases.routes import Way, facts_of, way_of
from concejo.cases.topics import area_of, topics_of
from concejo.people.models import Person
from concejo.square import actions as square
from concejo.town import assets, calendar
from concejo.town.models import Town


@transaction.atomic
def set_deadline(case: Case, *, due_at: datetime, by: Person) -> None:
    """Another day is promised than the one of its kind."""
    case.due_at = due_at
    step(case, "deadline", by=by)


@transaction.atomic
def sort(case: Case, *, hints: Hints, by: Person) -> None:
    """Kind, place and with them department and deadline are put right; nobody needs to report again.

    The rules are asked anew, unless somebody of the town hall has handed the case over: that stands.
    """
    before = (case.category_id, case.street_id, case.asset_id)
    if hints.category:
        case.category = hints.category
    if case.category and case.category.private and not case.is_private:
        keep_private(case, by=by)  # before anything else is said about it
    case.place = hints.place[:160] if case.is_private else square.clear(hints.place[:160])
    case.street = hints.street
    if hints.lat is not None:
        case.lat, case.lon = hints.lat, hints.lon
    named = assets.find_in(hints.place)
    if named or before[:2] != (case.category_id, case.street_id):
        case.asset = named
    moved = before != (case.category_id, case.street_id, case.asset_id)
    way = _ruled_anew(case, other_kind=before[0] != case.category_id) if moved else None
    case.area = area_of(case)
    case.main.topics = topics_of(case)
    case.main.save(update_fields=["department", "topics"])
    step(case, "sorted", by=by, category=case.category.slug if case.category else None)
    if way:
        follow_route(case, way)


def _ruled_anew(case: Case, *, other_kind: bool) -> Way | None:
    """Another deadline, and another department; `None` where people have decided who has it."""
    way = way_of(facts_of(case))
    if not case.steps.filter(act="deadline").exists():
        case.due_at = calendar.deadline(case.opened_at, way.days, town=Town.objects.current())
    by_hand = case.steps.filter(act__in=["assigned", "handed_over"]).exclude(person=None)
    if case.is_private or by_hand.exists():
        return None
    if case.in_charge_id and case.state == State.ASSIGNED and not (way.rule and way.rule.person_id):
        case.in_charge = None  # a rule that fits no more had named them
        case.move_to(State.RECEIVED)
    if case.in_charge_id is None:
        case.department = case.main.department = way.department or (None if other_kind else case.department)
    return way
