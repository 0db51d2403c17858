# SPDX-License-Identifier: AGPL-3.0-or-later
"""The fediverse: one post for many servers, beside what one core can sign."""

import json
import subprocess
import sys
import tempfile
import time

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from .load import on_core
from .measure import LOAD_CORE, SERVER_CORE, Row, Spread
from .run import Run
from .towns import ROOT, environment

SHARE = 0.20
"""Of the core's signing rate."""


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
