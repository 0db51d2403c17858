# SPDX-License-Identifier: AGPL-3.0-or-later
"""The clerk says what a case is, and where."""

from datetime import datetime

from django.db import transaction

from concejo.cases import near
from concejo.cases.actions.open import Hints
from concejo.cases.actions.step import step
from concejo.cases.models import Case
from concejo.people.models import Person
from concejo.square import actions as square
from concejo.town import calendar
from concejo.town.models import Town


@transaction.atomic
def set_deadline(case: Case, *, due_at: datetime, by: Person) -> None:
    """Another day is promised than the one of its kind."""
    case.due_at = due_at
    step(case, "deadline", by=by)


@transaction.atomic
def sort(case: Case, *, hints: Hints, by: Person) -> None:
    """Kind, place and with them department and deadline are put right; nobody needs to report again."""
    if hints.category and hints.category != case.category:
        case.category = hints.category
        case.due_at = calendar.deadline(case.opened_at, hints.category.days, town=Town.objects.current())
        if case.in_charge_id is None and not case.is_private:
            case.department = hints.category.department
            case.main.department = case.department
    case.place = hints.place[:160] if case.is_private else square.clear(hints.place[:160])
    case.street = hints.street
    if hints.lat is not None:
        case.lat, case.lon = hints.lat, hints.lon
    kinds = (("street", case.street_id), ("category", case.category_id), ("department", case.department_id))
    case.main.topics = [*(f"{kind}:{key}" for kind, key in kinds if key), *near.topics_of(case)]
    case.main.save(update_fields=["department", "topics"])
    step(case, "sorted", by=by, category=case.category.slug if case.category else None)
