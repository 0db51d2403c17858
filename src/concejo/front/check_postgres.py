# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same question on PostgreSQL: hits that wait share one query, which begins after they arrived."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress

import psycopg

from concejo.core.changes import CHANNEL
from concejo.front.check import Checked

_READ = "SELECT scope, version FROM core_changecounter WHERE scope = ANY(%s)"
TRY_AGAIN = 1.0
"""Seconds until a database that went away is asked again; meanwhile no kept page is given out."""


class PostgresCheck:
    """One connection of the event loop's own."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._open: psycopg.AsyncConnection[tuple[str, int]] | None = None
        self._ear: psycopg.AsyncConnection[tuple[str, int]] | None = None
        self._waiting: list[tuple[Checked, asyncio.Future[bool]]] = []
        self._work: asyncio.Task[None] | None = None
        self._not_before = 0.0

    def holds_now(self, page: Checked) -> None:
        """It cannot be told without waiting."""

    async def holds(self, page: Checked) -> bool:
        """Waits for the next shared reading."""
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((page, future))
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(self._run())
        return await future

    async def counters(self, scopes: list[str]) -> Mapping[str, int]:
        """The counters as they are now; none while the server is away."""
        return await self._counters(set(scopes)) or {}

    async def changed(self) -> None:
        """Waits for the word that `core.changes.touch` sends with its commit."""
        try:
            if self._ear is None or self._ear.closed:
                self._ear = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True, connect_timeout=5)
                await self._ear.execute(f"LISTEN {CHANNEL}")
                return
            async for _word in self._ear.notifies(stop_after=1):
                return
        except (psycopg.Error, OSError):
            self._ear = None
            await asyncio.sleep(TRY_AGAIN)

    async def read(self, scopes: Iterable[str]) -> dict[str, int]:
        """The counters as they are now; raises `psycopg.Error`."""
        names = list(scopes)
        connection = await self._connection()
        rows = await (await connection.execute(_READ, [names])).fetchall()
        return dict.fromkeys(names, 0) | {scope: int(version) for scope, version in rows}

    async def close(self) -> None:
        """Let go of the server."""
        if self._work is not None:
            self._work.cancel()
        for one in (self._open, self._ear):
            if one is not None:
                with suppress(psycopg.Error):
                    await one.close()
        self._open = self._ear = None

    async def _run(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            found = await self._counters({scope for page, _future in batch for scope in page.counters})
            for page, future in batch:
                if not future.done():
                    future.set_result(found is not None and all(found[s] == v for s, v in page.counters.items()))

    async def _counters(self, scopes: set[str]) -> Mapping[str, int] | None:
        if asyncio.get_running_loop().time() < self._not_before:
            return None
        try:
            return await self.read(scopes)
        except (psycopg.Error, OSError):
            self._not_before = asyncio.get_running_loop().time() + TRY_AGAIN
            if self._open is not None:
                with suppress(psycopg.Error):
                    await self._open.close()
            self._open = None
            return None

    async def _connection(self) -> "psycopg.AsyncConnection[tuple[str, int]]":
        if self._open is None or self._open.closed:
            self._open = await psycopg.AsyncConnection.connect(
                self._conninfo, autocommit=True, connect_timeout=5, prepare_threshold=1
            )
        return self._open
