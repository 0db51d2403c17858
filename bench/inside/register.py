# SPDX-License-Identifier: AGPL-3.0-or-later
"""A register of a city's cases as CSV: a month of another town over and over, elsewhere and earlier each time.

Where that month is not here, words are made up, as for the other towns.
"""

import csv
import gzip
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from bench.kinds import MONTH

from . import words

COLUMNS = ("id", "opened", "category", "text", "place", "lat", "lon", "state", "closed")
STILL_OPEN = 0.02
"""The share of what is older than two months."""
FRESH = timedelta(days=60)
SIDE = 0.006
"""Degrees by which each round of the month lies elsewhere."""
Line = tuple[str, ...]


def write(file: Path, cases: int, *, now: datetime) -> str:
    """So many lines, the newest round last; says of which words it is made."""
    whose = "Madrid, May 2024" if MONTH.exists() else "words made up"
    with file.open("w", encoding="utf-8", newline="") as out:
        sheet = csv.writer(out)
        sheet.writerow(COLUMNS)
        sheet.writerows(_lines(cases, now))
    return whose


def _lines(cases: int, now: datetime) -> Iterator[Line]:
    chance, month = Random(3), _month() if MONTH.exists() else _made_up()
    rounds = -(-cases // len(month))
    last = max(opened for opened, *_rest in month)
    for number in range(cases):
        turn, at = divmod(number, len(month))
        opened, category, text, place, lat, lon, state = month[at]
        moment = opened + (now - timedelta(hours=1) - last) - timedelta(days=31) * (rounds - 1 - turn)
        if now - moment > FRESH and state in {"received", "assigned"} and chance.random() > STILL_OPEN:
            state = "done"
        closed = (
            min(moment + timedelta(hours=chance.randint(2, 400)), now)
            if state not in {"received", "assigned"}
            else None
        )
        yield (
            f"{turn}-{at}", moment.isoformat(timespec="seconds"), category, text, place,
            f"{lat + SIDE * (turn % 5):.6f}", f"{lon + SIDE * (turn // 5 % 5):.6f}", state,
            closed.isoformat(timespec="seconds") if closed else "",
        )  # fmt: skip


def _month() -> list[tuple[datetime, str, str, str, float, float, str]]:
    states = {"final_ok_node": "done", "final_not_ok_node": "declined", "middle_node": "assigned"}
    with gzip.open(MONTH, "rt", encoding="utf-8", newline="") as lines:
        rows = [
            (datetime.fromisoformat(row["requested_datetime"]), row["service_name"], row["description"], row["address"],
             float(row["lat"]), float(row["long"]), states.get(row["last_status_type"], "received"))
            for row in csv.DictReader(lines)
            if row["description"].strip() and row["lat"] and row["long"]
        ]  # fmt: skip
    return sorted(rows)


def _made_up() -> list[tuple[datetime, str, str, str, float, float, str]]:
    """A month of the same size in twenty streets."""
    chance, begun, rows = Random(4), datetime.fromisoformat("2024-05-01T00:00:00+00:00"), []
    for _at in range(19_000):
        street = chance.choice(words.STREETS)
        kind, said = words.trouble(chance, street)
        state = chance.choice(("done", "assigned", "received", "declined"))
        moment = begun + timedelta(seconds=chance.randint(0, 31 * 86_400))
        rows.append((moment, kind, said, f"{street}, {chance.randint(1, 90)}", 37.1 + chance.random() / 10,
                     -3.7 + chance.random() / 10, state))  # fmt: skip
    return sorted(rows)
