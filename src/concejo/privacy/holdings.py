# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the town holds about somebody: each room tells its part, and erases it (GDPR articles 15, 17 and 20).

A room registers in its `personal.py`; upper rooms come first, because what they hold hangs on what lower ones do.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from concejo.core import changes, ledger
from concejo.core.ids import new_token

Row = dict[str, Any]
"""One thing that is held: plain values by name, as they go into the export."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom it is about: their addresses, and the person behind them if the town knows one (ids)."""

    addresses: frozenset[int]
    person: int | None = None

    @property
    def ref(self) -> str:
        """How the ledger names them."""
        return f"person:{self.person}" if self.person else f"address:{min(self.addresses)}"


@dataclass(frozen=True, slots=True)
class Holding:
    """What one room holds about somebody."""

    room: str
    tell: Callable[[Subject], dict[str, list[Row]]]
    """Rows by what they are: ``{"posts": [...]}``."""
    erase: Callable[[Subject], dict[str, int]]
    """Take it away, inside the caller's transaction; how much of what."""
    files: Callable[[Subject], Iterator[tuple[str, bytes]]]
    """Pictures and files with their names in the export."""


_rooms: dict[str, Holding] = {}
ORDER = ("fediverse", "channels", "cases", "square", "people")


def holds(holding: Holding) -> Holding:
    """Register what a room holds."""
    if holding.room not in ORDER:
        raise ValueError(f"{holding.room} has no place in the order of rooms")
    _rooms[holding.room] = holding
    return holding


def rooms() -> list[Holding]:
    """All, upper ones first."""
    return [_rooms[name] for name in ORDER if name in _rooms]


def no_files(_subject: Subject) -> Iterator[tuple[str, bytes]]:
    """For a room that holds none."""
    return iter(())


def tell(subject: Subject) -> dict[str, list[Row]]:
    """Everything, by what it is."""
    return {what: rows for room in reversed(rooms()) for what, rows in room.tell(subject).items()}


def files(subject: Subject) -> Iterator[tuple[str, bytes]]:
    """Everything that is no row."""
    for room in rooms():
        yield from room.files(subject)


def erase(subject: Subject, *, by: str, mark: str = "") -> dict[str, int]:
    """All of it goes, in every room at once; how much of what. What was sent by mail cannot be called back.

    Copies that were kept for speed go with the change counters; backups lose it as they are thinned out, and one that
    is brought back has it erased again (`mark` names the first time; privacy/erased.py).
    """
    gone: dict[str, int] = {}
    with transaction.atomic():
        for room in rooms():
            gone |= room.erase(subject)
        changes.touch("erased")
        told: dict[str, int | str] = {"mark": mark or new_token(), "person": subject.person or 0, **gone}
        whose = ",".join(map(str, sorted(subject.addresses)))
        ledger.write("privacy.erased", by=by, about=subject.ref, whose=whose, **told)
    no_remains()
    return gone


def no_remains() -> None:
    """SQLite's log still holds the pages as they were: written back and cut off, unless somebody reads just now."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
