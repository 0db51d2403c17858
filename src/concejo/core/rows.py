# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows that every letter writes or changes, by a sentence that is made once: Django makes it anew for each row, which
costs it four times what the database needs.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models


def write(row: models.Model, *, unless_there: bool = False) -> None:
    """Insert a row that nobody asks anything of; one that is numbered by the database does not learn its number.

    `unless_there` leaves the row that is there as it is.
    """
    numbered = row.pk is None
    fields = _fields(type(row), numbered)
    values = [one.get_db_prep_save(getattr(row, one.attname), connection) for one in fields]
    with connection.cursor() as cursor:
        cursor.execute(_sentence(type(row), numbered, unless_there), values)
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001 -- as `save` leaves it


def write_many(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model, in their order; those that the database numbers do not learn their numbers."""
    if not rows:
        return
    model, numbered, there = type(rows[0]), rows[0].pk is None, connections[DEFAULT_DB_ALIAS]
    ready = [(one.attname, one.get_db_prep_save) for one in _fields(model, numbered)]
    values = [[prepare(getattr(row, name), there) for name, prepare in ready] for row in rows]
    with there.cursor() as cursor:
        cursor.executemany(_sentence(model, numbered, unless_there=False), values)


def change(row: models.Model, *names: str, key: str = "pk", only_if: Mapping[str, object] | None = None) -> bool:
    """Update these fields of a row as they stand in memory, found by `key`; says whether there was one.

    `only_if` are values that other fields must have in the database.
    """
    by_name, conditions = _by_name(type(row)), {key: getattr(row, key), **(only_if or {})}
    changed = [by_name[name] for name in names]
    values = [one.get_db_prep_save(getattr(row, one.attname), connection) for one in changed]
    found = [by_name[name].get_db_prep_value(value, connection) for name, value in conditions.items()]
    with connection.cursor() as cursor:
        cursor.execute(_update(type(row), names, tuple(conditions)), [*values, *found])
        return bool(cursor.rowcount)


@lru_cache(maxsize=64)
def _update(model: type[models.Model], names: tuple[str, ...], conditions: tuple[str, ...]) -> str:
    quote, by_name = connection.ops.quote_name, _by_name(model)

    def each(of: tuple[str, ...]) -> list[str]:
        return [f"{quote(by_name[name].column or '')} = %s" for name in of]

    table = quote(model._meta.db_table)  # noqa: SLF001 -- see below
    return f"UPDATE {table} SET {', '.join(each(names))} WHERE {' AND '.join(each(conditions))}"  # noqa: S608 -- see below


@lru_cache(maxsize=64)
def _by_name(model: type[models.Model]) -> "dict[str, models.Field[Any, Any]]":
    return {"pk" if one.primary_key else one.name: one for one in _fields(model, numbered=False)}


@lru_cache(maxsize=64)
def _fields(model: type[models.Model], numbered: bool) -> "list[models.Field[Any, Any]]":  # noqa: FBT001 -- see below
    every = model._meta.concrete_fields  # noqa: SLF001 -- Django's public name for them
    return [one for one in every if not (numbered and one.primary_key)]


@lru_cache(maxsize=64)
def _sentence(model: type[models.Model], numbered: bool, unless_there: bool) -> str:  # noqa: FBT001 -- keys of the cache
    quote, meta, fields = connection.ops.quote_name, model._meta, _fields(model, numbered)  # noqa: SLF001 -- see above
    names = ", ".join(quote(one.column or "") for one in fields)
    places = ", ".join(["%s"] * len(fields))
    end = " ON CONFLICT DO NOTHING" if unless_there else ""
    return f"INSERT INTO {quote(meta.db_table)} ({names}) VALUES ({places}){end}"  # noqa: S608 -- names of our own columns
