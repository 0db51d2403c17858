# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real town on a scratch folder, served by its own processes, of which any may be killed at any moment."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
DOMAIN = "olivar.example"
SETUP = (
    "--name", "Olivar", "--language", "es", "--public-url", f"http://{DOMAIN}", "--mail-domain", DOMAIN,
    "--admin-name", "Sofia", "--admin-handle", "sofia", "--admin-email", f"sofia@{DOMAIN}",
)  # fmt: skip
SLOW_START = 60.0


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Places:
    """Where this town lies and listens; kept in a file, so that a trial can go on another day."""

    folder: Path
    web: int
    mail: int
    sink: int

    @classmethod
    def of(cls, folder: Path) -> "Places":
        """Those of an earlier trial, or fresh ones."""
        file = folder / "places.json"
        if not file.exists():
            folder.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps({name: free_port() for name in ("web", "mail", "sink")}), encoding="ascii")
        return cls(folder=folder, **json.loads(file.read_text(encoding="ascii")))

    @property
    def database(self) -> Path:
        """The one file."""
        return self.folder / "town" / "concejo.sqlite3"

    def environment(self) -> dict[str, str]:
        """What the town's processes are told."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("CONCEJO_", "DJANGO_"))}
        return clean | {
            "CONCEJO_DATA": str(self.folder / "town"),
            "CONCEJO_CONFIG": str(self.folder / "none.toml"),
            "CONCEJO_PORT": str(self.web),
            "CONCEJO_MAIL_PORT": str(self.mail),
            "CONCEJO_MAIL_PROTOCOL": "smtp",
        }

    def read(self, question: str, *values: object) -> list[tuple[object, ...]]:
        """Ask the database, without disturbing anybody."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=20)) as base:
            return base.execute(question, values).fetchall()


class Served:
    """`concejo serve` and its children."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self._supervisor: subprocess.Popen[bytes] | None = None
        self._sink: subprocess.Popen[bytes] | None = None
        self._log = (places.folder / "serve.log").open("ab")

    def found(self) -> None:
        """Found the town, once."""
        if not self.places.database.exists():
            self._concejo("setup", *SETUP).wait()
            told = {"smtp_host": "127.0.0.1", "smtp_port": self.places.sink, "smtp_security": "none"}
            with closing(sqlite3.connect(self.places.database)) as base, base:
                row = ["email", True, json.dumps(told), ""]
                base.execute(
                    "INSERT INTO concejo_channels_channel (kind, enabled, settings, problem) VALUES (?, ?, ?, ?)", row
                )

    def start(self) -> None:
        """Start whatever does not run, and wait until both doors are open."""
        if self._sink is None:
            words = [str(self.places.sink), str(self.places.folder / "sink.jsonl"), "0.06"]
            sink = [sys.executable, str(Path(__file__).with_name("sink.py")), *words]
            self._sink = subprocess.Popen(sink)
        if self._supervisor is None or self._supervisor.poll() is not None:
            self._supervisor = self._concejo("serve")
        self.wait_open()

    def wait_open(self) -> None:
        """Until pages and letters are taken again."""
        deadline = time.monotonic() + SLOW_START
        for port in (self.places.web, self.places.mail):
            while True:
                with suppress(OSError):
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                if time.monotonic() > deadline:
                    raise TimeoutError(f"nobody answers at {port}; see {self._log.name}")
                time.sleep(0.05)

    def victims(self) -> dict[str, int]:
        """Who may be killed: process ids by part."""
        if self._supervisor is None:
            return {}
        children = _children(self._supervisor.pid)
        worker = _holder(self.places.folder / "town" / "worker-w0.lock")
        found = {"supervisor": self._supervisor.pid}
        if worker in children:
            found["worker"] = worker
        for pid in children:
            if pid != worker and "web" not in found:
                found["web"] = pid
        return found

    def kill(self, part: str) -> bool:
        """As a power switch does it, for one process; the supervisor takes its children along, as systemd would."""
        found = self.victims()
        if part not in found:
            return False
        family = _children(found[part]) if part == "supervisor" else []
        for pid in (found[part], *family):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if part == "supervisor" and self._supervisor is not None:
            self._supervisor.wait()
        return True

    def stop(self) -> None:
        """End everything that was started here, by its own id."""
        if self._supervisor is not None and self._supervisor.poll() is None:
            self._supervisor.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._supervisor.wait(20)
            self.kill("supervisor")
        if self._sink is not None:
            self._sink.kill()
            self._sink.wait()
        self._supervisor = self._sink = None
        self._log.close()

    def _concejo(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "concejo", *words],
            cwd=HERE, env=self.places.environment(), stdout=self._log, stderr=self._log, stdin=subprocess.DEVNULL,
        )  # fmt: skip


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    with suppress(OSError):
        return [int(one) for one in path.read_text(encoding="ascii").split()]
    return []


def _holder(lock: Path) -> int:
    """Who holds a lock (proc_locks(5)); 0 when nobody does."""
    if not lock.exists():
        return 0
    inode = str(lock.stat().st_ino)
    for line in Path("/proc/locks").read_text(encoding="ascii").splitlines():
        fields = line.split()
        if "FLOCK" in fields and "->" not in fields and fields[5].endswith(f":{inode}"):
            return int(fields[4])
    return 0
