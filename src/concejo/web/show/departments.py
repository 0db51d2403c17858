# SPDX-License-Identifier: AGPL-3.0-or-later
"""Departments as lists show them: whom to write to, and by which way."""

from typing import Any

from django.utils.translation import gettext as _

from concejo.people.models import Role
from concejo.town.models import DepartmentQuerySet, Town
from concejo.web.addresses import address


def department_lines(departments: DepartmentQuerySet) -> list[dict[str, Any]]:
    """Each with who works there and the ways to it; two queries, however many there are."""
    town = Town.objects.current()
    rows = list(departments.select_related("handle"))
    names: dict[int, list[str]] = {}
    working = Role.objects.current().filter(department__in=rows, kind__in=[Role.Kind.HEAD, Role.Kind.EMPLOYEE])
    for department, name in working.order_by("pk").values_list("department", "person__public_name"):
        names.setdefault(department or 0, []).append(name)
    return [
        {
            "name": one.name,
            "icon": one.icon,
            "url": address("web:department", one.handle.word),
            "handle": one.handle.word,
            "who": ", ".join(dict.fromkeys(names.get(one.pk, []))),
            "purpose": one.purpose,
            "channels": channels(f"{one.handle.word}@{town.mail_domain}", one.phone or ""),
        }
        for one in rows
    ]


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
