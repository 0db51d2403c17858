# SPDX-License-Identifier: AGPL-3.0-or-later
"""What waits in town, since when, with whom: counts and the oldest one, never a ranking of people."""

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


def _counted(now: datetime) -> dict[str, Any]:
    return {
        "open": Count("pk"),
        "late": Count("pk", filter=Q(due_at__lt=now)),
        "unanswered": Count("pk", filter=UNANSWERED),
        "oldest": Min("opened_at"),
    }


def whole() -> dict[str, Any]:
    """All open cases of the town, private ones counted too."""
    return dict(Case.objects.open().aggregate(**_counted(clock.now())))


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


def by_department(language: str) -> list[dict[str, Any]]:
    """Each department in the order of the town's own list; cases that none has come last."""
    found = {row["department"]: row for row in _grouped("department")}
    rows = [
        _row(in_language(one.name, language), f"department={one.pk}", found[one.pk])
        for one in Department.objects.all()
        if one.pk in found
    ]
    return rows + ([_row(_("no department yet"), "", found[None])] if None in found else [])


def by_person() -> list[dict[str, Any]]:
    """Each colleague who has something, by name."""
    found = {row["in_charge"]: row for row in _grouped("in_charge")}
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


def _grouped(field: str) -> Any:
    return Case.objects.open().order_by().values(field).annotate(**_counted(clock.now()))


def _row(name: str, query: str, counts: dict[str, Any]) -> dict[str, Any]:
    work = reverse("web:work")
    return {
        "name": name,
        "open": counts["open"],
        "late": counts["late"],
        "unanswered": counts["unanswered"],
        "oldest": counts["oldest"],
        "late_url": f"{work}?tab=late&{query}" if query and counts["late"] else "",
        "unanswered_url": f"{work}?tab=unanswered&{query}" if query and counts["unanswered"] else "",
        "open_url": f"{work}?tab=open&{query}" if query else "",
    }
