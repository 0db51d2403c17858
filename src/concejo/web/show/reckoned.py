# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town's figures in words: what was counted, in which days, out of how many; never a bare percentage."""

import csv
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext as _

from concejo.cases import reckon
from concejo.cases.models import Category, Reckoning
from concejo.cases.periods import ALWAYS, LAST_MONTH, MONTH, YEAR
from concejo.cases.reckon import NONE, REST, Line, Times
from concejo.core.sheets import plain
from concejo.core.words import in_language
from concejo.town.models import Area, Department
from concejo.ui import moments
from concejo.web.show import curves

OTHERWISE = ("not_ours", "declined")
Names = dict[str, dict[str, str]]
"""By kind of line (`category`, `group`, `department`, `area`) and key."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a reader looks at."""

    row: Reckoning
    names: Names

    @property
    def what(self) -> str:
        """Of what it tells; empty for the whole town."""
        name, _colon, key = self.row.about.partition(":")
        return self.names.get(name, {}).get(key, "")


def names() -> Names:
    """What everything is called in the reader's language."""
    language = get_language() or "es"
    return {
        "category": {str(one.pk): in_language(one.name, language) for one in Category.objects.only("name")},
        "department": {str(one.pk): in_language(one.name, language) for one in Department.objects.only("name")},
        "area": {str(one.pk): one.name for one in Area.objects.only("name")},
        "group": {},
    }


def window(key: str, first: date, last: date) -> str:
    """The days in words: from 1 to 30 November 2026."""
    told = {"first": moments.full_date(first), "last": moments.full_date(last)}
    span = _("from %(first)s to %(last)s") % told
    kinds = {
        MONTH: _("this month, %(span)s"), LAST_MONTH: _("last month, %(span)s"),
        YEAR: _("the last 12 months, %(span)s"), ALWAYS: _("since the beginning, %(span)s"),
    }  # fmt: skip
    return kinds.get(key, "%(span)s") % {"span": span}


def short(key: str) -> str:
    """What the choice of a period is called."""
    kinds = {
        MONTH: _("This month"), LAST_MONTH: _("Last month"), YEAR: _("The last 12 months"),
        ALWAYS: _("Since the beginning"),
    }  # fmt: skip
    return kinds.get(key, key)


def sentences(line: Line) -> list[str]:
    """Each count with what it is a part of."""
    made, ends = line["outcomes"], line["reported"]
    told = [
        _("Answered: %(n)d of %(of)d.") % {"n": line["answered"], "of": line["answerable"]},
        _("Mended, as a neighbour confirmed: %(n)d of %(of)d.") % {"n": made.get("mended", 0), "of": ends},
        _("Done, and nobody has confirmed it: %(n)d of %(of)d.") % {"n": made.get("done", 0), "of": ends},
        _("Still open: %(n)d of %(of)d.") % {"n": made.get("open", 0), "of": ends},
    ]
    rest = {
        "not_ours": gettext("Not the town's, passed on: %(n)d of %(of)d."),
        "declined": gettext("Will not be done: %(n)d of %(of)d."),
        "joined": gettext("The same as another case, joined to it: %(n)d of %(of)d."),
        "withdrawn": gettext("Withdrawn by whoever asked: %(n)d of %(of)d."),
        "lost": gettext("Open in the old register, and nothing is known since: %(n)d of %(of)d."),
    }
    return told + [words % {"n": made[name], "of": ends} for name, words in rest.items() if made.get(name)]


def figure(times: Times, *, kind: str) -> dict[str, Any] | None:
    """What a curve says, what it counts, the curve, and the same as a table; none where nothing can be said."""
    if not times["counted"] or not times["points"]:
        return None
    half = times["half"]
    found = {"time": moments.span(half if half is not None else times["longest"])}
    says = {
        ("answer", True): _("Half had a first answer within %(time)s."),
        ("answer", False): _("More than half were still without an answer after %(time)s."),
        ("done", True): _("Half were done within %(time)s."),
        ("done", False): _("More than half are still open after %(time)s."),
    }[kind, half is not None] % found
    counts = {
        "answer": _(
            "It happened to %(happened)d of %(counted)d cases of which we know; the others count for as long as they "
            "waited."
        ),
        "done": _(
            "Done or mended: %(happened)d of %(counted)d. Those that are still open, or ended otherwise, count for as "
            "long as they could have been done."
        ),
    }[kind] % {"happened": times["happened"], "counted": times["counted"]}  # fmt: skip
    return {"id": kind, "says": says, "counts": counts, "sizes": curves.drawing(times), "rows": curves.table(times)}


def half(times: Times) -> str:
    """For a table: until half; where half is not reached, that it is longer than was watched."""
    if not times["counted"]:
        return "–"
    if times["half"] is not None:
        return moments.span(times["half"])
    return pgettext("longer than", "over %(time)s") % {"time": moments.span(times["longest"])}


def tables(row: Reckoning, called: Names) -> list[dict[str, Any]]:
    """One for each way of telling the cases apart."""
    titles = {
        "category": _("By kind"), "group": _("By group of kinds"), "department": _("By department"),
        "area": _("By district"),
    }  # fmt: skip
    by = row.facts["by"]
    return [
        {
            "name": name, "title": titles[name], "times": any(one["done"]["counted"] for one in by[name]),
            "lines": [_shown(one, name, called) for one in by[name]],
        }
        for name in reckon.BY
        if by.get(name)
    ]  # fmt: skip


def _shown(line: Line, name: str, called: Names) -> dict[str, Any]:
    made = line["outcomes"]
    return {
        "title": title(line["key"], name, called), "about": f"{name}:{line['key']}" if line["key"].isdigit() else "",
        "reported": line["reported"], "answered": line["answered"], "answerable": line["answerable"],
        "mended": made.get("mended", 0), "done": made.get("done", 0), "open": made.get("open", 0),
        "otherwise": sum(made.get(one, 0) for one in OTHERWISE), "joined": made.get("joined", 0),
        "withdrawn": made.get("withdrawn", 0), "lost": made.get("lost", 0), "half_answer": half(line["answer"]),
        "half_done": half(line["done"]),
    }  # fmt: skip


def title(key: str, name: str, called: Names) -> str:
    """What a line is called."""
    without = {
        "category": _("without a kind"), "group": _("without a group"), "department": _("without a department"),
        "area": _("outside all districts"),
    }  # fmt: skip
    if key == REST:
        return _("fewer than five each, together")
    return without[name] if key == NONE else called[name].get(key, key if name == "group" else _("no longer in use"))


COLUMNS = (
    "line", "from", "to", "reported", "answered", "answered_of", "mended", "done_not_confirmed", "not_ours", "declined",
    "joined", "withdrawn", "open", "unknown", "half_answered_seconds", "half_done_seconds",
)  # fmt: skip


def file(row: Reckoning, name: str, called: Names) -> str:
    """A table as a spreadsheet reads it."""
    out = StringIO()
    sheet = csv.writer(out)
    if name == "times":
        sheet.writerow(("what", "after_seconds", "still_open", "low", "high"))
        whole = row.facts["whole"]
        sheet.writerows((kind, *point) for kind in ("answer", "done") for point in whole[kind]["points"])
        return out.getvalue()
    sheet.writerow(COLUMNS)
    for line in row.facts["by"].get(name, []):
        made = line["outcomes"]
        counts = [
            made.get(one, 0)
            for one in ("mended", "done", "not_ours", "declined", "joined", "withdrawn", "open", "lost")
        ]
        halves = [line[kind]["half"] if line[kind]["half"] is not None else "" for kind in ("answer", "done")]
        start = (plain(title(line["key"], name, called)), row.first, row.last, line["reported"])
        sheet.writerow([*start, line["answered"], line["answerable"], *counts, *halves])
    return out.getvalue()
