# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the calendar brings about: a neighbour is reminded, a case without an answer ends, a badly late one is told.

Days are working days of the town; holidays do not count against anybody.
"""

from datetime import datetime, timedelta

from django.db.models import BooleanField, Exists, F, OuterRef, QuerySet
from django.db.models.expressions import RawSQL

from concejo.cases import actions
from concejo.cases.actions.escalate import HEAD, MAYOR
from concejo.cases.models import Case, State, Step
from concejo.cases.routes import DAYS
from concejo.core import clock
from concejo.people import queries as people
from concejo.people.models import Person, Role
from concejo.town import calendar
from concejo.town.models import Town

LATELY = timedelta(days=14)
"""What became badly late longer ago (a worker that stood still, a new version) is not told by letter any more."""
_TOLD = RawSQL(f"act IN ('{HEAD}', '{MAYOR}')", [], output_field=BooleanField())  # noqa: S611 -- our own two words
"""In words and not by values: else SQLite does not see that a small index holds exactly these steps."""
REMIND, END, FACTOR = 5, 10, 3
"""Where a case has no kind that says otherwise."""


def when_due() -> int:
    """All that is due today; returns how much that was."""
    return _waiting() + _badly_late()


def badly_late_at(case: Case) -> datetime | None:
    """When an open case becomes badly late: its days over again, as often as its kind says, after its deadline."""
    if case.due_at is None or not case.is_open:
        return None
    kind = case.category
    days, factor = (kind.days, kind.late_factor) if kind else (DAYS, FACTOR)
    last_day = case.due_at - timedelta(seconds=1)  # a deadline is the midnight after its day
    return calendar.deadline(last_day, days * max(0, factor - 1), town=Town.objects.current())


def badly_late() -> "QuerySet[Case]":
    """Late cases that were told to somebody for the deadline that they have now."""
    told = Step.objects.filter(_TOLD, at__gt=F("case__due_at")).order_by().values("case")
    return Case.objects.late().filter(pk__in=told).with_all().order_by("due_at", "id")


def reminder_days(case: Case) -> tuple[int, int]:
    """Working days until the reminder, and from there until the end."""
    kind = case.category
    return (kind.remind_after, kind.end_after) if kind else (REMIND, END)


def _waiting() -> int:
    """Cases in which the neighbour was asked something."""
    town, now, did = Town.objects.current(), clock.now(), 0
    for case in Case.objects.open().filter(state=State.WAITING).select_related("category").order_by("id"):
        remind, end = reminder_days(case)
        asked = case.steps.filter(act="asked").order_by("-at", "-id").first()
        if asked is None:
            continue
        reminded = case.steps.filter(act="reminded", at__gte=asked.at).first()
        if reminded is None and now >= calendar.deadline(asked.at, remind, town=town):
            ends = calendar.deadline(now, end, town=town) - timedelta(seconds=1)
            actions.remind(case, ends=calendar.local_day(ends, town=town))
            did += 1
        elif reminded is not None and now >= calendar.deadline(reminded.at, end, town=town):
            actions.end_unanswered(case)
            did += 1
    return did


def hearers(case: Case, act: str) -> list[Person]:
    """The heads of the department, or the mayor; whoever is away is heard for by their substitute."""
    heads = Role.objects.current().filter(kind=Role.Kind.HEAD, department=case.department)
    roles = heads if act == HEAD else Role.objects.current().filter(kind=Role.Kind.MAYOR)
    return [people.at_work(role.person) for role in roles.select_related("person").order_by("id")]


def _badly_late() -> int:
    """First the head of the department; the mayor when as many working days again have gone by, or if there is none."""
    now, town, did = clock.now(), Town.objects.current(), 0
    for case in _not_told_to_mayor(now):
        at = badly_late_at(case)
        if at is None or now < at:
            continue
        told = case.steps.filter(act=HEAD, at__gt=case.due_at).first()
        days = case.category.days if case.category else DAYS
        if told is None and now < at + LATELY:
            actions.escalate(case, act=HEAD if hearers(case, HEAD) else MAYOR)
            did += 1
        elif told is not None and now >= calendar.deadline(told.at, days, town=town):
            actions.escalate(case, act=MAYOR)
            did += 1
    return did


def _not_told_to_mayor(now: datetime) -> "QuerySet[Case]":
    """Late, not waiting for the neighbour, and of this town from the beginning."""
    told = Step.objects.filter(case=OuterRef("pk"), act=MAYOR, at__gt=OuterRef("due_at"))
    rows = Case.objects.late(now).filter(~Exists(told), brought=None).exclude(state=State.WAITING)
    return rows.select_related("category", "department").order_by("due_at", "id")
