# SPDX-License-Identifier: AGPL-3.0-or-later
"""``python -m bench.inside``: makes a town, or answers questions about one, a line of JSON each."""

import argparse
import json
import logging
import sys
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from bench.measure import pin, say
from concejo.config import processes, ready
from concejo.core import clock
from concejo.people.models import SignIn

from . import asks, bulk, city, letters, pages, searching, windows

ASKED: dict[str, Callable[..., dict[str, Any]]] = {
    "open": pages.open_page,
    "count": pages.count_queries,
    "bare_home": pages.bare_home,
    "search": searching.look_up,
    "spread": windows.spread,
    "windows": windows.look,
    "hear": letters.hear_many,
    "likely": asks.likely,
    "city windows": asks.windows,
    "city search": asks.searched,
    "lists": asks.pages,
    "list": asks.opened,
}


def _make(posts: int) -> int:
    now = clock.now().replace(microsecond=0)
    count = bulk.make(posts, now=now, say=say)
    made = {"posts": count, "now": now.isoformat()}
    (Path(settings.DATA).parent / "made.json").write_text(json.dumps(made), encoding="utf-8")
    return 0


def _make_city(cases: int) -> int:
    now = clock.now().replace(microsecond=0)
    with clock.at(now):
        made = city.make(cases) | {"now": now.isoformat()}
    (Path(settings.DATA).parent / "made.json").write_text(json.dumps(made), encoding="utf-8")
    return 0


def _upgrade() -> int:
    """Bring a town that was made earlier up to date; it needs no backup, it can be made again."""
    call_command("migrate", verbosity=0, interactive=False)
    ready.take_stock()  # as the worker of a town does once a day
    return 0


def _answer() -> int:
    """Time stands where the town ends, so that a town made last week still has a busy today."""
    processes.settle()
    made = json.loads((Path(settings.DATA).parent / "made.json").read_text(encoding="utf-8"))
    SignIn.objects.all().delete()  # of an earlier run, whose time stood still at the same moment: ids begin anew
    with clock.at(datetime.fromisoformat(made["now"])):
        for line in sys.stdin:
            told = json.loads(line)
            try:
                said = ASKED[told.pop("ask")](**told)
            except Exception as error:  # noqa: BLE001 -- told to whoever asked, who ends the run with it
                traceback.print_exc()
                said = {"error": f"{type(error).__name__}: {error}"}
            sys.stdout.write(json.dumps(said) + "\n")
            sys.stdout.flush()
    return 0


def main() -> int:
    """Make, or answer until the input ends."""
    parser = argparse.ArgumentParser(prog="bench.inside")
    parser.add_argument("--make", type=int)
    parser.add_argument("--make-city", type=int)
    parser.add_argument("--upgrade", action="store_true")
    parser.add_argument("--core", type=int)
    given = parser.parse_args()
    logging.getLogger("concejo").setLevel(logging.WARNING)
    if given.core is not None:
        pin(given.core)
    if given.make or given.make_city:
        return _make(given.make) if given.make else _make_city(given.make_city)
    return _upgrade() if given.upgrade else _answer()


sys.exit(main())
