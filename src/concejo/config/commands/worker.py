# SPDX-License-Identifier: AGPL-3.0-or-later
"""``concejo worker``: letters, promises, deliveries."""

import argparse
import logging
import signal
import threading
import time

from concejo.channels import work
from concejo.config import mailbox, ready

log = logging.getLogger("concejo.worker")
PAUSE = 0.3
"""Seconds between two looks at an empty table."""
SWEEP = 600.0
STOCK = 86_400.0
"""Seconds between two looks at how much the tables hold."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """`--once` is for cron and tests."""
    parser.add_argument("--once", action="store_true", help="do what is due, then end")


def run(given: argparse.Namespace) -> int:
    """Work until SIGTERM."""
    ready.require_town()
    if given.once:
        work.until_quiet()
        return 0
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    mailbox.watch(stop)
    swept = counted = 0.0
    while not stop.is_set():
        try:
            busy = work.round_trip()
            if time.monotonic() - swept > SWEEP:
                work.sweep()
                swept = time.monotonic()
            if not busy and (not counted or time.monotonic() - counted > STOCK):
                ready.take_stock()
                counted = time.monotonic()
        except Exception:
            log.exception("the worker's round failed; it goes on")
            busy = 0
            stop.wait(2)
        if not busy:
            stop.wait(PAUSE)
    return 0
