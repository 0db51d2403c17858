# SPDX-License-Identifier: AGPL-3.0-or-later
"""``concejo worker``: letters, promises, deliveries."""

import argparse
import logging
import signal
import threading
import time
from pathlib import Path

from django.conf import settings

from concejo.channels import work
from concejo.config import hands, mailbox, ready, slot
from concejo.config.backup import keeping
from concejo.core import lease
from concejo.fediverse import errands

log = logging.getLogger("concejo.worker")
SWEEP = 600.0
STOCK = 86_400.0
"""Seconds between two looks at how much the tables hold."""
LAST_WORDS = 6.0
"""Seconds for the jobs at hand when the worker is asked to stop; what is cut off is taken up again."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """`--once` is for cron and tests; `--slot` is how the supervisor names its workers."""
    parser.add_argument("--once", action="store_true", help="do what is due, then end")
    parser.add_argument("--slot", default="", help="the worker's place (w0, w1, …); one living worker for each")


def run(given: argparse.Namespace) -> int:
    """Work until SIGTERM."""
    ready.require_town()
    if given.once:
        work.until_quiet()
        errands.run_due()
        return 0
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return work_until(stop, slot_name=given.slot)


def work_until(stop: threading.Event, *, slot_name: str = "") -> int:
    """Work until `stop`. With a place, what a dead predecessor left there is taken up at once."""
    if not slot_name:
        return _work(stop, None)
    folder = Path(settings.DATA)
    try:
        with slot.held(folder, slot_name) as name:
            note = folder / f"worker-{slot_name}.note"
            lease.sign_as(name)
            hands.take_over(note)
            return _work(stop, note)
    except slot.Taken as error:
        log.error("%s", error)  # noqa: TRY400 -- the sentence says it
        return 75


def _work(stop: threading.Event, note: Path | None) -> int:
    work.clock_was_set_back()
    mailbox.watch(stop)
    threading.Thread(target=hands.Watch(stop, note).stand, name="watch", daemon=True).start()
    threading.Thread(target=keeping.nightly, args=(stop,), name="night", daemon=True).start()
    threads = hands.start(stop)
    swept = counted = 0.0
    while not stop.wait(1.0):
        if time.monotonic() - swept > SWEEP:
            swept = time.monotonic()
            try:
                work.sweep()
            except Exception:
                log.exception("what ran out could not be forgotten; it is tried again")
        if not counted or time.monotonic() - counted > STOCK:
            counted = time.monotonic()
            _take_stock()
    deadline = time.monotonic() + LAST_WORDS
    for thread in threads:
        thread.join(max(0.1, deadline - time.monotonic()))
    return 0


def _take_stock() -> None:
    try:
        ready.take_stock()
    except Exception:
        log.exception("how much the tables hold could not be counted; it is tried again tomorrow")
