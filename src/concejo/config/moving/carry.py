# SPDX-License-Identifier: AGPL-3.0-or-later
"""Carrying: every table by COPY, sequences set, search made anew, then each table read back and compared."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from concejo.config.moving import CannotMove, first_line, rows
from concejo.config.moving.target import TARGET
from concejo.square import search

STEP = 20_000
"""Rows between two words of progress."""
_SHOWN = 20
Tell = Callable[[str], None]


@dataclass(slots=True)
class Carried:
    """One table, as it was and as it came out."""

    name: str
    before: rows.Sum
    after: rows.Sum = field(default_factory=rows.Sum)

    @property
    def same(self) -> bool:
        """Nothing was lost and nothing changed."""
        return self.before.same_as(self.after)


def carry(target: BaseDatabaseWrapper, *, tell: Tell) -> list[Carried]:
    """Everything, inside the transaction that the caller opened; raises `CannotMove` with the reason."""
    tables = rows.tables()
    with target.cursor() as cursor:
        for table in tables:  # what an upgrade step wrote there by itself comes from the town
            cursor.execute(f"DELETE FROM {target.ops.quote_name(table.name)}")  # noqa: S608 -- a model's name
    wrong: list[str] = []
    carried = [Carried(table.name, _copy(table, target, wrong, tell)) for table in tables]
    if wrong:
        more = [f"  … and {len(wrong) - _SHOWN} more"] if len(wrong) > _SHOWN else []
        raise CannotMove("\n".join(["PostgreSQL cannot hold these values:", *wrong[:_SHOWN], *more]))
    _bind(tables, target)
    for done in search.rebuild(using=TARGET):
        tell(f"search: {done} posts …")
    for table, one in zip(tables, carried, strict=True):
        for row in table.read(using=TARGET):
            one.after.add(row)
            if one.after.rows % STEP == 0:
                tell(f"{one.name}: {one.after.rows} of {one.before.rows} compared …")
    return carried


def left_behind() -> list[str]:
    """Tables of the SQLite file that no part of Concejo knows; they stay there."""
    known = {table.name for table in rows.tables()} | {"django_migrations"}
    there = connections[DEFAULT_DB_ALIAS].introspection.table_names()
    return sorted(name for name in there if name not in known and not name.startswith("square_words"))


def _copy(table: rows.Table, target: BaseDatabaseWrapper, wrong: list[str], tell: Tell) -> rows.Sum:
    quote = target.ops.quote_name
    columns = ", ".join(quote(str(one.column)) for one in table.columns)
    writers, bounds, found = table.writers(target), table.bounds(target), rows.Sum()
    try:
        with target.cursor() as cursor, cursor.copy(f"COPY {quote(table.name)} ({columns}) FROM STDIN") as out:
            for row in table.read(using=DEFAULT_DB_ALIAS):
                found.add(row)
                broken = [said for bound in bounds if (said := bound.broken_by(row))]
                if broken:
                    wrong += [f"  {table.key(row)}, {said}" for said in broken]
                else:
                    out.write_row(_ready(row, writers))
                if found.rows % STEP == 0:
                    tell(f"{table.name}: {found.rows} …")
    except Error as error:
        raise CannotMove(f"{table.name} cannot be copied: {first_line(error)}") from error
    return found


def _ready(row: tuple[Any, ...], writers: dict[int, Callable[[Any], Any]]) -> tuple[Any, ...]:
    if not writers:
        return row
    return tuple(writers[at](one) if at in writers and one is not None else one for at, one in enumerate(row))


def _bind(tables: list[rows.Table], target: BaseDatabaseWrapper) -> None:
    """Foreign keys are looked at now, not at the end; the next row of each table gets the next number."""
    try:
        with target.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for statement in target.ops.sequence_reset_sql(no_style(), [table.model for table in tables]):
                cursor.execute(statement)
            cursor.execute("ANALYZE")  # else the questions below are planned for empty tables
    except Error as error:
        raise CannotMove(f"Something points to nothing: {first_line(error)}") from error
