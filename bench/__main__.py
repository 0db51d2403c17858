# SPDX-License-Identifier: AGPL-3.0-or-later
"""``./concejo bench``: measures Concejo beside references of the same run, and prints one table."""

import argparse
import importlib.util
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from . import (
    cached,
    cities,
    clients,
    endless,
    faces,
    federation,
    guard,
    kinds,
    letters,
    mail,
    pages,
    processes,
    report,
    same,
    searching,
    streams,
    windows,
)
from .measure import Row, missing, say
from .run import Lacking, Run
from .towns import Scratch, default_scratch

ROWS: dict[str, tuple[str, Callable[[Run], list[Row]]]] = {
    "cache": ("home page from cache, beside nginx with the same bytes", cached.cached),
    "home": ("home page over 100,000 posts: from fragments, cold", pages.home),
    "flat": ("pages in towns of 10,000, 100,000 and 1,000,000 posts", pages.flat),
    "search": ("search for two words in 1,000,000 posts", searching.search),
    "map": ("the newest 500 points of a window of the map", windows.windows),
    "import": ("a register of 350,000 cases brought in", cities.brought),
    "city": ("350,000 cases: what may be the same, map, search, every list of the town hall", cities.city),
    "mail": ("e-mail taken in durably, beside an empty handler", mail.mail),
    "letters": ("letters understood into posts: text, with a photo", letters.letters),
    "inbox": ("signed activities of the fediverse: taken in durably, understood", federation.inbox),
    "open311": ("reports by Open311: taken in durably, understood", clients.reports),
    "memory": ("200,000 activities of the fediverse, and what they leave in memory", endless.endless),
    "documents": ("accounts and WebFinger, as other servers ask for them", federation.documents),
    "deliveries": ("one post for 2,000 servers of the fediverse", federation.deliveries),
    "guard": ("personal data found in messages, by kind and language", guard.guard),
    "faces": ("faces covered: recall and false boxes on photos that packages ship", faces.found),
    "kinds": ("kinds of cases told from words, on a month of another town's cases", kinds.kinds),
    "same": ("the same thing reported twice: how right the suggestions are, on pairs that two people read", same.alike),
    "streams": ("5,000 open streams, one event", streams.streams),
    "processes": ("idle memory, and the first page after start", processes.processes),
    "clone": ("from clone to the first page, with warm package caches", processes.clone),
}
CRASH = "crash"


def yardstick() -> float:
    """The same small piece of Python on any machine, in CPU-ms: how quick this one was in this run."""
    takes = []
    for _take in range(7):
        busy = time.process_time()
        sum(number * number for number in range(100_000))
        takes.append((time.process_time() - busy) * 1000)
    return statistics.median(takes)


def main(argv: list[str]) -> int:
    """Measure what was asked for; 1 when a row that was measured does not reach its target."""
    if argv[:1] == [CRASH]:
        return _crash(argv[1:])
    given = _arguments(argv)
    if given.list:
        sys.stdout.write("".join(f"{name:<10} {sentence}\n" for name, (sentence, _make) in ROWS.items()))
        return 0
    run = Run(Scratch(given.scratch.absolute()), quick=given.quick)
    run.scratch.folder.mkdir(parents=True, exist_ok=True)
    speed = yardstick()
    rows: list[Row] = []
    for name in given.rows or list(ROWS):
        say(f"{name}: {ROWS[name][0]}")
        rows += _measured(name, run)
    around = report.machine(statistics.mean([speed, yardstick()]))
    said = report.as_json(rows, around) if given.json else f"{report.table(rows)}\n\n{_where(around)}"
    sys.stdout.write(said + "\n")
    return 1 if any(row.met is False for row in rows) else 0


def _measured(name: str, run: Run) -> list[Row]:
    try:
        return ROWS[name][1](run)
    except Lacking as error:
        return [missing(ROWS[name][0], str(error))]
    except (RuntimeError, OSError, subprocess.SubprocessError) as error:
        return [missing(ROWS[name][0], f"{type(error).__name__}: {error}")]


def _where(around: dict[str, object]) -> str:
    return "; ".join(f"{name.replace('_', ' ')} {value}" for name, value in around.items())


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./concejo bench", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROWS", help="only these (default: all; see --list)")
    parser.add_argument("--list", action="store_true", help="say which rows there are")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--quick", action="store_true", help="smaller and shorter: to see that it works, not to quote")
    parser.add_argument("--scratch", type=Path, default=default_scratch(), help="where towns are kept (%(default)s)")
    given = parser.parse_args(argv)
    unknown = set(given.rows) - set(ROWS)
    if unknown:
        parser.error(f"there is no row called {', '.join(sorted(unknown))}; there are {', '.join(ROWS)}")
    return given


def _crash(argv: list[str]) -> int:
    if importlib.util.find_spec("bench.crash") is None:
        say("There is no bench/crash.py here.")
        return 69
    return int(import_module("bench.crash").main(argv))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
