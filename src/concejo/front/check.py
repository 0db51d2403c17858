# SPDX-License-Identifier: AGPL-3.0-or-later
"""Is a kept page still what the database says? Asked on every hit, answered in microseconds, and never wrong.

On SQLite the WAL-index tells whether anybody committed anything; only then are the page's own counters read.
"""

import asyncio
import mmap
import os
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

_MOST = 500
_HEADERS = 96
"""Bytes: the two copies of the WAL-index header."""
LOOK_AGAIN = 0.1
"""Seconds between two looks for open streams."""


class Checked(Protocol):
    """What is checked: the counters it was made from, and in which turn they were last found the same."""

    counters: dict[str, int]
    turn: int


class Check(Protocol):
    """How the front asks."""

    def holds_now(self, page: Checked) -> bool | None:
        """Whether it still holds; `None` where that cannot be told without waiting."""

    async def holds(self, page: Checked) -> bool:
        """Whether it still holds, told by a reading of the database that began after the question."""

    async def counters(self, scopes: list[str]) -> Mapping[str, int]:
        """The counters as they are now; one that never changed is 0."""

    async def changed(self) -> None:
        """Returns after somebody committed something, soon."""

    async def close(self) -> None:
        """Let go of the database."""


class SqliteCheck:
    """One connection that only ever reads, used by the event loop's own thread.

    That nothing was committed is seen without asking SQLite: in WAL mode a commit becomes visible by a new header of
    the WAL-index, which lies in the file ``-shm`` (sqlite.org/walformat.html, section 2.2: 48 bytes, written twice).
    While both copies are the same bytes as before, every reader sees the same database as before. The file cannot be
    replaced while our own connection holds it.
    """

    def __init__(self, file: Path | str) -> None:
        self._file = str(file)
        self._open: sqlite3.Connection | None = None
        self._shared: mmap.mmap | None = None
        self._header = b""
        self._version = -1
        self.turn = 0
        """Goes up whenever anybody committed anything."""

    def holds_now(self, page: Checked) -> bool:
        """Well under a microsecond while nothing was committed; one small query for each page after a commit."""
        try:
            turn = self.look()
            if page.turn == turn:
                return True
            same = self.read(page.counters) == page.counters
        except (sqlite3.Error, OSError, ValueError):
            self._forget()
            return False
        if same:
            page.turn = turn
        return same

    async def holds(self, page: Checked) -> bool:
        """As `holds_now`."""
        return self.holds_now(page)

    def look(self) -> int:
        """The turn that runs; another one as soon as a commit of anybody is visible."""
        if self._shared is not None:
            header = self._shared[:_HEADERS]
            if header == self._header:
                return self.turn
            self._header = header  # read before the question below: what comes after it is seen next time
        version = self._connection().execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            self._version = version
            self.turn += 1
        if self._shared is None:
            self._shared = _shared(f"{self._file}-shm")
        return self.turn

    def read(self, scopes: Mapping[str, int]) -> dict[str, int]:
        """The counters as they are now."""
        found = dict.fromkeys(scopes, 0)
        names = list(scopes)
        for start in range(0, len(names), _MOST):
            some = names[start : start + _MOST]
            marks = ",".join("?" * len(some))
            query = f"SELECT scope, version FROM core_changecounter WHERE scope IN ({marks})"  # noqa: S608 -- only marks
            found.update(self._connection().execute(query, some))
        return found

    async def counters(self, scopes: list[str]) -> dict[str, int]:
        """The counters as they are now."""
        return self.read(dict.fromkeys(scopes, 0))

    async def changed(self) -> None:
        """Looks ten times a second, which costs nothing."""
        before = self.turn
        while self.look() == before:  # noqa: ASYNC110 -- other processes commit, and no event of ours tells
            await asyncio.sleep(LOOK_AGAIN)

    async def close(self) -> None:
        """Let go of the file."""
        self._forget()

    def _connection(self) -> sqlite3.Connection:
        if self._open is None:
            address = f"{Path(self._file).absolute().as_uri()}?mode=ro"
            self._open = sqlite3.connect(address, uri=True, isolation_level=None, timeout=0.2, check_same_thread=False)
            self._open.execute("SELECT 1 FROM core_changecounter LIMIT 1").fetchall()  # so that it holds the WAL-index
            self._version = -1
        return self._open

    def _forget(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = self._shared = None
        self._header = b""
        self.turn += 1


_kept: dict[tuple[int, int], mmap.mmap] = {}
"""By device and inode, for the life of the process; see `_shared`."""


def _shared(path: str) -> mmap.mmap | None:
    """The WAL-index, as SQLite itself sees it; `None` where there is none, and SQLite is asked each time.

    It is never closed: when a process closes any handle of a file, it loses all its locks on that file (fcntl(2)),
    those of SQLite among them, and the next process that opens the database cuts the file from under it (SIGBUS).
    """
    try:
        status = os.stat(path)  # noqa: PTH116 -- beside os.open
        place = (status.st_dev, status.st_ino)
        if place not in _kept:
            handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            _kept[place] = mmap.mmap(handle, _HEADERS, access=mmap.ACCESS_READ)
        return _kept[place]
    except (OSError, ValueError):
        return None
