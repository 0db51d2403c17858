# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows by the hundred thousand: plain SQL on SQLite, every column that is not told at its model's default."""

from typing import Any

from django.db import connection, models

AT_ONCE = 4_000


class Table:
    """One model's table, filled in batches."""

    def __init__(self, model: type[models.Model], *columns: str) -> None:
        meta = model._meta  # noqa: SLF001 -- Django's name for what is known of a model
        fields = [one for one in meta.concrete_fields if not isinstance(one, models.AutoField)]
        unknown = set(columns) - {one.column for one in fields}
        if unknown:
            raise ValueError(f"{model.__name__} has no column {', '.join(sorted(unknown))}")
        rest = [one for one in fields if one.column not in columns]
        self._rest = tuple(one.get_db_prep_save(one.get_default(), connection) for one in rest)
        names = [*columns, *(one.column for one in rest)]
        columns_of = ", ".join(f'"{name}"' for name in names)
        marks = ", ".join("?" * len(names))
        self._sql = f'INSERT INTO "{meta.db_table}" ({columns_of}) VALUES ({marks})'  # noqa: S608 -- names of columns
        self._rows: list[tuple[Any, ...]] = []
        self.count = 0

    def add(self, *values: Any) -> None:
        """One more row."""
        self._rows.append((*values, *self._rest))
        if len(self._rows) >= AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what was gathered."""
        self.count += len(self._rows)
        connection.connection.executemany(self._sql, self._rows)
        self._rows.clear()


def loosen() -> list[str]:
    """Let go of safety and indexes while the town is filled; returns the sentences that bring the indexes back."""
    raw = connection.connection
    for pragma in ("synchronous=OFF", "cache_size=-262144", "foreign_keys=OFF", "secure_delete=OFF"):
        raw.execute(f"PRAGMA {pragma}")
    rows = raw.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND sql NOT LIKE '%UNIQUE%'"
    ).fetchall()
    for name, _sql in rows:
        raw.execute(f'DROP INDEX "{name}"')
    return [sql for _name, sql in rows]


def tighten(indexes: list[str]) -> None:
    """The indexes are made again, and what was written goes to the file."""
    raw = connection.connection
    for sql in indexes:
        raw.execute(sql)
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
