# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real demo town with a real server for the browser: made once, copied for each process of the tests."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.counterparts.ports import free_port

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Demo:
    """A served demo town."""

    url: str
    folder: Path
    pages: list[dict[str, str]]
    unseen: list[str]


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CONCEJO_", "DJANGO_"))}
    return kept | {
        "CONCEJO_DATA": str(folder / "town"), "CONCEJO_DEMO": "yes", "CONCEJO_CONFIG": str(folder / "none.toml"),
        "CONCEJO_MAIL_PORT": "0", "CONCEJO_STAFF_WITHOUT_FACTOR": "yes",
    }  # fmt: skip


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory) -> Path:
    """The demo town's folder, lived once for all processes of this run."""
    root = tmp_path_factory.getbasetemp()
    shared = (root.parent if os.environ.get("PYTEST_XDIST_WORKER") else root) / "demo"
    with (shared.parent / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "pages.json").exists():
            shared.mkdir(exist_ok=True)
            run = [sys.executable, "-m", "concejo", "demo", "--prepare"]
            subprocess.run(run, env=_environment(shared), check=True, capture_output=True, timeout=300)
            found = subprocess.run(  # noqa: PLW1510 -- what it said is shown below
                [sys.executable, str(HERE / "samples.py")], env=_environment(shared), capture_output=True, timeout=300
            )
            assert found.returncode == 0, found.stderr.decode()[-3000:]
            (shared / "pages.json").write_bytes(found.stdout)
    return shared


@pytest.fixture(scope="session")
def demo(demo_folder, tmp_path_factory) -> Iterator[Demo]:
    """The town, served on a port of its own, ended by its own process id."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(demo_folder, folder / "copy")
    port = free_port()
    run = [sys.executable, "-m", "concejo", "serve", "--only-web", "--port", str(port)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(run, env=_environment(folder / "copy"), stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process, folder / "log")
        told = json.loads((demo_folder / "pages.json").read_text())
        yield Demo(url, folder / "copy", told["pages"], told["unseen"])
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while True:
        assert process.poll() is None, log.read_text()[-3000:]
        try:
            urllib.request.urlopen(url, timeout=10).close()  # noqa: S310 -- loopback
        except OSError:
            assert time.monotonic() < until, log.read_text()[-3000:]
            time.sleep(0.2)
        else:
            return
