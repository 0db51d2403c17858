# SPDX-License-Identifier: AGPL-3.0-or-later
"""Five thousand readers with one conversation open: somebody speaks, and all of them hear it."""

import asyncio
import os
import resource
import sqlite3
import time
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import uvloop

from .load import serving
from .measure import LOAD_CORE, Row, Spread, children, cpu_seconds, pin, pss_mib, say
from .run import Lacking, Run

MOST_FROM_ONE = 2_500
"""The front lets at most 4,000 streams from one address begin at once (front/limits.py)."""
SECONDS, KILOBYTES = 0.5, 45.0


def streams(run: Run) -> list[Row]:
    """On `/live/t/ID/`; the readers come from several loopback addresses of the other core."""
    count = 500 if run.quick else 5_000
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard < count + 200:
        raise Lacking(f"{count} connections need more open files than {hard} (ulimit -Hn)")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    data, before = run.scratch.copy(10_000), os.sched_getaffinity(0)
    try:
        with serving(data) as (pid, url):
            pin(LOAD_CORE)
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                return runner.run(_measure(run, data, pid, url, count))
    finally:
        os.sched_setaffinity(0, before)
        run.scratch.forget(data)


async def _measure(run: Run, data: Path, pid: int, url: str, count: int) -> list[Row]:
    conversation, topic = _conversation(data)
    before = _memory(pid)
    say(f"  opening {count:,} streams")
    readers = [await _open(url, conversation, number) for number in range(count)]
    await asyncio.sleep(1)
    each = (_memory(pid) - before) * 1024 * 1.024 / count
    took, cpu = [], []
    for _take in range(run.takes):
        busy = sum(cpu_seconds(one) for one in children(pid))
        took.append(await _news(data, topic, readers))
        cpu.append((sum(cpu_seconds(one) for one in children(pid)) - busy) * 1000)
        await asyncio.sleep(0.3)
    for reader in readers:
        if reader.transport is not None:
            reader.transport.abort()
    spread = Spread.of(took)
    return [
        Row(
            name=f"{count:,} open streams, one event, until the last has it", figure=spread.median, unit="s",
            target=f"≤ {SECONDS} s", met=spread.median <= SECONDS, spread=spread, wall_ms=spread.median * 1000,
            cpu_ms=Spread.of(cpu).median, note="CPU-ms of the server for all of them",
        ),
        Row(
            name="memory of one open stream", figure=each, unit="kB", target=f"≤ {KILOBYTES:g} kB",
            met=each <= KILOBYTES,
        ),
    ]  # fmt: skip


def _memory(pid: int) -> float:
    return sum(pss_mib(one) for one in children(pid))


def _conversation(data: Path) -> tuple[int, str]:
    with sqlite3.connect(data / "concejo.sqlite3") as town:
        row = town.execute(
            "SELECT id FROM square_conversation WHERE shown AND visibility = 'public' ORDER BY last_at DESC LIMIT 1"
        ).fetchone()
    return int(row[0]), f"conversation:{row[0]}"


class Reader(asyncio.Protocol):
    """One open stream; it costs the load's core as little as can be."""

    def __init__(self, asked: bytes) -> None:
        self._asked, self._said = asked, b""
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.heard: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask."""
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(self._asked)

    def data_received(self, data: bytes) -> None:
        """The head first, then events."""
        if self.opened.done():
            if b"event: news" in data and not self.heard.done():
                self.heard.set_result(None)
            return
        self._said += data
        if b"retry:" in self._said:
            good = self._said.startswith(b"HTTP/1.1 200")
            self.opened.set_result(None) if good else self._refused()
        elif b"\r\n\r\n" in self._said and not self._said.startswith(b"HTTP/1.1 200"):
            self._refused()

    def _refused(self) -> None:
        self.opened.set_exception(RuntimeError(self._said.splitlines()[0].decode()))


async def _open(url: str, conversation: int, number: int) -> Reader:
    host, port = urlsplit(url).hostname or "127.0.0.1", urlsplit(url).port or 80
    source = (f"127.0.{1 + number // MOST_FROM_ONE}.1", 0)
    asked = f"GET /live/t/{conversation}/ HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: text/event-stream\r\n\r\n"
    loop = asyncio.get_running_loop()
    _transport, reader = await loop.create_connection(lambda: Reader(asked.encode()), host, port, local_addr=source)
    await asyncio.wait_for(reader.opened, 30)
    return reader


async def _news(data: Path, topic: str, readers: list[Reader]) -> float:
    """Somebody speaks, in another process's transaction; seconds until the last reader has the event."""
    loop = asyncio.get_running_loop()
    for reader in readers:
        reader.heard = loop.create_future()
    began = time.perf_counter()
    await asyncio.to_thread(_touch, data, topic)
    for reader in readers:
        await asyncio.wait_for(asyncio.shield(reader.heard), 30) if not reader.heard.done() else None
    return time.perf_counter() - began


def _touch(data: Path, topic: str) -> None:
    with sqlite3.connect(data / "concejo.sqlite3", timeout=10) as town:
        town.execute("UPDATE core_changecounter SET version = version + 1 WHERE scope = ?", [topic])
