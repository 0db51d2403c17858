# SPDX-License-Identifier: AGPL-3.0-or-later
"""Once a night the town's figures are reckoned and kept; pages and files show what was kept, and say when.

Below five cases nothing is split: such lines are told together, and if they are still fewer than five, with the next
smallest one, so that no line can be found by subtraction either.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict

from django.db import transaction

from concejo.cases.counting import (
    OPEN,
    OUTCOMES,
    WHOLE,
    Cell,
    Counted,
    Spans,
    Tally,
    Whose,
    count,
    together,
)
from concejo.cases.models import Category, Reckoning
from concejo.cases.periods import Period, periods
from concejo.cases.survival import Curve, Lengths, curve
from concejo.core import changes, clock
from concejo.core.words import in_language
from concejo.town import calendar
from concejo.town.models import Town

FEWEST = 5
MOST_POINTS = 120
SCOPE = "reckoned"
REST, NONE = "rest", "none"
"""The line of all that are too few to be told alone, and the line of those without a kind, department or district."""
BY = ("category", "group", "department", "area")
NARROW = ("category", "department", "area")
_COLUMN = {"category": "category", "group": "category", "department": "department", "area": "area"}


class Times(TypedDict):
    """How long it took: of how many, for how many it happened, until half (seconds), else how long was watched."""

    counted: int
    happened: int
    half: int | None
    longest: int
    points: list[tuple[int, float, float, float]]
    """Seconds; then the share for which it has not happened yet, and its interval."""


class Line(TypedDict):
    """Counts of one line; `key` is an id, a group's name, `rest` or `none`."""

    key: str
    reported: int
    answered: int
    answerable: int
    outcomes: dict[str, int]
    answer: Times
    done: Times


class Facts(TypedDict):
    """What is kept of one period: all of it, and by what it can be told apart. `few` where it is less than five."""

    few: bool
    whole: Line
    by: dict[str, list[Line]]


def when_due() -> int:
    """With the first round of a new day of the town; returns how many figures were reckoned."""
    today = calendar.local_day(clock.now(), town=Town.objects.current())
    last = Reckoning.objects.order_by("-made_at").values_list("made_at", flat=True).first()
    if last is not None and calendar.local_day(last, town=Town.objects.current()) >= today:
        return 0
    return reckon()


def reckon() -> int:
    """Count everything anew and put it in the place of what was kept before."""
    town = Town.objects.current()
    now = clock.now()
    today = calendar.local_day(now, town=town)
    counted = count(zone=town.zone)
    groups = _groups(town.language)
    since = min((cell.month for cell in counted.cells), default=today)
    rows = [
        Reckoning(period=one.key, about=about, first=one.first, last=one.last, made_at=now, facts=facts)
        for one in periods(today, since=since)
        for about, facts in _of(_Inside.of(one, counted), groups)
    ]
    with transaction.atomic():
        Town.objects.select_for_update().get(pk=town.pk)  # of several workers one is enough
        if Reckoning.objects.filter(made_at__gt=now).exists():
            return 0
        Reckoning.objects.all().delete()
        Reckoning.objects.bulk_create(rows)
        changes.touch(SCOPE)
    return len(rows)


@dataclass(frozen=True, slots=True)
class _Inside:
    """What was counted in one period."""

    cells: dict[Cell, Tally]
    spans: dict[Whose, Spans]

    @classmethod
    def of(cls, period: Period, counted: Counted) -> "_Inside":
        """Of its months."""
        spans: dict[Whose, Spans] = defaultdict(Spans)
        for (month, whose), found in counted.spans.items():
            if period.holds(month):
                spans[whose].add(found)
        return cls({cell: tally for cell, tally in counted.cells.items() if period.holds(cell.month)}, spans)


def _groups(language: str) -> dict[int, str]:
    rows = Category.objects.values_list("pk", "group")
    return {pk: in_language(group, language) for pk, group in rows if group}


def _of(inside: _Inside, groups: dict[int, str]) -> Iterable[tuple[str, Facts]]:
    """The whole town, then each kind, department and district that has enough cases to be told apart."""
    yield "", _facts(inside.cells, groups, inside.spans[WHOLE], spans=inside.spans)
    for name in NARROW:
        apart: dict[int, dict[Cell, Tally]] = defaultdict(dict)
        for cell, tally in inside.cells.items():
            if getattr(cell, name) is not None:
                apart[getattr(cell, name)][cell] = tally
        for pk, own in apart.items():
            if sum(one.reported for one in own.values()) >= FEWEST:
                yield f"{name}:{pk}", _facts(own, groups, inside.spans[name, pk], but=name)


def _facts(
    cells: dict[Cell, Tally],
    groups: dict[int, str],
    took: Spans,
    *,
    spans: dict[Whose, Spans] | None = None,
    but: str = "",
) -> Facts:
    whole = together(cells.values())
    few = whole.reported < FEWEST
    if few:  # the number alone
        whole, took = Tally(outcomes=Counter({OPEN: whole.reported})), Spans()
    by = {} if few else {name: _lines(cells, name, groups, spans or {}) for name in BY if name != but}
    by = {name: rows for name, rows in by.items() if rows}
    return {"few": few, "whole": _line("", whole, took, points=not few), "by": by}


def _lines(cells: dict[Cell, Tally], name: str, groups: dict[int, str], spans: dict[Whose, Spans]) -> list[Line]:
    """One line for each, the most frequent first; nothing where all would be one line."""
    found: dict[str, Tally] = defaultdict(Tally)
    took: dict[str, Spans] = defaultdict(Spans)
    for cell, tally in cells.items():
        found[_key(name, getattr(cell, _COLUMN[name]), groups)].add(tally)
    for (column, value), own in spans.items():
        if column == _COLUMN[name]:
            took[_key(name, value, groups)].add(own)
    told, few = _folded(sorted(found.items(), key=lambda one: (-one[1].reported, one[0])))
    lines = [_line(key, tally, took[key], points=False) for key, tally in told]
    if few:
        rest = Spans()
        for key, _tally in few:
            rest.add(took[key])
        lines.append(_line(REST, together(tally for _key, tally in few), rest, points=False))
    return lines if len(lines) > 1 else []


def _key(name: str, value: int | None, groups: dict[int, str]) -> str:
    return str((groups.get(value or 0) if name == "group" else value) or NONE)


def _folded(rows: list[tuple[str, Tally]]) -> tuple[list[tuple[str, Tally]], list[tuple[str, Tally]]]:
    """Lines that can be told, and all that are too few to be told but together."""
    told = [row for row in rows if row[1].reported >= FEWEST]
    few = [row for row in rows if row[1].reported < FEWEST]
    while told and few and sum(tally.reported for _key, tally in few) < FEWEST:
        few.append(told.pop())
    return told, few


def _line(key: str, tally: Tally, took: Spans, *, points: bool) -> Line:
    return {
        "key": key, "reported": tally.reported, "answered": tally.answered, "answerable": tally.answerable,
        "outcomes": {name: tally.outcomes[name] for name in OUTCOMES if tally.outcomes[name]},
        "answer": _times(took.answer, points=points), "done": _times(took.done, points=points),
    }  # fmt: skip


def _times(lengths: Lengths, *, points: bool) -> Times:
    found = curve(lengths)
    return {
        "counted": found.counted, "happened": found.happened, "half": found.half, "longest": found.longest,
        "points": _points(found) if points else [],
    }  # fmt: skip


def _points(found: Curve) -> list[tuple[int, float, float, float]]:
    """At most 120 of them, and none where fewer than five are still watched: there one case would be a step."""
    told = [one for one in found.moments if one.watched >= FEWEST]
    every = -(-len(told) // MOST_POINTS) or 1
    kept = told[::every] if not told or told[-1] in told[::every] else [*told[::every], told[-1]]
    return [(one.at, round(one.open, 4), round(one.low, 4), round(one.high, 4)) for one in kept]


def kept(period: str, about: str = "") -> Reckoning | None:
    """What was reckoned last."""
    return Reckoning.objects.filter(period=period, about=about).first()


def told_periods() -> list[tuple[str, date, date]]:
    """The periods there are, in the order in which they are offered."""
    return list(Reckoning.objects.filter(about="").order_by("id").values_list("period", "first", "last"))


def told_about(period: str) -> list[str]:
    """What of a period can be told apart."""
    rows: list[Any] = list(Reckoning.objects.filter(period=period).exclude(about="").values_list("about", flat=True))
    return [str(one) for one in rows]
