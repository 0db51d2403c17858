# SPDX-License-Identifier: AGPL-3.0-or-later
"""Activities of the fediverse: verified on the loop if the key is at hand, stored by the group, 202 after the commit.

What needs the database or another server has a few threads of its own, so that whoever names keys on a server that
never answers keeps no page waiting.
"""

import asyncio
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

from concejo.channels.contract import Unreadable
from concejo.channels.intake import MOST_TOGETHER, Waiting, commit
from concejo.fediverse.hot import Door, Taken
from concejo.fediverse.inbox import LARGEST, Unwelcome
from concejo.fediverse.remote import NotFetched
from concejo.fediverse.signatures import Forged, Request
from concejo.front import limits
from concejo.front.answer import Answer
from concejo.front.asked import Asked, Refused
from concejo.front.body import Gone, Receive
from concejo.front.group import Pen

T = TypeVar("T")
PATH = re.compile(r"/inbox|/actors/(\d{1,19})/inbox")
ACTOR = limits.Door("activities of an account", at_once=600, a_second=5)
SERVER = limits.Door("activities of a server", at_once=60_000, a_second=1000)
THREADS = 6
MOST_WAITING = 200
SECONDS = 30.0
"""For the whole body: activities are small."""


class Inbox:
    """One for each web process."""

    def __init__(self, limits: limits.Limits) -> None:
        self._limits = limits
        self._door = Door()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="inbox")
        self._pen: Pen[Waiting, None] = Pen(commit, most=MOST_TOGETHER)
        self._waiting = 0

    async def take(self, asked: Asked, receive: Receive) -> Answer:
        """202 when it is on the disk; else a status and one sentence for the other server."""
        number = PATH.fullmatch(asked.path)
        pk = int(number[1]) if number and number[1] else 0
        if pk and not self._door.knows_actor(pk) and not await self._slowly(self._door.has_actor, pk):
            raise Refused(404)
        body = await _read(asked, receive)
        target = asked.raw_path.decode("latin-1") + (f"?{asked.query.decode('latin-1')}" if asked.query else "")
        try:
            request = Request(method="POST", target=target, headers=asked.headers, body=body)
            taken = self._door.quick(request) or await self._slowly(self._door.slow, request)
        except Unreadable as error:
            return _sentence(400, str(error))
        except Unwelcome as error:
            return _sentence(403, str(error))
        except (Forged, NotFetched) as error:
            return _sentence(401, str(error))
        if taken is not None:
            await self._store(taken)
        return Answer(202, [("content-length", "0")], route="inbox")

    async def _store(self, taken: Taken) -> None:
        for door, whose in ((ACTOR, taken.actor), (SERVER, taken.host)):
            delay = self._limits.wait(door, whose)
            if delay:
                await asyncio.sleep(delay)
        await self._pen.write(Waiting(taken.raw, taken.mark))

    async def _slowly(self, do: Callable[..., T], *what: object) -> T:
        if self._waiting >= MOST_WAITING:
            raise Refused(503, after=30)
        self._waiting += 1
        try:
            return await asyncio.wrap_future(self._pool.submit(_with_database, do, *what))
        finally:
            self._waiting -= 1

    def stop(self) -> None:
        """What was taken is written."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pen.stop()


def _with_database(do: Callable[..., T], *what: object) -> T:
    try:
        return do(*what)
    finally:
        connection.close()  # it comes here seldom, so the thread keeps none open


async def _read(asked: Asked, receive: Receive) -> bytes:
    told = asked.headers.get("content-length", "0")
    if not (told.isascii() and told.isdigit()):
        raise Refused(400)
    if int(told) > LARGEST:
        raise Refused(413)
    event = await receive()
    if event["type"] == "http.request" and not event.get("more_body"):
        return bytes(event["body"])
    pieces, size = [], 0
    try:
        async with asyncio.timeout(SECONDS):
            while True:
                if event["type"] != "http.request":
                    raise Gone
                size += len(event.get("body", b""))
                if size > LARGEST:
                    raise Refused(413)
                pieces.append(event.get("body", b""))
                if not event.get("more_body"):
                    return b"".join(pieces)
                event = await receive()
    except TimeoutError as error:
        raise Refused(408) from error


def _sentence(status: int, words: str) -> Answer:
    body = json.dumps({"error": words}).encode()
    headers = [("content-type", "application/json"), ("content-length", f"{len(body)}")]
    return Answer(status, headers, body=body, route="inbox")
