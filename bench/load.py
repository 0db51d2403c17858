# SPDX-License-Identifier: AGPL-3.0-or-later
"""The other side of a measurement: a server on one core, the load on the other, each ended by its own process id."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from .measure import LOAD_CORE, SERVER_CORE
from .run import program
from .towns import ROOT, environment

GRACE = 12.0


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def on_core(core: int, *words: str) -> list[str]:
    """The same command, kept on one core."""
    there = sorted(os.sched_getaffinity(0))
    return [program("taskset", "util-linux"), "-c", str(there[min(core, len(there) - 1)]), *words]


@contextmanager
def running(words: list[str], *, env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> Iterator[int]:
    """A server while the block runs; it is asked to stop, and made to if it does not. Gives its process id."""
    process = subprocess.Popen(
        on_core(SERVER_CORE, *words), env=env, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=None,
    )  # fmt: skip
    try:
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def serving(data: Path, *, demo: bool = False) -> Iterator[tuple[int, str]]:
    """``concejo serve`` over that folder; gives its process id and its address once it answers."""
    port = free_port()
    env = environment(data) | {"CONCEJO_PORT": str(port)} | ({"CONCEJO_DEMO": "yes"} if demo else {})
    with running([sys.executable, "-m", "concejo", "serve"], env=env) as pid:
        url = f"http://127.0.0.1:{port}"
        until_ready(f"{url}/")
        yield pid, url


def until_ready(url: str, *, seconds: float = 60.0) -> float:
    """Wait until that address answers 200; how many seconds it took."""
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 -- our own server
                if answer.status == 200:
                    return time.perf_counter() - began
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.01)
    raise TimeoutError(f"{url} did not answer within {seconds:.0f} s")


def fetch(url: str, headers: Mapping[str, str]) -> tuple[bytes, dict[str, str]]:
    """One answer as it came, compressed or not, and its headers in small letters."""
    with urllib.request.urlopen(urllib.request.Request(url, headers=dict(headers)), timeout=20) as answer:  # noqa: S310
        return answer.read(), {name.lower(): value for name, value in answer.headers.items()}


def rate(url: str, *, seconds: float, headers: Mapping[str, str], connections: int = 32) -> float:
    """Answers a second to one thread of wrk on the other core; anything but 200 is an error."""
    words = [program("wrk", "wrk"), "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s"]
    for name, value in headers.items():
        words += ["-H", f"{name}: {value}"]
    said = subprocess.run(on_core(LOAD_CORE, *words, url), capture_output=True, text=True, check=True).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if found is None or "Non-2xx" in said:
        raise RuntimeError(f"wrk said: {said.strip()[-300:]}")
    return float(found[1])
