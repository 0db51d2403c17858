# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases as a list that is narrowed down, kept for tomorrow, taken away as a file, or walked along."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from concejo.cases.models import Case, SavedFilter
from concejo.cases.rounds import round_of
from concejo.core import clock
from concejo.people.models import Person
from concejo.town.models import Town
from concejo.web.forms_lists import NAMES, Filter, Keep
from concejo.web.show import sheet
from concejo.web.show.cases import line
from concejo.web.show.paging import page_of
from concejo.web.show.staff import letter, tasks
from concejo.web.views.staff.door import for_staff

PER_PAGE = 25
MOST_STOPS = 60
MOST_ROWS = 50_000


@for_staff()
def list_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Every case that this colleague may see, narrowed down as they wish."""
    form, language = Filter(_asked(request)), get_language() or "es"
    rows = form.rows(tasks.reach(person)).select_related(None).with_line()
    page = page_of(request, rows, per_page=PER_PAGE)
    query, marked = form.query(), tasks.marked(person, page.rows)
    context = {
        "form": form,
        "lines": [
            _line(case, language) | _mark(case, on=case.pk in marked, back=request.get_full_path())
            for case in page.rows
        ],
        "pager": page.pager,
        "saved": [{"pk": one.pk, "name": one.name, "url": f"?{one.query}", "current": one.query == query}
                  for one in person.saved_filters.all()],
        "keep": Keep(),
        "query": query,
        "csv_url": f"{reverse('web:list-file')}?{query}",
        "round_url": f"{reverse('web:round')}?{query}",
        "streets": letter.streets(),
        "page_title": _("All cases"),
    }  # fmt: skip
    return render(request, "web/staff/list.html", context, status=422 if form.errors else 200)


@for_staff()
def file_page(request: HttpRequest, person: Person) -> HttpResponse:
    """The same list as a file; of private cases neither words nor place leave the house."""
    form = Filter(_asked(request))
    rows = form.rows(tasks.reach(person))[:MOST_ROWS]
    return sheet.answer(sheet.cases(rows, get_language() or "es"), "cases")


@for_staff()
@require_POST
def keep_page(request: HttpRequest, person: Person) -> HttpResponse:
    """The list gets a name of one's own; the same name again means the new list."""
    query = Filter(QueryDict(request.POST.get("query", ""))).query()[:400]
    form = Keep(request.POST)
    if form.is_valid():
        SavedFilter.objects.update_or_create(person=person, name=form.cleaned_data["name"], defaults={"query": query})
        messages.success(request, _("The list is kept under this name."))
    else:
        messages.warning(request, _("Please give the list a name."))
    return redirect(f"{reverse('web:list')}?{query}")


@for_staff()
@require_POST
def forget_page(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """The name is forgotten; the cases stay."""
    get_object_or_404(SavedFilter, pk=pk, person=person).delete()
    messages.success(request, _("The list is forgotten. Its cases stay as they are."))
    return redirect("web:list")


@for_staff()
def round_page(request: HttpRequest, person: Person) -> HttpResponse:
    """A sheet to take along: the open cases of the list, each the nearest one to the one before."""
    asked = request.GET.copy()
    asked["which"] = asked.get("which") or ("round" if person.marked.exists() else "mine")
    form, language = Filter(asked), get_language() or "es"
    rows = list(form.rows(tasks.reach(person)).open()[: MOST_STOPS + 1])
    stops = round_of(rows[:MOST_STOPS], start=_start(request))
    walk = sum(one.metres or 0 for one in stops)
    context = {
        "stops": [_stop(one.case, one.metres, language) for one in stops],
        "heading": ngettext("%(n)d case on the round", "%(n)d cases on the round", len(stops)) % {"n": len(stops)},
        "walk": sheet.away(walk) if walk else "",
        "more": len(rows) > MOST_STOPS,
        "most": MOST_STOPS,
        "name": person.public_name,
        "today": clock.now(),
        "list_url": f"{reverse('web:list')}?{form.query()}",
        "query": [(name, asked.get(name, "")) for name in NAMES if asked.get(name)],
        "page_title": _("Round"),
    }
    return render(request, "web/staff/round.html", context)


def _asked(request: HttpRequest) -> QueryDict:
    asked = request.GET.copy()
    if not asked.get("which"):
        asked["which"] = "open"
    return asked


def _start(request: HttpRequest) -> tuple[float, float] | None:
    """Where one stands, if the browser said so."""
    try:
        lat, lon = float(request.GET["lat"]), float(request.GET["lon"])
    except (KeyError, ValueError):
        return None
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 else None


def _mark(case: Case, *, on: bool, back: str) -> dict[str, Any]:
    return {"mark": tasks.mark(case, on=on, back=back)} if case.is_open else {}


def _line(case: Case, language: str) -> dict[str, Any]:
    return line(case, language) | {
        "url": reverse("web:work-case", args=[case.number]),
        "note": _("town hall only") if case.is_private else "",
    }


def _stop(case: Any, metres: float | None, language: str) -> dict[str, Any]:
    return {
        "title": case.headline(language),
        "number": case.number,
        "place": case.place,
        "due": sheet.due(case),
        "url": Town.objects.current().url(reverse("web:work-case", args=[case.number])),
        "away": sheet.away(metres) if metres is not None else "",
        "geo": f"geo:{case.lat:.5f},{case.lon:.5f}" if case.lat is not None and case.lon is not None else "",
    }
