# SPDX-License-Identifier: AGPL-3.0-or-later
"""Five thousand readers with one conversation open: somebody speaks, and all of them hear it."""

import asyncio
import resource
import sqlite3
import time
from pathlib import Path
from urllib.parse import urlsplit

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
    data = run.scratch.copy(10_000)
    try:
        with serving(data) as (pid, url):
            pin(LOAD_CORE)
            return asyncio.run(_measure(run, data, pid, url, count))
    finally:
        pin(LOAD_CORE)
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
    for _reader, writer in readers:
        writer.close()
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


async def _open(url: str, conversation: int, number: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, port = urlsplit(url).hostname or "127.0.0.1", urlsplit(url).port
    source = (f"127.0.{1 + number // MOST_FROM_ONE}.1", 0)
    reader, writer = await asyncio.open_connection(host, port, local_addr=source)
    asked = f"GET /live/t/{conversation}/ HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: text/event-stream\r\n\r\n"
    writer.write(asked.encode())
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"stream {number}: {head.splitlines()[0].decode()}")
    await asyncio.wait_for(reader.readuntil(b"retry:"), 30)
    return reader, writer


async def _news(data: Path, topic: str, readers: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]) -> float:
    """Somebody speaks, in another process's transaction; seconds until the last reader has the event."""
    waiting = [asyncio.ensure_future(asyncio.wait_for(reader.readuntil(b"event: news"), 30)) for reader, _ in readers]
    await asyncio.sleep(0.2)
    began = time.perf_counter()
    await asyncio.to_thread(_touch, data, topic)
    await asyncio.gather(*waiting)
    return time.perf_counter() - began


def _touch(data: Path, topic: str) -> None:
    with sqlite3.connect(data / "concejo.sqlite3", timeout=10) as town:
        town.execute("UPDATE core_changecounter SET version = version + 1 WHERE scope = ?", [topic])
