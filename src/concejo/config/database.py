# SPDX-License-Identifier: AGPL-3.0-or-later
"""The setting database_url becomes Django's description of a database: one SQLite file, or PostgreSQL."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.db.backends.utils import CursorWrapper

from concejo.config.options import WrongSetting

_SQLITE = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=268435456;PRAGMA cache_size=-16000;"
    "PRAGMA temp_store=MEMORY;PRAGMA secure_delete=ON;"
)
_SERVER = {
    "TimeZone": "UTC",
    # Whatever the server's habit is: what was written for one writer at a time locks its rows itself.
    "default_transaction_isolation": r"read\ committed",
    "lock_timeout": "20s",  # as long as a writer waits for another on SQLite
    "statement_timeout": "60s",  # no page and no action needs that long; ready.py lifts it for an upgrade
    "idle_in_transaction_session_timeout": "300s",  # a process that hangs inside a transaction lets go of its locks
}
"""Asked of the server when a connection opens; `options` in the address comes after these and wins."""
_DJANGO = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
INSTALL = "PostgreSQL needs psycopg, which is not installed: ./concejo prepare --for postgres"


class NotInstalled(WrongSetting):
    """What the setting asks for is missing on this machine; exit code 69 (EX_UNAVAILABLE)."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, code=69)


def is_postgresql(url: str) -> bool:
    """Whether it is an address of PostgreSQL."""
    return url.startswith(("postgresql://", "postgres://"))


def describe(url: str, *, data: Path) -> dict[str, Any]:
    """For Django's DATABASES; an address that makes no sense ends the process with a sentence."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data / "concejo.sqlite3",
            "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": _SQLITE},
            "CONN_MAX_AGE": None,
        }
    told = _read(url)
    server = " ".join(f"-c {name}={value}" for name, value in _SERVER.items())
    options = {
        "application_name": "concejo",
        "connect_timeout": "10",
        **{name: value for name, value in told.items() if name not in _DJANGO},
        "options": f"{server} {told.get('options', '')}".strip(),
    }
    return {
        "ENGINE": "concejo.core.postgresql",
        **{django: told.get(name, "") for name, django in _DJANGO.items()},
        "OPTIONS": options,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def _read(url: str) -> dict[str, str]:
    """The parts of the address, as libpq itself reads them: hosts, sockets, ports, sslmode and its other words."""
    if not is_postgresql(url):
        raise WrongSetting("The setting database_url (CONCEJO_DATABASE_URL) must begin with postgresql://.")
    if find_spec("psycopg") is None:
        raise NotInstalled(f"{INSTALL} (or pip install 'concejo[postgres]').")
    try:
        told: dict[str, Any] = import_module("psycopg.conninfo").conninfo_to_dict(url)
    except import_module("psycopg").Error as error:
        reason = str(error).strip().splitlines()[0].replace(url, "the address")
        raise WrongSetting(f"The setting database_url (CONCEJO_DATABASE_URL) is wrong: {reason.rstrip('.')}.") from None
    if not all(port.isdecimal() for port in str(told.get("port") or "0").split(",")):
        raise WrongSetting("The setting database_url (CONCEJO_DATABASE_URL) is wrong: a port is a number.")
    if not told.get("dbname") and not told.get("service"):
        raise WrongSetting("The setting database_url (CONCEJO_DATABASE_URL) names no database: postgresql://HOST/NAME.")
    return {name: str(value) for name, value in told.items()}


def conninfo(described: dict[str, Any]) -> str:
    """What libpq wants to hear for a description that `describe` made: for connections that are not Django's."""
    named = {name: described[django] for name, django in _DJANGO.items() if described[django]}
    others = {name: value for name, value in described["OPTIONS"].items() if isinstance(value, str)}
    text: str = import_module("psycopg.conninfo").make_conninfo(**others, **named)
    return text


def environment(described: dict[str, Any]) -> dict[str, str]:
    """The same as variables, for pg_dump and its like: a password on their command line everybody could read."""
    given = {name: described[django] for name, django in _DJANGO.items() if described[django]}
    given |= {name: value for name, value in described["OPTIONS"].items() if isinstance(value, str)}
    known = {
        one.keyword.decode(): one.envvar.decode()
        for one in import_module("psycopg").pq.Conninfo.get_defaults()
        if one.envvar and one.keyword not in {b"options", b"application_name"}
    }
    return {known[name]: str(value) for name, value in given.items() if name in known}


def without_limits(cursor: CursorWrapper) -> None:
    """For what takes as long as it takes: an upgrade, a move, a backup. Until the connection is closed."""
    for limit in _SERVER:
        if limit.endswith("timeout"):
            cursor.execute(f"SET {limit} = 0")
