# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed: a counter per scope, raised in the transaction of the change, compared by whoever keeps a page.

A page that was read inside `snapshot` and keeps what `read` said there is exact: as long as the counters are the same,
so is the page.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection, transaction

from concejo.core import counters

CHANNEL = counters.CHANNEL
_READ = "SELECT scope, version FROM core_changecounter WHERE scope IN ({marks})"
_MOST = 200
"""Scopes in one statement."""
_BEGIN = {"sqlite": "BEGIN", "postgresql": "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"}


def touch(*scopes: str) -> None:
    """Say that these changed (``case:12``, ``square``); core/counters.py says why writers never lock each other."""
    counters.raise_(transaction.get_connection(), scopes)


def read(scopes: Iterable[str]) -> dict[str, int]:
    """The counters of these scopes; one that never changed is 0. One query for up to 200."""
    wanted = sorted(set(scopes))
    found: dict[str, int] = {}
    counters.write_remembered(connection)  # whoever changed something sees it in the same transaction
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
