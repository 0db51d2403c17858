# SPDX-License-Identifier: AGPL-3.0-or-later
"""What waits is written together: one pen, one commit for all that came meanwhile, and then everybody hears."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Generic, TypeVar

from django.db import connection

What = TypeVar("What")
Kept = TypeVar("Kept")


class Pen(Generic[What, Kept]):
    """`commit` writes a batch that is on the disk when it returns: for each what was kept, or what kept it off."""

    def __init__(self, commit: Callable[[Sequence[What]], Sequence[Kept | Exception]], *, most: int) -> None:
        self._commit = commit
        self._most = most
        self._lines: list[tuple[What, asyncio.Future[Kept]]] = []
        self._writing: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="intake")

    async def write(self, what: What) -> Kept:
        """Returns when it is on the disk; raises what kept it off."""
        done: asyncio.Future[Kept] = asyncio.get_running_loop().create_future()
        self._lines.append((what, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        return await done

    def stop(self) -> None:
        """What was taken is written."""
        self._thread.submit(connection.close)
        self._thread.shutdown(wait=True)

    async def _write(self) -> None:
        """What comes while a group is written is the next group."""
        while self._lines:
            group, self._lines = self._lines[: self._most], self._lines[self._most :]
            batch = [what for what, _done in group]
            kept = await asyncio.get_running_loop().run_in_executor(self._thread, self._commit, batch)
            for (_what, done), result in zip(group, kept, strict=True):
                if done.done():
                    continue  # whoever sent it has hung up
                if isinstance(result, Exception):
                    done.set_exception(result)
                else:
                    done.set_result(result)
