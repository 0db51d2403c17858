# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reports and updates by Open311: looked through in a thread, stored by the group, answered after the commit.

Whatever goes wrong on the way, also what the front refuses (too large, too slow, too many), is said in the format that
was asked for.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import IO, TypeVar

from django.db import close_old_connections, connection

from concejo.api import door, wire
from concejo.api.accept import Given
from concejo.api.wrong import Error, Wrong
from concejo.channels.intake import MOST_TOGETHER
from concejo.front.answer import Answer
from concejo.front.asked import Asked, Refused
from concejo.front.body import Receive, read_body
from concejo.front.group import Pen
from concejo.front.limits import Door, Limits

log = logging.getLogger("concejo.front")
T = TypeVar("T")
PATH = re.compile(r"/open311/v2/(requests|servicerequestupdates)\.(json|xml)")
THREADS = 2
MOST_WAITING = 200
_SAYS = {
    400: "the request makes no sense",
    408: "the request did not come to its end in time",
    413: "the request is too large",
    429: "too many at once; please wait a little",
    503: "there is too much to do at the moment, or the disk does not answer; nothing was kept, please try again",
}


class Reports:
    """One for each web process."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._door = door.Door()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="reports")
        self._pen: Pen[door.Taken, Given] = Pen(_commit, most=MOST_TOGETHER)
        self._waiting = 0

    async def take(self, asked: Asked, receive: Receive) -> Answer:
        """201 with its number when it is on the disk; else the errors."""
        found = PATH.fullmatch(asked.path)
        what, how = (found[1], found[2]) if found else ("requests", "xml")
        try:
            return await self._take(asked, receive, what, how)
        except Wrong as wrong:
            return self._wrong(wrong, how)
        except Refused as refused:
            said = _SAYS.get(refused.status, _SAYS[400])
            return self._wrong(Wrong(Error(str(refused.status), said), after=refused.after), how)
        except Exception:
            log.exception("a report could not be kept; its client was told so")
            return self._wrong(Wrong(Error("503", _SAYS[503]), after=30), how)

    async def _take(self, asked: Asked, receive: Receive, what: str, how: str) -> Answer:
        body, size = await read_body(asked, receive)
        try:
            taken = await self._in_thread(self._door.read, what, asked.headers.get("content-type", ""), body, size)
        finally:
            body.close()
        client = taken.client
        limit = Door("open311", at_once=client.an_hour, a_second=client.an_hour / 3600)
        delay = self._limits.wait(limit, str(client.pk))
        if delay:
            await asyncio.sleep(delay)
        given = await self._pen.write(taken)
        return _answer(200, door.answer(taken, given, how), how)

    async def _in_thread(self, do: "Callable[[str, str, IO[bytes], int], T]", *what: str | IO[bytes] | int) -> T:
        if self._waiting >= MOST_WAITING:
            raise Refused(503, after=30)
        self._waiting += 1
        try:
            return await asyncio.wrap_future(self._pool.submit(_with_database, do, *what))
        finally:
            self._waiting -= 1

    def stop(self) -> None:
        """What was taken is written."""
        self._pool.submit(connection.close)
        self._pool.shutdown(wait=False)
        self._pen.stop()

    def _wrong(self, wrong: Wrong, how: str) -> Answer:
        answer = _answer(wrong.status, wire.errors(wrong, how), how)
        if wrong.after:
            answer.headers.append(("retry-after", str(wrong.after)))
        return answer


def _commit(batch: Sequence[door.Taken]) -> Sequence[Given | Exception]:
    close_old_connections()
    return door.commit(batch)


def _with_database(do: "Callable[..., T]", *what: object) -> T:
    close_old_connections()
    return do(*what)


def _answer(status: int, body: bytes, how: str) -> Answer:
    headers = [
        ("content-type", wire.TYPES[how]), ("content-length", str(len(body))), ("cache-control", "no-store"),
        ("access-control-allow-origin", "*"),
    ]  # fmt: skip
    return Answer(status, headers, body=body, route="open311")
