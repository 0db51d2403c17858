# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case as pages show it: its badge, its line in a list, its history step by step. Nothing depends on the reader."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concejo.cases.models import Case, Step
from concejo.cases.states import State
from concejo.core import clock
from concejo.core.words import in_language
from concejo.ui.moments import day, span
from concejo.web.addresses import address

INSIDE = frozenset({"given", "sorted", "linked", "unlinked", "head_told", "mayor_told"})
"""Steps that are the town hall's own business."""


@dataclass(frozen=True, slots=True)
class Badge:
    """What `{% state %}` draws."""

    words: str
    icon: str
    tone: str


def badge(case: Case) -> Badge:
    """The state in the words of DESIGN.md: late and reopened first, because they ask for attention."""
    if case.is_late and case.due_at:
        days = max(1, (clock.now() - case.due_at).days)
        return Badge(ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}, "clock", "broken")
    if case.is_open and case.reopened:
        return Badge(_("Still broken: open again"), "redo", "broken")
    if case.state == State.ASSIGNED and case.in_charge:
        return Badge(_("Given to %(name)s") % {"name": case.in_charge.public_name}, "at", "cobalt")
    if case.state == State.MENDED and case.took:
        return Badge(_("Mended in %(span)s") % {"span": span(case.took)}, "check", "mended")
    return Badge(str(case.sign.words), case.sign.icon, case.sign.tone)


def line(case: Case, language: str) -> dict[str, Any]:
    """Its line in a list (ui/part/caseline.html)."""
    return {
        "title": case.headline(language),
        "url": address("web:case", case.number),
        "sign": badge(case),
        "number": case.number,
        "place": case.place,
        "at": case.opened_at,
        "in_charge": case.in_charge.public_name if case.in_charge else "",
    }


def due_words(due_at: datetime | None) -> str:
    """A deadline as people say it."""
    if due_at is None:
        return ""
    left = (due_at - clock.now()).total_seconds()
    if left < 0:
        return _("was due %(day)s") % {"day": day(due_at.fromtimestamp(due_at.timestamp() - 1, due_at.tzinfo))}
    if left <= 24 * 3600:
        return _("due today")
    if left <= 48 * 3600:
        return _("due tomorrow")
    return _("due %(day)s") % {"day": day(due_at.fromtimestamp(due_at.timestamp() - 1, due_at.tzinfo))}


def timeline(case: Case, language: str, *, staff: bool = False) -> list[dict[str, Any]]:
    """Its history (ui/part/timeline.html): filled copper only where a neighbour confirmed it."""
    rows: list[dict[str, Any]] = []
    for step in case.steps.select_related("person"):
        words = _words(step, language)
        if words and (staff or step.act not in INSIDE):
            kind = "ok" if step.act == "mended" else "broken" if step.act == "reopened" else "first" if not rows else ""
            rows.append({"words": words, "at": step.at, "kind": kind, "note": _note(step, case)})
    if case.is_open and case.due_at:
        rows.append({"words": due_words(case.due_at).capitalize(), "kind": "next"})
    return rows


def _note(step: Step, case: Case) -> str:
    if step.act == "done" and case.closed_at == step.at:
        return span(step.at - case.opened_at)
    return ""


def _words(step: Step, language: str) -> str:
    who = step.person.public_name if step.person else ""
    plain = {
        "opened": _("Received"),
        "started": _("%(who)s is at it") % {"who": who or _("The town hall")},
        "asked": _("The town hall asks the neighbour"),
        "answered": _("The neighbour answered"),
        "done": _("%(who)s says it is done") % {"who": who},
        "not_ours": _("Not the town's; passed on to %(body)s") % {"body": step.facts.get("body", "")},
        "declined": _("Will not be done"),
        "withdrawn": _("Withdrawn"),
        "mended": _("The neighbour confirms that it is mended"),
        "reopened": _("Still broken: open again"),
        "given": _("%(who)s wrote answers down") % {"who": who} if who else _("The neighbour answered questions"),
        "sorted": _("Sorted by %(who)s") % {"who": who},
        "split": _("Split into %(numbers)s") % {"numbers": step.facts.get("into", "")},
        "reminded": _("The neighbour is reminded of the question"),
        "unanswered": _("Ended: nobody answered the question"),
        "forwarded": _("Passed on to %(body)s") % {"body": step.facts.get("body", "")},
        "linked": _("See also %(number)s") % {"number": step.facts.get("other", "")},
        "unlinked": _("See also %(number)s no more") % {"number": step.facts.get("other", "")},
        "head_told": _("Badly late: the head of the department is told"),
        "mayor_told": _("Badly late: the mayor is told"),
        "parted": _("Taken apart again"),
        "taken_back": _("%(who)s takes it back") % {"who": who},
        "deadline": _("Another day is promised"),
        "kept_private": _("Kept private"),
        "joined": _("Joined to %(number)s") % {"number": step.facts.get("into", "")},
    }
    if step.act == "assigned":
        return _("%(who)s gives it to %(to)s") % {"who": who or _("The town hall"), "to": step.facts.get("name", "")}
    if step.act == "handed_over":
        names = step.facts.get("department_name", {})
        return _("Given to %(department)s") % {"department": in_language(names, language)}
    if step.act == "planned":
        return _("Planned for %(day)s") % {"day": day(datetime.fromisoformat(step.facts["day"]).date())}
    return plain.get(step.act, "")
