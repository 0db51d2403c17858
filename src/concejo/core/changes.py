# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed: a counter per scope, raised in the transaction of the change, compared by whoever keeps a page.

A page that was read inside `snapshot` and keeps what `read` said there is exact: as long as the counters are the same,
so is the page.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection

_TOUCH = """INSERT INTO core_changecounter (scope, version) VALUES {rows}
            ON CONFLICT (scope) DO UPDATE SET version = core_changecounter.version + 1"""
_READ = "SELECT scope, version FROM core_changecounter WHERE scope IN ({marks})"
CHANNEL = "concejo_changes"
"""On PostgreSQL, where open streams hear that something was committed; it carries no words."""
_MOST = 200
"""Scopes in one statement."""
_BEGIN = {"sqlite": "BEGIN", "postgresql": "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"}


def touch(*scopes: str) -> None:
    """Say that these changed (``case:12``, ``square``); in a fixed order, so that two writers never lock each other."""
    wanted = sorted(set(scopes))
    with connection.cursor() as cursor:
        for start in range(0, len(wanted), _MOST):
            some = wanted[start : start + _MOST]
            cursor.execute(_TOUCH.format(rows=", ".join(["(%s, 1)"] * len(some))), some)
        if connection.vendor == "postgresql":
            cursor.execute(f"NOTIFY {CHANNEL}")


def read(scopes: Iterable[str]) -> dict[str, int]:
    """The counters of these scopes; one that never changed is 0. One query for up to 200."""
    wanted = sorted(set(scopes))
    found: dict[str, int] = {}
    with connection.cursor() as cursor:  # asked by every page that is made, so not by way of the model
        for start in range(0, len(wanted), _MOST):
            some = wanted[start : start + _MOST]
            cursor.execute(_READ.format(marks=", ".join(["%s"] * len(some))), some)
            found.update(cursor.fetchall())
    return {scope: found.get(scope, 0) for scope in wanted}


@contextmanager
def snapshot() -> Iterator[None]:
    """One moment of the database for everything that is read inside; whoever writes inside gets a database error."""
    if connection.in_atomic_block:  # a transaction is a moment already
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN[connection.vendor])
    try:
        yield
    finally:
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
