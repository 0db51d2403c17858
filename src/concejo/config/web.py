# SPDX-License-Identifier: AGPL-3.0-or-later
"""The web process: the front by uvicorn, and the mail listener on the same loop."""

import asyncio
import logging
import resource
import socket
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import uvicorn
import uvloop
from django.conf import settings

from concejo.channels.contract import Raw
from concejo.channels.intake import Writer
from concejo.channels.kinds.email import listen
from concejo.channels.recipients import Recipients
from concejo.config import figures, fronting, monitor
from concejo.config.options import WrongSetting
from concejo.config.sink import open_sink
from concejo.front.app import Front
from concejo.front.protocol import fitting

log = logging.getLogger("concejo.web")
RENEW = 5.0
"""Seconds until a new department's mail address is open."""
BACKLOG = 2048
"""Connections that wait to be taken up."""
KEEP_ALIVE = 20
"""Seconds that a silent connection stays open."""
STOP = 8
"""Seconds for what is being answered when the process is asked to stop."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one web process works: its sockets, and which of how many it is."""

    web: socket.socket
    mail: socket.socket | None = None
    number: int = 0
    of: int = 1
    ready: Callable[[], None] = field(default=lambda: None)


class Server(uvicorn.Server):
    """uvicorn's server, whose open streams end when it is asked to stop."""

    front: Front

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """The front first."""
        await self.front.stop()
        await super().shutdown(sockets)


def open_socket(host: str, port: int, setting: str) -> socket.socket:
    """A listening socket, opened before the processes are forked; says which setting is wrong if it cannot be."""
    try:
        family, kind, number, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        line = socket.socket(family, kind, number)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        line.bind(address)
        line.listen(BACKLOG)
    except OSError as error:
        raise WrongSetting(
            f"Nothing can listen on {host}, port {port}: {error.strerror} (setting {setting})."
        ) from error
    line.setblocking(False)
    return line


def run(place: Place) -> int:
    """Serve on a fast loop until SIGTERM."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(serve(place))


async def serve(place: Place) -> int:
    """Serve pages, and mail if a socket is given, until SIGTERM."""
    options = settings.OPTIONS
    with _log(options["access_log"]) as write:
        front = fronting.build(share=place.of, write=write)
        server = Server(uvicorn.Config(
            front, http=fitting(), loop="none", lifespan="off", log_level="warning", access_log=False,
            server_header=False, proxy_headers=False, backlog=BACKLOG, timeout_keep_alive=KEEP_ALIVE,
            timeout_graceful_shutdown=STOP,
        ))  # fmt: skip
        server.front = front
        around: list[asyncio.Task[None]] = [asyncio.create_task(one) for one in _around(front, server, place)]
        try:
            await server.serve(sockets=[place.web])
        finally:
            for task in around:
                task.cancel()
            await asyncio.gather(*around, return_exceptions=True)
            front.parts.bridge.stop()
            await asyncio.to_thread(front.parts.inbox.stop)
            await asyncio.to_thread(front.parts.reports.stop)
            await front.parts.check.close()
    return 0


def _around(front: Front, server: Server, place: Place) -> Iterator[Coroutine[None, None, None]]:
    """What runs beside the pages."""
    options = settings.OPTIONS
    yield _listen_for_changes(front)
    yield _each_second(front, server, place)
    if place.mail is not None:
        yield _mail(place.mail)
    if settings.DEMO and options["mail_port"] and place.number == 0:
        yield _sink(options["mail_port"] + 1)
    if options["metrics_port"]:
        yield _metrics(front, options["metrics_port"] + place.number)


async def _each_second(front: Front, server: Server, place: Place) -> None:
    said = False
    while True:
        if server.started and not said:
            place.ready()
            said = True
        front.parts.record.flush()
        await asyncio.sleep(1 if said else 0.02)


async def _listen_for_changes(front: Front) -> None:
    while True:
        try:
            await front.parts.check.changed()
            await front.parts.live.look()
        except Exception:
            log.exception("open streams could not be told; they will be")
            await asyncio.sleep(1)


async def _metrics(front: Front, port: int) -> None:
    server = await monitor.serve("127.0.0.1", port, partial(figures.tell, front, time.time()))
    async with server:
        await server.serve_forever()


async def _sink(port: int) -> None:
    sink = await open_sink(port)
    try:
        await asyncio.Event().wait()
    finally:
        await sink.close()


async def _mail(line: socket.socket) -> None:
    """Keep the letter box open until cancelled."""
    writer, known = Writer(), Recipients()
    await asyncio.to_thread(known.renew)
    box = await listen.start(
        line, settings.OPTIONS["mail_protocol"], accept_recipient=known.accepts, store=_store_with(writer)
    )
    try:
        while True:
            await asyncio.sleep(RENEW)
            with suppress(OSError):
                await asyncio.to_thread(known.renew)
    finally:
        await box.close()
        await asyncio.to_thread(writer.stop)


def _store_with(writer: Writer) -> Callable[[Raw], Awaitable[None]]:
    async def store(raw: Raw) -> None:
        """Returns once the letter is on disk."""
        await asyncio.wrap_future(writer.put(raw))

    return store


@contextmanager
def _log(where: str) -> Iterator[Callable[[str], object] | None]:
    """Where the access log goes: nowhere, to the console (`-`), or to the end of a file."""
    if not where:
        yield None
    elif where == "-":
        yield sys.stderr.write
    else:
        path = Path(where).expanduser().absolute()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", buffering=1, encoding="utf-8") as file:
            yield file.write
