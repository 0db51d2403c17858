# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the town does, for everybody: as it was reckoned last night."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from concejo.cases import reckon
from concejo.cases.models import Reckoning
from concejo.cases.periods import YEAR
from concejo.core.kept import kept, shows
from concejo.web.follows import url_of
from concejo.web.show import reckoned

FILES = (*reckon.BY, "times")


@kept
def figures_page(request: HttpRequest) -> HttpResponse:
    """Reported, answered, mended and still open, with the days and the denominators; how long it takes."""
    row, called = _asked(request), reckoned.names()
    context: dict[str, Any] = {"page_title": _("Figures"), "row": row}
    if row is not None:
        whole = row.facts["whole"]
        context |= {
            "window": reckoned.window(row.period, row.first, row.last),
            "what": reckoned.Chosen(row, called).what,
            "few": row.facts["few"], "whole": whole,
            "sentences": [] if row.facts["few"] else reckoned.sentences(whole),
            "figures": [one for kind in ("answer", "done") if (one := reckoned.figure(whole[kind], kind=kind))],
            "tables": [
                one | {"csv_url": _url("web:figures-file", row, one["name"])} for one in reckoned.tables(row, called)
            ],
            "times_url": _url("web:figures-file", row, "times"),
            "periods": [(key, reckoned.short(key)) for key, _first, _last in reckon.told_periods()],
            "follow_url": url_of(row.about) if row.about else "",
            "choices": _choices(row, called),
        }  # fmt: skip
    return shows(render(request, "web/figures.html", context), reckon.SCOPE, "titles")


@kept
def figures_file(request: HttpRequest, name: str) -> HttpResponse:
    """One table of that page as a file."""
    row = _asked(request)
    if row is None or name not in FILES:
        raise Http404
    words = reckoned.file(row, name, reckoned.names())
    headers = {"Content-Disposition": f'attachment; filename="figures-{name}-{row.period}.csv"'}
    response = HttpResponse(words.encode("utf-8-sig"), content_type="text/csv; charset=utf-8", headers=headers)
    return shows(response, reckon.SCOPE, "titles")


def _asked(request: HttpRequest) -> Reckoning | None:
    """What was asked for; what is too few to be told apart, or is not there, leads to the whole town, or to nothing."""
    period, about = request.GET.get("period", YEAR)[:20], request.GET.get("about", "")[:40]
    return reckon.kept(period, about) or reckon.kept(period) or reckon.kept(YEAR)


def _url(name: str, row: Reckoning, what: str) -> str:
    return f"{reverse(name, args=[what])}?{urlencode({'period': row.period, 'about': row.about})}"


def _choices(row: Reckoning, called: reckoned.Names) -> list[dict[str, Any]]:
    """Kinds, departments and districts with enough cases in that period, by name."""
    titles = {"category": _("Kind"), "department": _("Department"), "area": _("District")}
    found: dict[str, list[tuple[str, str]]] = {name: [] for name in titles}
    for about in {*reckon.told_about(row.period), row.about} - {""}:
        name, _colon, key = about.partition(":")
        if key in called[name]:
            found[name].append((about, called[name][key]))
    return [
        {"title": titles[name], "rows": sorted(rows, key=lambda one: one[1].casefold())}
        for name, rows in found.items()
        if rows
    ]
