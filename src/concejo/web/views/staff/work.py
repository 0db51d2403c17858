# SPDX-License-Identifier: AGPL-3.0-or-later
"""The worklist: what an employee has to do, on the telephone first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from concejo.cases.models import CaseQuerySet
from concejo.people.models import Person
from concejo.square import rules as square
from concejo.town.models import Town
from concejo.web.show.paging import page_of
from concejo.web.show.staff import tasks
from concejo.web.views.staff.door import for_staff

PER_PAGE = 20
MOST = 99
"""A city has more open than anybody reads; beyond that a tab says only that there are more."""


@for_staff()
def work_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Mine, my department's, unanswered, late."""
    reach, language = tasks.reach(person), get_language() or "es"
    hidden = {"department": not reach.departments, "open": not reach.whole_town}
    shown = [which for which in tasks.TABS if not hidden.get(which)]
    asked = request.GET.get("tab", "")
    counts = {which: counted(reach.tab(which)) for which in shown}
    tab = asked if asked in shown else _first(shown, counts, reach)
    rows = _only(reach.tab(tab), request) if reach.whole_town else reach.tab(tab)
    page = page_of(request, rows, per_page=PER_PAGE)
    context = {
        "heading": _heading(counts["mine"]),
        "tabs": [
            {"url": f"?tab={which}", "label": _label(which), "count": _at_most(counts[which]), "current": which == tab}
            for which in shown
        ],
        "tasks": tasks.tasks(page.rows, of=reach, language=language, back=request.get_full_path()),
        "pager": page.pager,
        "yesterday": tasks.yesterday(person, town=Town.objects.current()),
        "inside": square.may_search_inside(person),
        "thanks": tasks.thanks(person),
        "empty": _empty(tab),
        "page_title": _("Tasks"),
    }
    return render(request, "web/staff/work.html", context)


def counted(rows: CaseQuerySet) -> int:
    """How many, as far as anybody would count them by hand."""
    return rows.order_by()[: MOST + 1].count()


def _at_most(count: int) -> str:
    return f"{MOST}+" if count > MOST else str(count)


def _first(shown: list[str], counts: dict[str, int], reach: tasks.Reach) -> str:
    """Who has nothing of their own begins with what concerns them most."""
    if counts["mine"] or not (reach.departments or reach.whole_town):
        return "mine"
    return "department" if "department" in shown else "unanswered"


def _only(rows: CaseQuerySet, request: HttpRequest) -> CaseQuerySet:
    """Whoever sees the whole town can look at one department or one colleague."""
    department, person = request.GET.get("department", ""), request.GET.get("person", "")
    if department.isdigit():
        rows = rows.filter(department=int(department))
    if person.isdigit():
        rows = rows.filter(in_charge=int(person))
    return rows


def _heading(count: int) -> str:
    if not count:
        return _("You have no cases today")
    if count > MOST:
        return _("You have more than %(n)d cases today") % {"n": MOST}
    return ngettext("You have %(n)d case today", "You have %(n)d cases today", count) % {"n": count}


def _label(which: str) -> str:
    return {
        "mine": _("Mine"),
        "department": _("My department's"),
        "unanswered": _("Unanswered"),
        "late": _("Late"),
        "open": _("All open"),
    }[which]


def _empty(which: str) -> str:
    return {
        "mine": _("Nothing is in your hands."),
        "department": _("Your department has nothing else to do."),
        "unanswered": _("Everybody has had an answer."),
        "late": _("Nothing is late."),
        "open": _("Nothing is open."),
    }[which]
