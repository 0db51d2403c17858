# SPDX-License-Identifier: AGPL-3.0-or-later
"""What waits in town, since when, with whom: counts and the oldest one, never a ranking of people."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from concejo.cases import due
from concejo.cases.models import Case
from concejo.core import clock
from concejo.core.words import in_language
from concejo.people.models import Person
from concejo.town.models import Department
from concejo.web.show.cases import badge
from concejo.web.show.staff.tasks import UNANSWERED


@dataclass(slots=True)
class Tally:
    """How much is open, late and unanswered, and since when the oldest of it waits."""

    open: int = 0
    late: int = 0
    unanswered: int = 0
    oldest: datetime | None = None

    def add(self, more: "Tally") -> None:
        """Together with others."""
        self.open += more.open
        self.late += more.late
        self.unanswered += more.unanswered
        self.oldest = min(filter(None, (self.oldest, more.oldest)), default=None)


Counts = dict[tuple[int | None, int | None], Tally]
"""By department and by who has it in hand."""


def counts() -> Counts:
    """All open cases of the town, private ones counted too: two questions, answered by one index and by what waits."""
    rows = Case.objects.open().order_by().values_list("department", "in_charge")
    told = rows.annotate(
        open=Count("*"), late=Count("due_at", filter=Q(due_at__lt=clock.now())), oldest=Min("opened_at")
    )
    found = {(department, person): Tally(many, late, 0, oldest) for department, person, many, late, oldest in told}
    for department, person, many in rows.filter(UNANSWERED).annotate(many=Count("*")):
        found[department, person].unanswered = many
    return found


def whole(counted: Counts) -> Tally:
    """Of the whole town."""
    return _together(counted, lambda _key: None).get(None, Tally())


def _together(counted: Counts, by: Callable[[tuple[int | None, int | None]], int | None]) -> dict[int | None, Tally]:
    found: dict[int | None, Tally] = {}
    for key, count in counted.items():
        found.setdefault(by(key), Tally()).add(count)
    return found


def oldest(language: str) -> dict[str, Any] | None:
    """The one that waits longest for an answer, if everybody may read it."""
    case = Case.objects.public().open().with_all().filter(UNANSWERED).order_by("opened_at", "id").first()
    if case is None:
        return None
    return {
        "title": case.headline(language),
        "url": reverse("web:work-case", args=[case.number]),
        "at": case.opened_at,
        "who": case.in_charge.public_name if case.in_charge else _("nobody yet"),
    }


def by_department(counted: Counts, language: str) -> list[dict[str, Any]]:
    """Each department in the order of the town's own list; cases that none has come last."""
    found = _together(counted, lambda key: key[0])
    rows = [
        _row(in_language(one.name, language), f"department={one.pk}", found[one.pk])
        for one in Department.objects.all()
        if one.pk in found
    ]
    return rows + ([_row(_("no department yet"), "", found[None])] if None in found else [])


def by_person(counted: Counts) -> list[dict[str, Any]]:
    """Each colleague who has something, by name."""
    found = _together(counted, lambda key: key[1])
    people = Person.objects.filter(pk__in=[key for key in found if key]).order_by("public_name", "pk")
    rows = [_row(one.public_name, f"person={one.pk}", found[one.pk]) for one in people]
    return rows + ([_row(_("nobody yet"), "", found[None])] if None in found else [])


def badly_late(language: str, limit: int = 20) -> list[dict[str, Any]]:
    """Those of which the head or the mayor has been told; private ones by number alone."""
    return [
        {
            "title": case.number if case.is_private else case.headline(language),
            "number": case.number,
            "url": reverse("web:work-case", args=[case.number]),
            "at": case.due_at,
            "who": case.in_charge.public_name if case.in_charge else _("nobody yet"),
            "sign": badge(case),
        }
        for case in due.badly_late()[:limit]
    ]


def private(limit: int = 20) -> list[dict[str, Any]]:
    """Private matters that are open, by number alone."""
    rows = Case.objects.open().filter(conversation=None).select_related("department", "in_charge", "category")
    return [
        {
            "number": case.number,
            "url": reverse("web:work-case", args=[case.number]),
            "at": case.opened_at,
            "department": case.department.name if case.department else None,
            "sign": badge(case),
        }
        for case in rows.order_by("due_at", "pk")[:limit]
    ]


def _row(name: str, query: str, count: Tally) -> dict[str, Any]:
    work = reverse("web:work")
    return {
        "name": name,
        "open": count.open,
        "late": count.late,
        "unanswered": count.unanswered,
        "oldest": count.oldest,
        "late_url": f"{work}?tab=late&{query}" if query and count.late else "",
        "unanswered_url": f"{work}?tab=unanswered&{query}" if query and count.unanswered else "",
        "open_url": f"{work}?tab=open&{query}" if query else "",
    }
