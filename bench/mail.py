# SPDX-License-Identifier: AGPL-3.0-or-later
"""E-mail taken in: 250 only after the letter is on disk, beside an empty handler and beside the bare inserts."""

import asyncio
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Coroutine
from pathlib import Path

import uvloop

from .load import free_port, running
from .measure import LOAD_CORE, Row, Spread, cpu_seconds, pin
from .run import Run
from .towns import environment

TARGET = 500.0
CONNECTIONS = 8
BATCH = 8
_LETTER = (
    b"From: Vecina <vecina1@vecinos.example>\r\nTo: avisos@medida.example\r\nSubject: Farola\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + b"La farola de la calle Real, 12, sigue apagada.\r\n" * 40
)


def mail(run: Run) -> list[Row]:
    """Eight servers at once hand letters of 2 kB over by SMTP for some seconds."""
    data = run.scratch.copy(10_000)
    try:
        ours, cpu = _taken(run, "concejo", data)
        empty, _cpu = _taken(run, "empty", data)
        bare = inserts_a_second(data.parent, _LETTER, batch=BATCH, seconds=run.seconds)
    finally:
        run.scratch.forget(data)
    spread = Spread.of(ours)
    name = "e-mail taken in, durable (250 after fsync)"
    return [
        Row(
            name=name, figure=spread.median, unit="a second", target=f"≥ {TARGET:g}/s", met=spread.median >= TARGET,
            spread=spread, cpu_ms=cpu, wall_ms=1000 / spread.median, reference="aiosmtpd with an empty handler",
            reference_figure=Spread.of(empty).median, reference_unit="a second", note=f"{CONNECTIONS} connections",
        ),
        Row(
            name=f"the same, beside inserts in batches of {BATCH}", figure=spread.median, unit="a second",
            spread=spread, reference="batched durable inserts, no mail", reference_figure=bare,
            reference_unit="a second",
        ),
    ]  # fmt: skip


def _taken(run: Run, kind: str, data: Path) -> tuple[list[float], float]:
    port = free_port()
    module = "bench.inside.mailbox" if kind == "concejo" else "bench.emptybox"
    with running([sys.executable, "-m", module, str(port)], env=environment(data)) as pid:
        before = os.sched_getaffinity(0)
        pin(LOAD_CORE)
        try:
            asyncio.run(_until_open(port))
            _run(_load(port, 0.5))
            busy, total, takes = cpu_seconds(pid), 0, []
            for _take in range(run.takes):
                count, seconds = _run(_load(port, run.seconds))
                total += count
                takes.append(count / seconds)
            return takes, 1000 * (cpu_seconds(pid) - busy) / total
        finally:
            os.sched_setaffinity(0, before)


def _run(load: Coroutine[None, None, tuple[int, float]]) -> tuple[int, float]:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(load)


async def _until_open(port: int) -> None:
    for _try in range(600):
        try:
            _reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
    raise TimeoutError("the letter box did not open")


async def _load(port: int, seconds: float) -> tuple[int, float]:
    began = time.perf_counter()
    counts = await asyncio.gather(*(_speak(port, began + seconds, number) for number in range(CONNECTIONS)))
    return sum(counts), time.perf_counter() - began


async def _speak(port: int, until: float, number: int) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await _answer(reader, b"220")
    writer.write(b"EHLO relay.example\r\n")
    await _answer(reader, b"250")
    count, mark = 0, f"{number}-{time.time_ns()}".encode()
    while time.perf_counter() < until:
        # All three at once, as Postfix does (RFC 2920).
        writer.write(b"MAIL FROM:<vecina1@vecinos.example>\r\nRCPT TO:<avisos@medida.example>\r\nDATA\r\n")
        for wanted in (b"250", b"250", b"354"):
            await _answer(reader, wanted)
        writer.write(b"Message-ID: <" + mark + b"-%d@vecinos.example>\r\n" % count + _LETTER + b".\r\n")
        await _answer(reader, b"250")
        count += 1
    writer.write(b"QUIT\r\n")
    await _answer(reader, b"221")
    writer.close()
    return count


async def _answer(reader: asyncio.StreamReader, wanted: bytes) -> None:
    while True:
        line = await asyncio.wait_for(reader.readline(), 30)
        if not line.startswith(wanted):
            raise RuntimeError(f"the letter box answered {line.decode(errors='replace').strip()}")
        if line[3:4] != b"-":
            return


def inserts_a_second(folder: Path, letter: bytes, *, batch: int, seconds: float) -> float:
    """Letters a second into one table, `synchronous=FULL`, so many in each transaction."""
    with tempfile.TemporaryDirectory(prefix="bare-", dir=folder) as name:
        town = sqlite3.connect(Path(name) / "bare.sqlite3", isolation_level=None)
        town.execute("PRAGMA journal_mode=WAL")
        town.execute("PRAGMA synchronous=FULL")
        town.execute("CREATE TABLE letter (id INTEGER PRIMARY KEY, dedupe TEXT UNIQUE, at TEXT, body BLOB)")
        began, count = time.perf_counter(), 0
        while time.perf_counter() - began < seconds:
            town.execute("BEGIN IMMEDIATE")
            rows = [(f"{count + at:064x}", "2026-11-19 22:48:00", letter) for at in range(batch)]
            town.executemany("INSERT INTO letter (dedupe, at, body) VALUES (?, ?, ?)", rows)
            town.execute("COMMIT")
            count += batch
        town.close()
        return count / (time.perf_counter() - began)
