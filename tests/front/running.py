# SPDX-License-Identifier: AGPL-3.0-or-later
"""A front that runs: on a loop in a thread, on a free port of loopback, with any WSGI application behind it."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Self

import uvicorn
import uvloop

from concejo.config.web import Server
from concejo.front.app import Front, Parts
from concejo.front.bridge import Bridge
from concejo.front.files import Files
from concejo.front.inbox import Inbox
from concejo.front.limits import Limits
from concejo.front.live import Live
from concejo.front.protocol import ShortCut
from concejo.front.record import Record
from concejo.front.reports import Reports


class Counters:
    """A check whose counters the test sets."""

    def __init__(self) -> None:
        self.now: dict[str, int] = {}
        self.asked = 0
        self._bell = threading.Event()

    def holds_now(self, page) -> bool:
        self.asked += 1
        return all(self.now.get(scope, 0) == version for scope, version in page.counters.items())

    async def holds(self, page) -> bool:
        return self.holds_now(page)

    async def counters(self, scopes):
        return {scope: self.now.get(scope, 0) for scope in scopes}

    async def changed(self) -> None:
        while not self._bell.is_set():  # noqa: ASYNC110 -- another thread rings it
            await asyncio.sleep(0.01)
        self._bell.clear()

    def touch(self, scope: str) -> None:
        self.now[scope] = self.now.get(scope, 0) + 1
        self._bell.set()

    async def close(self) -> None:
        pass


class Running:
    """The front in a thread; `short_cut=False` is plain uvicorn."""

    def __init__(self, application: Callable, *, short_cut: bool = True, tmp=None, static=None, **parts) -> None:
        self.check = Counters()
        self.lines: list[str] = []
        self.front = Front(Parts(**{
            "bridge": Bridge(application, threads=2), "check": self.check,
            "files": Files(static or {}, media=tmp), "live": Live(self.check.counters),
            "limits": Limits(time.monotonic), "inbox": Inbox(Limits(time.monotonic)),
            "reports": Reports(Limits(time.monotonic)),
            "record": Record(self.lines.append),
            "host_allowed": lambda _host: True, "trusted": frozenset(),
        } | parts))  # fmt: skip
        self._short_cut = short_cut
        self._line = socket.create_server(("127.0.0.1", 0))
        self.port = self._line.getsockname()[1]

    def __enter__(self) -> Self:
        self._loop = uvloop.new_event_loop()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        until = time.monotonic() + 10
        while not getattr(self, "server", None) or not self.server.started:
            assert time.monotonic() < until
            time.sleep(0.005)
        return self

    def __exit__(self, *_error) -> None:
        self.server.should_exit = True
        self._thread.join(20)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self.server = Server(uvicorn.Config(
            self.front, http=ShortCut if self._short_cut else "httptools", loop="none", lifespan="off",
            log_level="critical", server_header=False, proxy_headers=False, timeout_keep_alive=2,
            timeout_graceful_shutdown=3,
        ))  # fmt: skip
        self.server.front = self.front
        ear = asyncio.ensure_future(self._listen())
        await self.server.serve(sockets=[self._line])
        ear.cancel()
        await asyncio.to_thread(self.front.parts.bridge.stop)
        await asyncio.to_thread(self.front.parts.reports.stop)

    async def _listen(self) -> None:
        while True:
            await self.check.changed()
            await self.front.parts.live.look()

    def open(self) -> socket.socket:
        line = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return line

    def ask(self, *lines: str, method: str = "GET", path: str = "/", body: bytes = b"") -> "Reply":
        """One request on a connection of its own."""
        with self.open() as line:
            line.sendall(head(*lines, "connection: close", method=method, path=path) + body)
            return read(line, body=method != "HEAD")


class Reply:
    """Status, headers, body."""

    def __init__(self, raw: bytes) -> None:
        top, _, self.body = raw.partition(b"\r\n\r\n")
        lines = top.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split(" ")[1])
        self.headers = dict(line.split(": ", 1) for line in lines[1:])
        if self.headers.get("transfer-encoding") == "chunked":
            self.body = b"".join(_chunks(self.body))


def _chunks(body: bytes):
    while body:
        size, _, body = body.partition(b"\r\n")
        count = int(size, 16)
        yield body[:count]
        body = body[count + 2 :]


def head(*lines: str, method: str = "GET", path: str = "/") -> bytes:
    """The head of a request."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", "host: town.example", *lines, "", ""]).encode("latin-1")


def read(line: socket.socket, *, body: bool = True) -> Reply:
    """Read to the end of the connection."""
    raw = b""
    with suppress(ConnectionResetError):
        while piece := line.recv(65536):
            raw += piece
    assert raw, "the connection was closed without a word"
    return Reply(raw)


def read_one(line: socket.socket) -> Reply:
    """Read one answer with a length, and leave the connection open."""
    raw = b""
    while b"\r\n\r\n" not in raw:
        piece = line.recv(65536)
        assert piece, raw
        raw += piece
    top, _, body = raw.partition(b"\r\n\r\n")
    reply = Reply(top + b"\r\n\r\n")
    while len(body) < int(reply.headers.get("content-length", "0")):
        body += line.recv(65536)
    reply.body = body
    return reply
