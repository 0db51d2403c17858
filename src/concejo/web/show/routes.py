# SPDX-License-Identifier: AGPL-3.0-or-later
"""A rule of who gets what, as a sentence."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concejo.cases.models import Route
from concejo.core.words import in_language
from concejo.town.models import Department
from concejo.web.forms_office.work import DAYS


def line(rule: Route, language: str) -> dict[str, Any]:
    """One row of the list: its conditions and to whom it leads."""
    days = ngettext("in %(n)d working day", "in %(n)d working days", rule.days) % {"n": rule.days} if rule.days else ""
    return {
        "pk": rule.pk,
        "name": rule.name,
        "active": rule.active,
        "when": " · ".join(_conditions(rule, language)) or _("every case"),
        "to": to_whom(rule, rule.department, language),
        "days": days,
    }


def to_whom(rule: Route | None, department: Department | None, language: str) -> str:
    """The colleague, the department, or both."""
    names = [rule.person.public_name] if rule and rule.person else []
    if department:
        names.append(in_language(department.name, language))
    return ", ".join(names) or _("nobody: it waits at the desk")


def _thing(rule: Route, language: str) -> str:
    """``lamp, from 100 to 199, looked after by the firm``."""
    words = [rule.asset_kind.split("/")[0]] if rule.asset_kind else []
    if rule.asset_from is not None or rule.asset_to is not None:
        ends = ("…" if one is None else one for one in (rule.asset_from, rule.asset_to))
        words.append(_("from %(since)s to %(until)s") % dict(zip(("since", "until"), ends, strict=True)))
    if rule.asset_department:
        words.append(_("looked after by %(name)s") % {"name": in_language(rule.asset_department.name, language)})
    return ", ".join(words)


def _conditions(rule: Route, language: str) -> list[str]:
    found = []
    if rule.category:
        found.append(in_language(rule.category.name, language))
    streets = [one.name for one in rule.streets.all()]
    if streets:
        found.append(", ".join(streets[:4]) + (" …" if len(streets) > 4 else ""))
    if rule.metres:
        found.append(_("within %(n)d m of %(lat).4f, %(lon).4f") % {"n": rule.metres, "lat": rule.lat, "lon": rule.lon})
    if thing := _thing(rule, language):
        found.append(thing)
    if rule.weekdays:
        names = dict(DAYS)
        found.append(", ".join(str(names[one]) for one in rule.weekdays))
    if rule.since or rule.until:
        since, until = (f"{one:%H:%M}" if one else "…" for one in (rule.since, rule.until))
        found.append(_("from %(since)s to %(until)s") % {"since": since, "until": until})
    if rule.words:
        found.append("«" + "», «".join(rule.words[:5]) + "»" + (" …" if len(rule.words) > 5 else ""))
    return found
