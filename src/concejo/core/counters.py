# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the counters of what changed are written: always in the transaction of the change, always in the same order.

On SQLite one writer writes at a time, so they are raised at once. On PostgreSQL a raised counter stays locked until its
transaction ends, and nearly everything raises ``square`` and ``worklists``: two writers that raise in two steps would
wait for each other. There they are remembered and written last, just before the commit. Whoever holds a counter then
waits for nothing but counters further on in the alphabet, so no circle can close.
"""

from collections.abc import Iterable
from typing import Protocol, cast

from django.db.backends.base.base import BaseDatabaseWrapper

_RAISE = """INSERT INTO core_changecounter (scope, version) VALUES {rows}
            ON CONFLICT (scope) DO UPDATE SET version = core_changecounter.version + 1"""
CHANNEL = "concejo_changes"
"""On PostgreSQL, where open streams hear that something was committed; it carries no words."""
_MOST = 200
"""Scopes in one statement."""


class Remembering(Protocol):
    """A connection that writes counters at the end of its transaction (core.postgresql)."""

    scopes_to_raise: set[str]


def raise_(connection: BaseDatabaseWrapper, scopes: Iterable[str]) -> None:
    """Raise these counters within the transaction that is open, or at once where there is none."""
    if connection.in_atomic_block and hasattr(connection, "scopes_to_raise"):
        cast("Remembering", connection).scopes_to_raise.update(scopes)
    else:
        _write(connection, set(scopes))


def write_remembered(connection: BaseDatabaseWrapper) -> None:
    """Write what was remembered so far; twice is harmless, a counter only has to rise."""
    scopes: set[str] = getattr(connection, "scopes_to_raise", set())
    if scopes:
        wanted = set(scopes)
        scopes.clear()
        _write(connection, wanted)


def _write(connection: BaseDatabaseWrapper, scopes: set[str]) -> None:
    wanted = sorted(scopes)
    with connection.cursor() as cursor:
        for start in range(0, len(wanted), _MOST):
            some = wanted[start : start + _MOST]
            cursor.execute(_RAISE.format(rows=", ".join(["(%s, 1)"] * len(some))), some)
        if connection.vendor == "postgresql":
            cursor.execute(f"NOTIFY {CHANNEL}")
