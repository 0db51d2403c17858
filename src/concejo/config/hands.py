# SPDX-License-Identifier: AGPL-3.0-or-later
"""The worker's hands: letters, promises, deliveries by one server and by many, errands; none delays another.

A watch stands behind them. When one job takes too long it leaves a note and ends the process: the job itself may hold
the database, so that nothing can be written there. The supervisor starts the worker anew; it reads the note, and the
job is tried again alone, or given up where staff see it.
"""

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, Protocol

from django.db import connection
from django.db.models import QuerySet

from concejo.channels import fan, hear, send, work
from concejo.channels.models import Delivery, Letter
from concejo.core import lease, outbox
from concejo.core.durable import away
from concejo.core.models import Leased, Promise
from concejo.fediverse import errands
from concejo.fediverse.models import Errand

log = logging.getLogger("concejo.worker")
PAUSE = 0.3
"""Seconds between two looks at an empty table."""
AFTER_TROUBLE = 2.0
TOO_LONG: dict[type[Leased], float] = {Letter: 60.0, Promise: 15.0, Delivery: 300.0, Errand: 120.0}
"""Seconds for one job. A promise holds the database meanwhile, and others wait at most twenty for it; a mail server may
take twenty for each of its answers."""
STUCK_EXIT = 75
LEAP = 30.0
"""Seconds by which the clock was set back that are worth a line."""


class Due(Protocol):
    """What a hand does: `hear.hear_due` and its like."""

    def __call__(self, *, stopping: Callable[[], bool]) -> int:
        """Do what is due; returns how much was taken up."""


@dataclass(frozen=True, slots=True)
class Hand:
    """One thread of the worker."""

    name: str
    rows: "Callable[[], QuerySet[Any]]"
    """What it works on."""
    due: Due
    leave: Callable[[], None] = lambda: None
    """What it does at the end."""


def hands() -> list[Hand]:
    """All five."""
    rest, abroad = send.Rest(), fan.Fan()
    apart = fan.kinds()
    return [
        Hand("letters", Letter.objects.all, hear.hear_due),
        Hand("promises", Promise.objects.all, outbox.keep_due),
        Hand(
            "deliveries", Delivery.objects.exclude(kind__in=apart).all,
            lambda *, stopping: send.send_due(stopping=stopping, rest=rest, apart=apart),
        ),
        Hand("many servers", abroad.rows, abroad.send_due, abroad.leave),
        Hand("errands", Errand.objects.all, errands.run_due),
    ]  # fmt: skip


class Bell:
    """Whoever did something wakes the others: a letter makes promises, a promise makes deliveries."""

    def __init__(self) -> None:
        self._rung = threading.Condition()
        self._times = 0

    def ring(self) -> None:
        """There may be something to do."""
        with self._rung:
            self._times += 1
            self._rung.notify_all()

    def wait(self, heard: int, seconds: float) -> int:
        """Until it rings again after the `heard`-th time, or the time is over; returns how often it rang."""
        with self._rung:
            self._rung.wait_for(lambda: self._times != heard, seconds)
            return self._times


def start(stop: threading.Event) -> list[threading.Thread]:
    """Set all hands to work until `stop`."""
    bell = Bell()
    threads = [threading.Thread(target=_work, args=(one, bell, stop), name=one.name, daemon=True) for one in hands()]
    for thread in threads:
        thread.start()
    return threads


def _work(hand: Hand, bell: Bell, stop: threading.Event) -> None:
    heard, trouble = 0, ""
    while not stop.is_set():
        try:
            if trouble:
                lease.give_back(hand.rows())
            busy = hand.due(stopping=stop.is_set)
            if trouble:
                log.warning("%s: it goes on", hand.name)
            trouble = ""
        except Exception as error:  # noqa: BLE001 -- a hand never dies; what went wrong is said
            trouble = _say(hand, error, before=trouble)
            connection.close()
            stop.wait(AFTER_TROUBLE)
            continue
        if busy:
            bell.ring()
        else:
            heard = bell.wait(heard, PAUSE)
    _quietly(hand.leave)
    connection.close()


def _say(hand: Hand, error: Exception, *, before: str) -> str:
    """One clear line when trouble begins, not one a second."""
    words = f"{type(error).__name__}: {error}"
    if words != before:
        if away(error):
            log.error("%s: nothing can be written (%s); they wait, and are done when it can", hand.name, error)
        else:
            log.error("%s: the round failed; it goes on", hand.name, exc_info=error)
    return words


class Watch:
    """Sees that a job takes too long, that the clock was set, that the supervisor is gone."""

    def __init__(self, stop: threading.Event, note: Path | None) -> None:
        self._stop, self._note = stop, note
        self._parent = os.getppid()
        self._offset = time.time() - time.monotonic()

    def stand(self) -> None:
        """Look around once a second until `stop`."""
        while not self._stop.wait(1.0):
            _quietly(self._look)
        connection.close()

    def _look(self) -> None:
        for row, seconds in lease.at_work():
            if seconds > TOO_LONG[type(row)]:
                self._end(row, seconds)
        if os.getppid() != self._parent:
            log.error("the supervisor is gone; this worker ends")
            self._stop.set()
        leap = time.time() - time.monotonic() - self._offset
        if abs(leap) > LEAP:
            self._offset += leap
            log.warning("the clock was set %s by %.0f s", "back" if leap < 0 else "forward", abs(leap))
            work.clock_was_set_back()

    def _end(self, row: Leased, seconds: float) -> NoReturn:
        kind = type(row).__name__.lower()
        log.error("%s %s takes %.0f s; this worker ends, and the supervisor starts it anew", kind, row.pk, seconds)
        if self._note is not None:
            _quietly(partial(self._note.write_text, f"{kind} {row.pk}", encoding="ascii"))
        logging.shutdown()
        os._exit(STUCK_EXIT)


def take_over(note: Path) -> None:
    """Whoever had this place before is dead: what it had claimed is taken up again at once."""
    kind, _, key = note.read_text(encoding="ascii").partition(" ") if note.exists() else ("", "", "")
    left = 0
    for model in TOO_LONG:
        rows = model._default_manager.all()  # noqa: SLF001 -- Django's public name for it
        if kind == model.__name__.lower():
            lease.was_stuck(rows.filter(pk=int(key)))
        left += lease.give_back(rows) if kind else lease.predecessor_died(rows)
    note.unlink(missing_ok=True)
    if left:
        log.warning("the worker before this one ended in the middle of its work; %s rows are taken up again", left)


def _quietly(do: Callable[[], object]) -> None:
    """The watch goes on, whatever the database says."""
    try:
        do()
    except Exception:
        log.exception("the watch could not write it down")
