# SPDX-License-Identifier: AGPL-3.0-or-later
r"""The plays of the month: who says what, when and through which door, as text files that a person writes and reads.

A play begins with ``== name · 12`` (twelve days ago), ``== name · thu 8`` (the last Thursday at least eight days ago).
Each line is an event: ``[+days] HH:MM who [options]: words``; days count from the event before; ``\n`` is a new line.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from concejo.town import calendar
from concejo.town.models import Town

FOLDER = Path(__file__).with_name("plays")
_HEAD = re.compile(r"== (?P<name>[a-z0-9-]+) · (?:(?P<weekday>[a-z]{3}) )?(?P<ago>\d+)$")
_EVENT = re.compile(r"(?:\+(\d+) )?(\d{1,2}:\d\d) ([\w ]+?)(?: \[([^\]]*)\])?(?:: (.*))?$")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip
ALWAYS_ON = frozenset({"Rosario", "Carmela", "Agente 7", "Andrés"})
"""Of the town hall, those who also speak outside working days."""
LEAST = timedelta(minutes=3)
"""Between the last event of a play and now."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happens, as written."""

    days: int
    clock: time
    who: str
    options: Mapping[str, str]
    words: str


@dataclass(frozen=True, slots=True)
class Play:
    """One conversation, as written."""

    name: str
    weekday: int | None
    ago: int
    events: Sequence[Event]


@dataclass(frozen=True, slots=True)
class Scene:
    """One thing that happens at its moment."""

    at: datetime
    play: str
    event: Event
    words: str


def read_all() -> list[Play]:
    """Every play of the folder, in the order of its files."""
    return [play for path in sorted(FOLDER.glob("*.txt")) for play in read(path.read_text(encoding="utf-8"))]


def read(text: str) -> list[Play]:
    """The plays of one file; a line that is no event names itself loudly."""
    plays: list[tuple[re.Match[str], list[Event]]] = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        head = _HEAD.match(line)
        if head:
            plays.append((head, []))
        else:
            plays[-1][1].append(_event(line))
    return [
        Play(head["name"], _WEEKDAYS.index(head["weekday"]) if head["weekday"] else None, int(head["ago"]), events)
        for head, events in plays
    ]


def _event(line: str) -> Event:
    found = _EVENT.match(line)
    if found is None:
        raise ValueError(f"no event: {line[:60]}")
    days, clock, who, options, words = found.groups()
    told = dict(one.strip().partition("=")[::2] for one in (options or "").split(";") if one.strip())
    hour, minute = clock.split(":")
    return Event(int(days or 0), time(int(hour), int(minute)), who, told, (words or "").replace("\\n", "\n"))


def scenes(plays: Sequence[Play], *, now: datetime, town: Town, staff: frozenset[str]) -> list[Scene]:
    """All events at their moments, in order; every play is over before `now`, and staff work on working days."""
    today = calendar.local_day(now, town=town)
    holidays = calendar.holidays_from(today - timedelta(days=60))
    rows = []
    for play in plays:
        begin = _begin(play, today)
        found = _moments(play, begin, town=town, staff=staff, holidays=holidays)
        while found[-1][0] > now - LEAST:
            begin -= timedelta(days=1 if play.weekday is None else 7)
            found = _moments(play, begin, town=town, staff=staff, holidays=holidays)
        rows += [
            Scene(at, play.name, event, _said(event.words, at.astimezone(town.zone).date(), today, holidays))
            for at, event in found
        ]
    return sorted(rows, key=lambda scene: scene.at)


def _begin(play: Play, today: date) -> date:
    begin = today - timedelta(days=play.ago)
    if play.weekday is not None:
        begin -= timedelta(days=(begin.weekday() - play.weekday) % 7)
    return begin


def _moments(
    play: Play, begin: date, *, town: Town, staff: frozenset[str], holidays: frozenset[date]
) -> list[tuple[datetime, Event]]:
    found: list[tuple[datetime, Event]] = []
    day = begin
    for event in play.events:
        day += timedelta(days=event.days)
        if event.who in staff - ALWAYS_ON:
            day = working_day(day, holidays=holidays)
        at = datetime.combine(day, event.clock, town.zone)
        while found and at <= found[-1][0]:
            day += timedelta(days=1)
            if event.who in staff - ALWAYS_ON:
                day = working_day(day, holidays=holidays)
            at = datetime.combine(day, event.clock, town.zone)
        found.append((at, event))
    return found


def working_day(day: date, *, holidays: frozenset[date]) -> date:
    """That day, or the next on which the town hall works."""
    while not calendar.is_working_day(day, holidays=holidays):
        day += timedelta(days=1)
    return day


def _said(words: str, day: date, today: date, holidays: frozenset[date]) -> str:
    """``{+2}`` becomes the day after tomorrow by its name, ``{next}`` the next working day that is still to come."""
    coming = working_day(today + timedelta(days=1), holidays=holidays)
    near = "mañana, " if coming == day + timedelta(days=1) else "el "
    words = words.replace("{next}", near + in_words(coming)).replace("{Next}", (near + in_words(coming)).capitalize())
    return re.sub(r"\{\+(\d+)\}", lambda found: in_words(day + timedelta(days=int(found.group(1)))), words)


def in_words(day: date) -> str:
    """``jueves 19 de noviembre``."""
    return f"{_DAYS[day.weekday()]} {day.day} de {_MONTHS[day.month - 1]}"
