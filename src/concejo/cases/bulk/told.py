# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an administrator told of a file: its columns, its dates, its words for states and kinds; lines read by that."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from concejo.cases.bulk import sheets
from concejo.cases.bulk.rows import NAMES, Row, read_rows
from concejo.cases.bulk.sheets import Sheet

MOST_STATES, MOST_KINDS, SHOWN = 40, 200, 10
_DATE = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[ T,]+(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?(?:[.,]\d+)?)?\s*"
)
_NUMBER = re.compile(r"\s*(-?\d{1,3})\s*[.,]\s*(\d+)\s*")


class Told(TypedDict):
    """Columns by what they hold (`rows.NAMES`), whether the day stands before the month, states and kinds by word."""

    columns: dict[str, str]
    day_first: bool
    states: dict[str, str]
    kinds: dict[str, str]
    """Their word, and the slug of a kind of ours; empty for a new kind of that name."""


def guess(sheet: Sheet) -> Told:
    """What it may be, for a person to put right."""
    columns = sheets.guess_columns(sheet.heads)
    dates = [value for value, _many in sheet.values(columns["opened"], most=500)] if "opened" in columns else []
    states = sheet.values(columns["state"], most=MOST_STATES) if "state" in columns else []
    return {
        "columns": columns, "day_first": sheets.guess_day_first(dates),
        "states": {value: str(sheets.guess_state(value)) for value, _many in states}, "kinds": {},
    }  # fmt: skip


def rows(sheet: Sheet, told: Told, *, zone: ZoneInfo) -> Iterator[Row | tuple[int, str]]:
    """Each line as a case, or with the reason why it cannot be one."""
    names = {name: name for name in NAMES if told["columns"].get(name)}
    return read_rows(((number, line(values, told)) for number, values in sheet.lines()), names, zone=zone)


def line(values: dict[str, str | None], told: Told) -> dict[str, str | None]:
    """One line in the form that `rows` reads."""
    ready: dict[str, str | None] = {
        name: (values.get(column) or "").strip() for name, column in told["columns"].items() if column
    }
    for name in ("opened", "closed", "seen"):
        if ready.get(name):
            ready[name] = as_moment(ready[name] or "", day_first=told["day_first"])
    for name in ("lat", "lon"):
        found = _NUMBER.fullmatch(ready.get(name) or "")
        if found:
            ready[name] = f"{found[1]}.{found[2]}"
    state, kind = ready.get("state") or "", ready.get("category") or ""
    if state in told["states"]:
        ready["state"] = told["states"][state]
    if told["kinds"].get(kind):
        ready["category"] = told["kinds"][kind]
    return ready


def as_moment(text: str, *, day_first: bool) -> str:
    """``19/11/2026 22:48`` in ISO 8601; what is not written so stays as it is."""
    found = _DATE.fullmatch(text)
    if found is None:
        return text
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    day, month = (first, second) if day_first else (second, first)
    hour, minute, seconds = (int(part or 0) for part in found.groups()[3:])
    try:
        return datetime(year + (2000 if year < 100 else 0), month, day, hour, minute, seconds).isoformat()  # noqa: DTZ001 -- the town's clock
    except ValueError:
        return text
