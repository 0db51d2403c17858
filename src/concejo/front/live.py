# SPDX-License-Identifier: AGPL-3.0-or-later
"""Live streams (server-sent events): an open page hears that there is news, and asks for it itself.

An event's id is the counter of what is followed, so nothing needs to be stored: whoever comes back with an older
`Last-Event-ID` hears at once that there is news, and a hundred changes that a slow reader missed are one event.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from concejo.front.answer import Send
from concejo.front.asked import Asked
from concejo.front.headers import dressed

HEARTBEAT = 25.0
"""Seconds between two signs of life; proxies cut a silent line after a minute."""
RETRY = (2000, 8000)
"""Milliseconds after which a browser comes back: each at another moment."""
MOST_STREAMS = 20_000
LONGEST = 3600.0
"""Seconds; then the reader comes back by itself, and what it may hear is asked anew."""


class Stream:
    """One open page: the last counter it should know, and a bell."""

    __slots__ = ("bell", "version")

    def __init__(self, version: int) -> None:
        self.version = version
        self.bell = asyncio.Event()


class Live:
    """Who listens to what; one look at the counters serves them all."""

    def __init__(self, read: Callable[[list[str]], Awaitable[Mapping[str, int]]]) -> None:
        self._read = read
        self._streams: dict[str, set[Stream]] = {}
        self._known: dict[str, int] = {}
        self.closing = False

    def __len__(self) -> int:
        return sum(map(len, self._streams.values()))

    @property
    def scopes(self) -> list[str]:
        """What anybody listens to."""
        return list(self._streams)

    async def look(self) -> None:
        """Something was committed: whoever listens to what changed hears it."""
        if not self._streams:
            return
        now = await self._read(list(self._streams))
        for scope, version in now.items():
            if self._known.get(scope) == version:
                continue
            self._known[scope] = version
            for stream in self._streams.get(scope, ()):
                stream.version = version
                stream.bell.set()

    def close(self) -> None:
        """The town goes home: every stream ends, and its reader comes back a little later."""
        self.closing = True
        for streams in self._streams.values():
            for stream in streams:
                stream.bell.set()

    async def serve(self, asked: Asked, scope: str, send: Send, gone: Callable[[], Awaitable[None]]) -> None:
        """One stream until its reader leaves, an hour has passed, or the town goes home."""
        stream = Stream(0)
        self._streams.setdefault(scope, set()).add(stream)  # before the reading, so that no change falls in between
        version = (await self._read([scope]))[scope]
        stream.version = max(stream.version, version)
        self._known.setdefault(scope, version)
        leaving = asyncio.ensure_future(gone())
        leaving.add_done_callback(lambda _: stream.bell.set())
        try:
            await _open(asked, send)
            last = asked.headers.get("last-event-id", "")
            said = int(last) if last.isascii() and last.isdigit() else version
            await self._speak(stream, said, send, leaving)
        finally:
            leaving.cancel()
            self._leave(scope, stream)
            with suppress(Exception):
                await send({"type": "http.response.body", "body": b""})

    async def _speak(self, stream: Stream, said: int, send: Send, leaving: "asyncio.Future[None]") -> None:
        until = asyncio.get_running_loop().time() + LONGEST
        while not leaving.done() and not self.closing and asyncio.get_running_loop().time() < until:
            if stream.version != said:
                said = stream.version
                await _say(send, f"id: {said}\nevent: news\ndata: {said}\n\n")
            stream.bell.clear()
            if stream.version != said:
                continue
            try:
                await asyncio.wait_for(stream.bell.wait(), HEARTBEAT)
            except TimeoutError:
                await _say(send, ":\n\n")

    def _leave(self, scope: str, stream: Stream) -> None:
        streams = self._streams.get(scope, set())
        streams.discard(stream)
        if not streams:
            self._streams.pop(scope, None)
            self._known.pop(scope, None)


async def _open(asked: Asked, send: Send) -> None:
    headers = [
        ("content-type", "text/event-stream; charset=utf-8"), ("cache-control", "no-store"),
        ("x-accel-buffering", "no"),
    ]  # fmt: skip
    pairs = [(name.encode(), value.encode()) for name, value in dressed(headers, secure=asked.secure)]
    await send({"type": "http.response.start", "status": 200, "headers": pairs})
    await _say(send, f"retry: {random.randint(*RETRY)}\n\n")  # noqa: S311 -- so that not all come back at once


async def _say(send: Send, words: str) -> None:
    await asyncio.wait_for(send({"type": "http.response.body", "body": words.encode(), "more_body": True}), 30)
