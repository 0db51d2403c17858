# SPDX-License-Identifier: AGPL-3.0-or-later
"""The fediverse: one post for many servers, beside what one core can sign."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from .load import fetch, free_port, on_core, rate, running, until_ready
from .mail import inserts_a_second
from .measure import LOAD_CORE, SERVER_CORE, Row, Spread, cpu_seconds
from .run import Run
from .towns import ROOT, environment

SHARE = 0.20
"""Of the core's signing rate."""
TAKEN, UNDERSTOOD, DOCUMENTS = 3000.0, 8.0, 15_000.0
CONNECTIONS = 64
TOWN = "http://127.0.0.1:8080"
"""As the towns of this bench call themselves."""


def deliveries(run: Run) -> list[Row]:
    """2,000 inboxes on loopback, 5 of 100 of them silent, 5 of 100 not there; until the last good one has answered."""
    count = 400 if run.quick else 2000
    slow = dead = count // 20
    takes, cpu = [], []
    for _take in range(3):
        told = _deliver(run, count, slow, dead)
        if told["sent"] < count - slow - dead:
            raise RuntimeError(f"{told['sent']} of {count - slow - dead} good servers were reached")
        takes.append(told["sent"] / told["cpu"])
        cpu.append(1000 * told["cpu"] / told["sent"])
    spread, signing = Spread.of(takes), signatures_a_second()
    return [
        Row(
            name=f"signed deliveries to {count:,} servers, claim and mark included", figure=spread.median,
            unit="a CPU-second", target=f"≥ {SHARE:.0%} of signing", met=spread.median >= SHARE * signing,
            spread=spread, cpu_ms=Spread.of(cpu).median, reference="RSA-2048 signatures on the same core",
            reference_figure=signing, reference_unit="a second",
            note=f"{spread.median / signing:.0%}; {slow} silent and {dead} dead among them",
        )
    ]  # fmt: skip


def _deliver(run: Run, count: int, slow: int, dead: int) -> dict[str, float]:
    data = run.scratch.copy(10_000)
    words = [sys.executable, "-m", "bench.inboxes", str(count), str(slow), str(dead)]
    try:
        with (
            subprocess.Popen(
                on_core(LOAD_CORE, *words), stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True
            ) as peers,
            tempfile.NamedTemporaryFile("w", suffix=".json") as ports,
        ):
            assert peers.stdout is not None  # noqa: S101 -- it was asked for above
            ports.write(peers.stdout.readline())
            ports.flush()
            hand = [sys.executable, "-m", "bench.inside.fanout", ports.name]
            env = environment(data) | {"CONCEJO_PEER_NETWORKS": "127.0.0.0/8"}
            done = subprocess.run(
                on_core(SERVER_CORE, *hand), env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
            )
            peers.communicate(timeout=20)
        told: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
        return told
    finally:
        run.scratch.forget(data)


def inbox(run: Run) -> list[Row]:
    """Signed activities of 500 accounts, all bodies distinct, keys known: taken in durably, then understood."""
    count = 3_000 if run.quick else 12_000
    data = run.scratch.copy(10_000)
    try:
        takes, cpu = _taken_in(data, count)
        heard = json.loads(in_town(data, "bench.inside.neighbours", "UNDERSTAND", "1000"))
        inserts = inserts_a_second(data.parent, b"x" * 1500, batch=CONNECTIONS, seconds=run.seconds / 2)
    finally:
        run.scratch.forget(data)
    spread, understood = Spread.of(takes), 1000 * heard["cpu"] / heard["heard"]
    return [
        Row(
            name="signed activities taken in, durable (202 after the commit)", figure=spread.median, unit="a second",
            target=f"≥ {TAKEN:,.0f}/s", met=spread.median >= TAKEN, spread=spread, cpu_ms=Spread.of(cpu).median,
            wall_ms=1000 / spread.median, reference="RSA-2048 signatures checked on the same core",
            reference_figure=checks_a_second(), reference_unit="a second", note=f"{CONNECTIONS} connections",
        ),
        Row(
            name=f"the same, beside inserts in batches of {CONNECTIONS}", figure=spread.median, unit="a second",
            spread=spread, reference="batched durable inserts, nothing else", reference_figure=inserts,
            reference_unit="a second",
        ),
        Row(
            name="activities understood into posts", figure=understood, unit="CPU-ms",
            target=f"≤ {UNDERSTOOD:g} CPU-ms", met=understood <= UNDERSTOOD, cpu_ms=understood, reference="",
            note=f"{heard['heard']} of them",
        ),
    ]  # fmt: skip


def _taken_in(data: Path, count: int) -> tuple[list[float], list[float]]:
    """Three takes: activities a second, and CPU-ms of the web process for each."""
    takes, cpu = [], []
    with tempfile.TemporaryDirectory(prefix="activities-") as folder:
        files = [Path(folder) / f"{take}.pickle" for take in range(3)]
        in_town(data, "bench.activities", "PREPARE", str(count), TOWN, *map(str, files))
        in_town(data, "bench.inside.neighbours", "KNOW", str(files[0]))
        port = free_port()
        with running([sys.executable, "-m", "bench.inside.door", str(port)], env=environment(data)) as pid:
            until_ready(f"http://127.0.0.1:{port}/health/live/")
            for file in files:
                busy = cpu_seconds(pid)
                words = [sys.executable, "-m", "bench.activities", "SEND", str(file), str(port), str(CONNECTIONS)]
                told = json.loads(said_by(on_core(LOAD_CORE, *words), environment(data)))
                if told["other"]:
                    raise RuntimeError(f"{told['other']} activities were not taken")
                takes.append(told["taken"] / told["seconds"])
                cpu.append(1000 * (cpu_seconds(pid) - busy) / told["taken"])
    held = int(in_town(data, "bench.inside.neighbours", "COUNT"))
    if held != 3 * count:
        raise RuntimeError(f"{held} of {3 * count} activities are there")
    return takes, cpu


def in_town(data: Path, module: str, *words: str) -> str:
    """A module of ours with that town open, on the server's core; its last line."""
    return said_by(on_core(SERVER_CORE, sys.executable, "-m", module, *words), environment(data))


def said_by(words: list[str], env: dict[str, str]) -> str:
    """The last line that a program prints."""
    done = subprocess.run(words, env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""


def checks_a_second(seconds: float = 1.0) -> float:
    """The other half of RSA: signatures checked."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    signed, public = key.sign(b"post /inbox", padding.PKCS1v15(), SHA256()), key.public_key()
    began, count = time.process_time(), 0
    while time.process_time() - began < seconds:
        for _one in range(500):
            public.verify(signed, b"post /inbox", padding.PKCS1v15(), SHA256())
        count += 500
    return count / (time.process_time() - began)


def documents(run: Run) -> list[Row]:
    """What other servers ask for again and again: an account, and WebFinger."""
    data = run.scratch.copy(10_000)
    try:
        port = free_port()
        with running([sys.executable, "-m", "bench.inside.door", str(port)], env=environment(data)):
            base = f"http://127.0.0.1:{port}"
            until_ready(f"{base}/health/live/")
            accept = {"Accept": "application/activity+json", "Host": "127.0.0.1:8080"}
            finger = f"{base}/.well-known/webfinger?resource=acct:alumbrado@medida.example"
            body, _headers = fetch(finger, accept)
            (link,) = [one["href"] for one in json.loads(body)["links"] if one["rel"] == "self"]
            account = base + link.removeprefix(TOWN)
            rows = []
            for name, url in (("an account", account), ("WebFinger", finger)):
                spread = Spread.of([rate(url, seconds=run.seconds, headers=accept) for _take in range(3)])
                rows.append(
                    Row(
                        name=f"{name} as other servers ask for it", figure=spread.median, unit="a second",
                        target=f"≥ {DOCUMENTS:,.0f}/s", met=spread.median >= DOCUMENTS, spread=spread, reference="",
                    )
                )  # fmt: skip
            return rows
    finally:
        run.scratch.forget(data)


def signatures_a_second(seconds: float = 1.0) -> float:
    """RSASSA-PKCS1-v1_5 with SHA-256, 2048 bits, by the same library, on the core that delivers."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    key.sign(b"warm", padding.PKCS1v15(), SHA256())
    began, count = time.process_time(), 0
    while time.process_time() - began < seconds:
        for _one in range(50):
            key.sign(b"(request-target): post /inbox", padding.PKCS1v15(), SHA256())
        count += 50
    return count / (time.process_time() - began)
