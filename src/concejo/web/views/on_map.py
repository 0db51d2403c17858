# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases on the map of the town: a drawing and a list that need no script, and points for browsers that have one."""

import re
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from concejo.cases import near as near_topics
from concejo.cases import queries
from concejo.cases.models import Case, CaseQuerySet, Category
from concejo.core import clock
from concejo.core.kept import kept, last_quarter, shows
from concejo.town.models import Street
from concejo.web.forms_kinds import to_narrow
from concejo.web.show import drawn
from concejo.web.show.cases import line
from concejo.web.show.charts import chart
from concejo.web.show.paging import page_of

PER_PAGE, MOST = 25, 500
SINCE = {"7": gettext_lazy("seven days"), "30": gettext_lazy("thirty days"), "365": gettext_lazy("a year")}
_NEAR = re.compile(r"(-?\d{1,2}(?:\.\d{1,6})?),(-?\d{1,3}(?:\.\d{1,6})?)")


@kept
def map_page(request: HttpRequest) -> HttpResponse:
    """Where something is to be mended: newest first, or the nearest to a street or to where somebody stands."""
    language = get_language() or "es"
    rows = _asked(request)
    middle, near = _middle(request)
    listed = rows.with_line_and_place()
    listed = listed.by_distance(*middle) if middle else listed.exclude(lat=None).order_by("-opened_at", "-id")
    page = page_of(request, listed, per_page=PER_PAGE)
    lines = [_line(case, language, at, middle) for at, case in enumerate(page.rows, start=1)]
    numbers = {case.number: at for at, case in enumerate(page.rows, start=1)}
    pins = _pins(rows, numbers, page.rows)
    context = {
        "lines": lines, "pager": page.pager, "drawing": drawn.drawing(pins), "near": near, "count": len(pins),
        "says": _says(len(pins)), "chosen": _chosen(request), "since": SINCE.items(), "streets": _streets(),
        "kinds": to_narrow(language),
        "chart": chart(points=_points_url(request)), "page_title": _("Map"),
        "follow_url": _follow(request),
        "near_urls": [(metres, _follow_near(middle, metres)) for metres in near_topics.METRES] if middle else [],
    }  # fmt: skip
    return shows(render(request, "web/map.html", context), "cases", "titles")


@kept
def points_page(request: HttpRequest) -> HttpResponse:
    """The newest 500 points in a window: number, shape, latitude, longitude, what it is called."""
    rows = _asked(request)
    window = [float(one) for one in request.GET.get("box", "").split(",") if re.fullmatch(r"-?\d{1,3}(\.\d+)?", one)]
    rows = rows.within(*window) if len(window) == 4 else rows.exclude(lat=None)
    found = _newest(rows)
    points = [[number, drawn.SHAPES[drawn.stage(state)], lat, lon, title] for number, state, lat, lon, title in found]
    response = JsonResponse({"points": points[:MOST], "more": len(points) > MOST})
    return shows(response, "cases", "titles")


def _asked(request: HttpRequest) -> CaseQuerySet:
    """Public cases, by kind, state and age."""
    told = request.GET
    rows = Case.objects.public()
    which = told.get("which", "open")
    if which == "closed":
        rows = rows.closed()
    elif which != "all":
        rows = rows.open()
    if told.get("category"):
        rows = rows.filter(category__in=Category.objects.chosen(told["category"]))
    if told.get("since") in SINCE:
        rows = rows.filter(opened_at__gte=last_quarter(clock.now()) - timedelta(days=int(told["since"])))
    return rows


def _newest(rows: CaseQuerySet) -> list[tuple[Any, ...]]:
    """Which they are is told by the index alone; only then is looked up what they are called."""
    newest = rows.order_by("-opened_at", "-id").values("pk")[: MOST + 1]
    named = Case.objects.filter(pk__in=newest).order_by("-opened_at", "-id")
    return list(named.values_list("number", "state", "lat", "lon", "conversation__title"))


def _pins(rows: CaseQuerySet, numbers: dict[str, int], listed: list[Case]) -> list[drawn.Mark]:
    """The newest points, and those of the list wherever they come."""
    found = {number: (state, lat, lon) for number, state, lat, lon, _title in _newest(rows.exclude(lat=None))[:MOST]}
    found |= {case.number: (case.state, case.lat, case.lon) for case in listed}
    return [
        drawn.Mark(number=number, state=state, lat=lat, lon=lon, pin=numbers.get(number, 0))
        for number, (state, lat, lon) in found.items()
    ]


def _line(case: Case, language: str, at: int, middle: tuple[float, float] | None) -> dict[str, Any]:
    away = queries.metres(*middle, case) if middle else None
    told = line(case, language) | {
        "pin": at, "at_point": f"{case.lat:.6f},{case.lon:.6f}", "geo": f"geo:{case.lat:.6f},{case.lon:.6f}",
    }  # fmt: skip
    return told | ({"note": distance(away)} if away is not None else {})


def distance(metres: float) -> str:
    """As people say it."""
    if metres < 1000:
        return _("%(number)d m away") % {"number": round(metres, -1)}
    return _("%(number)s km away") % {"number": f"{metres / 1000:.1f}"}


def _middle(request: HttpRequest) -> tuple[tuple[float, float] | None, str]:
    """From where distances are told, and what that place is called."""
    asked = request.GET.get("street", "")
    street = Street.objects.filter(pk=int(asked)).first() if asked.isdigit() else None
    if street is not None and street.lat is not None and street.lon is not None:
        return (street.lat, street.lon), street.name
    told = _NEAR.fullmatch(request.GET.get("near", ""))
    if told is None or abs(float(told[1])) > 90 or abs(float(told[2])) > 180:
        return None, ""
    return (float(told[1]), float(told[2])), _("where you are")


def _says(count: int) -> str:
    if count > MOST:
        return _("The newest %(number)d cases with a place.") % {"number": MOST}
    return ngettext("%(number)d case with a place.", "%(number)d cases with a place.", count) % {"number": count}


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "") for name in ("which", "category", "since", "street", "near")}


def _streets() -> list[tuple[int, str]]:
    return list(Street.objects.exclude(lat=None).values_list("pk", "name")[:2000])


def _points_url(request: HttpRequest) -> str:
    query = request.GET.copy()
    for name in set(query) - {"which", "category", "since"}:
        del query[name]
    return f"{reverse('web:map-points')}?{query.urlencode()}"


def _follow_near(middle: tuple[float, float], metres: int) -> str:
    return f"{reverse('web:follow')}?topic={near_topics.topic(*middle, metres)}"


def _follow(request: HttpRequest) -> str:
    asked = request.GET.get("street", "")
    return f"{reverse('web:follow')}?topic=street:{int(asked)}" if asked.isdigit() else ""
