# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of a table: which columns, what PostgreSQL holds of them, and a sum that says whether two tables are the same.

A row is written down in one canonical way from the values that Django reads, so it comes out the same on both sides.
The SHA-256 of the rows are added up (modulo 2^256): the order does not matter, and no table has to fit into memory.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Field, JSONField, Max, Model
from django.db.models.functions import Length

NUL = "\\u0000"
"""How JSON writes the sign that PostgreSQL cannot hold."""
_MANY, _MEMORY = 2000, 32 * 1024**2
"""Rows read at once, and bytes that they may take; a letter may be many megabytes."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What a column can hold: so many letters, or numbers between."""

    at: int
    column: str
    least: int
    most: int

    def broken_by(self, row: tuple[Any, ...]) -> str:
        """What is too much, without the value itself, which may be somebody's words; empty if all is well."""
        value = row[self.at]
        letters = isinstance(value, str)
        size = len(value) if letters else value
        if size is None or self.least <= size <= self.most:
            return ""
        much = f"{size} letters, at most {self.most}" if letters else f"not between {self.least} and {self.most}"
        return f"{self.column}: {much}"


@dataclass(frozen=True, slots=True)
class Table:
    """One table: the model that describes it, its name, its columns."""

    model: type[Model]
    name: str
    columns: "tuple[Field[Any, Any], ...]"

    def read(self, *, using: str) -> Iterator[tuple[Any, ...]]:
        """All rows as Django reads them, in any order, so many at a time as memory allows."""
        rows = self.model._base_manager.using(using).order_by()  # noqa: SLF001 -- Django documents it for this
        long = [one.attname for one in self.columns if one.get_internal_type() in {"BinaryField", "TextField"}]
        longest = rows.aggregate(**{f"longest_{name}": Max(Length(name)) for name in long}).values()
        size = sum(one or 0 for one in longest)
        names = [column.attname for column in self.columns]
        return rows.values_list(*names).iterator(chunk_size=max(1, min(_MANY, _MEMORY // (size + 1))))

    def key(self, row: tuple[Any, ...]) -> str:
        """How to find the row again."""
        at = next(at for at, column in enumerate(self.columns) if column.primary_key)
        return f"{self.name} {self.columns[at].column}={row[at]}"

    def writers(self, target: BaseDatabaseWrapper) -> dict[int, Callable[[Any], Any]]:
        """How values of some columns are made ready for the target; psycopg knows the others by their type."""
        return {
            at: partial(target.ops.adapt_json_value, encoder=column.encoder)
            for at, column in enumerate(self.columns)
            if isinstance(column, JSONField)
        }

    def bounds(self, target: BaseDatabaseWrapper) -> list[Bound]:
        """Columns that PostgreSQL bounds and SQLite does not."""
        found = []
        for at, column in enumerate(self.columns):
            kind = column.get_internal_type()
            if isinstance(column, CharField) and column.max_length is not None:
                found.append(Bound(at, str(column.column), 0, column.max_length))
            elif "Integer" in kind:
                least, most = target.ops.integer_field_range(kind)
                found.append(Bound(at, str(column.column), least or 0, most or 0))
        return found


@dataclass(slots=True)
class Sum:
    """What a table holds: how many rows, and the sum of their contents."""

    rows: int = 0
    total: int = 0
    mended: int = 0
    """Rows with a NUL, which becomes U+FFFD."""

    def add(self, values: tuple[Any, ...]) -> None:
        """One more row."""
        written = json.dumps(values, default=_plain, sort_keys=True, ensure_ascii=False)
        if NUL in written:
            self.mended += 1
            written = written.replace(NUL, "\ufffd")
        self.total = (self.total + int.from_bytes(hashlib.sha256(written.encode()).digest())) % 2**256
        self.rows += 1

    @property
    def mark(self) -> str:
        """Short, for people; the comparison takes all of it."""
        return f"{self.total:064x}"[:12]

    def same_as(self, other: "Sum") -> bool:
        """The same rows."""
        return (self.rows, self.total) == (other.rows, other.total)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, UUID | timedelta):
        return str(value)
    raise TypeError(f"no canonical form for {type(value).__name__}")


def tables() -> list[Table]:
    """Every table that a model describes, once."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        about = model._meta  # noqa: SLF001 -- Django documents it for this
        if about.managed and not about.proxy:
            found[about.db_table] = Table(model, about.db_table, tuple(about.local_concrete_fields))
    return list(found.values())
