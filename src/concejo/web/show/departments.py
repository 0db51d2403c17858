# SPDX-License-Identifier: AGPL-3.0-or-later
"""Departments as lists show them: whom to write to, and by which way."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from concejo.core import clock
from concejo.core.prepared import prepared
from concejo.people.models import Role
from concejo.town.models import Department, DepartmentQuerySet, Town
from concejo.web.addresses import address


def department_lines() -> list[dict[str, Any]]:
    """Each with who works there and the ways to it; two queries, however many there are."""
    town = Town.objects.current()
    rows = _with_their_teams(_departments())
    names: dict[int, list[str]] = {}
    for department, name in _working(clock.now().date(), [one.pk for one in rows]):
        names.setdefault(department or 0, []).append(name)
    return [
        {
            "name": one.name,
            "icon": one.icon,
            "url": address("web:department", one.handle.word),
            "handle": one.handle.word,
            "within": one.within.name if one.within else None,
            "who": ", ".join(dict.fromkeys(names.get(one.pk, []))),
            "purpose": one.purpose,
            "channels": channels(f"{one.handle.word}@{town.mail_domain}", one.phone or ""),
        }
        for one in rows
    ]


def _with_their_teams(rows: Sequence[Department]) -> list[Department]:
    """Each department, and its teams right after it."""
    here = {one.pk for one in rows}
    whole = [one for one in rows if one.within_id not in here]
    return [each for one in whole for each in (one, *(team for team in rows if team.within_id == one.pk))]


@prepared
def _departments() -> DepartmentQuerySet:
    return Department.objects.active().select_related("handle", "within")


@prepared
def _working(today: date, departments: Sequence[int]) -> "QuerySet[Role, tuple[int | None, str]]":
    rows = Role.objects.current(today).filter(department__in=departments, kind__in=[Role.Kind.HEAD, Role.Kind.EMPLOYEE])
    return rows.order_by("pk").values_list("department", "person__public_name")


def channels(mail: str, phone: str) -> list[dict[str, str]]:
    """The ways that exist; a channel that is not there is not shown."""
    rows = (
        []
        if mail.endswith("@localhost")
        else [{"icon": "mail", "label": _("E-mail"), "url": f"mailto:{mail}", "whose": mail}]
    )
    if phone:
        rows.append({"icon": "phone", "label": _("Telephone"), "url": f"tel:{phone.replace(' ', '')}", "whose": phone})
    return rows
