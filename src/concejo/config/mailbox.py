# SPDX-License-Identifier: AGPL-3.0-or-later
"""The worker's second hand: a mailbox anywhere, emptied into the town by IMAP when the channel's settings name one."""

import logging
import threading
import time
from collections.abc import Mapping

from django.db import connection

from concejo.channels import intake, registry
from concejo.channels.contract import Raw
from concejo.channels.kinds.email import fetch
from concejo.channels.models import Channel

log = logging.getLogger("concejo.worker")
LOOK_AGAIN = 30.0
"""Seconds until a mailbox that was set up on the page is opened."""


def watch(stop: threading.Event) -> threading.Thread:
    """Empty the mailbox in a thread of its own until `stop`."""
    thread = threading.Thread(target=_watch, args=(stop,), name="mailbox", daemon=True)
    thread.start()
    return thread


def _watch(stop: threading.Event) -> None:
    writer = intake.Writer()
    try:
        while not stop.is_set():
            try:
                _look(stop, writer)
            except Exception:
                log.exception("the mailbox could not be looked at; it is tried again")
                connection.close()
                stop.wait(LOOK_AGAIN)
    finally:
        writer.stop()
        connection.close()


def _look(stop: threading.Event, writer: intake.Writer) -> None:
    settings = registry.surroundings("email").settings
    if settings.get("imap_host"):
        until = _Until(stop, settings)
        fetch.fetch(settings, store=lambda raw: _store(writer, raw), stop=until, report=_report)
    else:
        stop.wait(LOOK_AGAIN)


class _Until(threading.Event):
    """Set when the worker stops, and when the mailbox's settings on the page are others: then it is opened anew."""

    def __init__(self, stop: threading.Event, settings: Mapping[str, object]) -> None:
        super().__init__()
        self._worker, self._settings, self._looked = stop, dict(settings), time.monotonic()

    def is_set(self) -> bool:
        """Asked between two letters."""
        return self._worker.is_set() or self._others()

    def wait(self, timeout: float | None = None) -> bool:
        """Asked while nothing comes."""
        return self._worker.wait(timeout) or self._others()

    def _others(self) -> bool:
        if time.monotonic() - self._looked < LOOK_AGAIN:
            return False
        self._looked = time.monotonic()
        return dict(registry.surroundings("email").settings) != self._settings


def _store(writer: intake.Writer, raw: Raw) -> None:
    writer.put(raw).result(timeout=60)


def _report(sentence: str) -> None:
    Channel.objects.filter(kind="email").update(problem=sentence[:200])
