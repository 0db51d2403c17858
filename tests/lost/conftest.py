# SPDX-License-Identifier: AGPL-3.0-or-later
"""A worker as a real process that can be killed, and a supervisor that starts it anew."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection

CHILD = Path(__file__).with_name("child.py")
TAKEN = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")


@dataclass
class Workers:
    """Starts a worker at its place, again and again, as the supervisor does."""

    folder: Path
    too_long: float = 60.0
    exits: list[int] = field(default_factory=list)
    said: str = ""
    running: subprocess.Popen[str] | None = None

    def start(self, slot: str = "w0") -> subprocess.Popen[str]:
        """One worker."""
        database = {name: str(connection.settings_dict[name]) for name in TAKEN}
        told = {
            "data": str(self.folder), "key": str(settings.TOWN_KEY_FILE), "media": str(settings.MEDIA_ROOT),
            "database": database, "slot": slot, "too_long": self.too_long,
        }  # fmt: skip
        self.running = subprocess.Popen(
            [sys.executable, str(CHILD), json.dumps(told)], stderr=subprocess.PIPE, text=True
        )
        return self.running

    def end(self, *, kill: bool = False) -> int:
        """Stop it by its own id, and keep what it said."""
        assert self.running is not None
        if kill:
            self.running.kill()
        elif self.running.poll() is None:
            self.running.terminate()
        _out, err = self.running.communicate(timeout=30)
        self.said += err
        self.exits.append(self.running.returncode)
        self.running = None
        return self.exits[-1]

    def until(self, reached: Callable[[], bool], *, seconds: float = 40.0) -> None:
        """Watch over the worker until something is true."""
        deadline = time.monotonic() + seconds
        while not reached():
            assert time.monotonic() < deadline, self.said
            if self.running is None:
                self.start()
            elif self.running.poll() is not None:
                self.end()
            time.sleep(0.1)
        if self.running is not None:
            self.end()


@pytest.fixture
def workers(tmp_path, town) -> Iterator[Workers]:
    """None of them outlives the test."""
    caches["keys"].clear()  # a key of another test is not in this database
    folder = tmp_path / "data"
    folder.mkdir()
    one = Workers(folder)
    yield one
    if one.running is not None:
        one.end(kill=True)
