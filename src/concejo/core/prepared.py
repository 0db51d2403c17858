# SPDX-License-Identifier: AGPL-3.0-or-later
"""Questions that Django puts into SQL once in each process, because every page and every letter asks them.

Putting a question into SQL costs Django several times what the answer costs SQLite, and it is the same SQL every time.
So it is put with stand-ins for the values, and these are found again among its parameters. One that is not there went
elsewhere than into a condition, which is a mistake of whoever wrote the question and is raised as one.
"""

from collections.abc import Callable, Hashable, Iterator
from copy import copy
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

Values = ParamSpec("Values")
Row = TypeVar("Row")
_KEPT = 64
"""Wordings of one question: each length of a list is one."""
_NUMBER, _MOMENT = 2_147_400_000, datetime(9000, 1, 1, tzinfo=UTC)
"""Where stand-ins begin: where no value of a town ever is."""


def prepared(ask: Callable[Values, "QuerySet[Any, Row]"]) -> Callable[Values, list[Row]]:
    """What makes a QuerySet becomes what answers with its rows, read now.

    Arguments by place are values of conditions: a number (of a column of 32 bits or more, or a fraction), a text, a
    moment, a day, or a list of one of these. Arguments by name shape the question (how many rows, with which joins) and
    may be anything that can be hashed.
    """

    @lru_cache(maxsize=_KEPT)
    def worded(_vendor: str, kinds: tuple[Any, ...], shape: tuple[Any, ...]) -> "_Wording | None":
        numbers = iter(range(10_000))
        stand_ins = [_stand_in(kind, numbers) for kind in kinds]
        try:
            return _Wording(ask(*stand_ins, **dict(shape)), [*_flat(stand_ins)])
        except EmptyResultSet:  # in an empty list there is nothing
            if () in kinds:
                return None
            raise

    @wraps(ask)
    def answer(*values: Values.args, **shape: Values.kwargs) -> list[Row]:
        wording = worded(_connection().vendor, tuple(map(_kind, values)), tuple(shape.items()))
        return [] if wording is None else list(wording.about([*_flat(values)]))

    return answer


class _Said(Query):
    """A query that was put into SQL already."""

    compiler_made: SQLCompiler

    def get_compiler(self, *_using: Any, **_more: Any) -> SQLCompiler:
        return self.compiler_made


class _Wording:
    """One question in SQL, and which of its parameters is which value."""

    def __init__(self, rows: "QuerySet[Any, Any]", stand_ins: list[Any]) -> None:
        self._compiler = rows.query.get_compiler(connection=_connection())
        self._sql, said = self._compiler.as_sql()
        known = {_as_said(one): place for place, one in enumerate(stand_ins)}
        self._said = [(known.get(one), one) if isinstance(one, Hashable) else (None, one) for one in said]
        if {place for place, _one in self._said} - {None} != {*range(len(stand_ins))}:
            raise TypeError("a value of a prepared question stands elsewhere than in a condition")
        self._rows = rows.all()
        self._rows.query.__class__ = _Said
        del self._compiler.connection  # it belongs to a thread, what is kept to none

    def about(self, values: list[Any]) -> "QuerySet[Any, Any]":
        """The same question with these values."""
        ready = [_as_said(value) for value in values]
        said = tuple(one if place is None else ready[place] for place, one in self._said)
        compiler = copy(self._compiler)  # this thread's own, with its own connection
        compiler.connection = _connection()
        compiler.as_sql = lambda *_how, **_ever: (self._sql, said)
        rows = self._rows.all()
        cast("_Said", rows.query).compiler_made = compiler
        return rows


def _connection() -> BaseDatabaseWrapper:
    """That of the thread that asks."""
    return connections[DEFAULT_DB_ALIAS]


def _kind(value: Any) -> Hashable:
    if isinstance(value, (list, tuple, set, frozenset)):
        return tuple(_kind(one) for one in value)
    for kind in (int, float, str, datetime, date):
        if isinstance(value, kind):
            return kind
    raise TypeError(f"{type(value).__name__} is no value of a prepared question")


def _stand_in(kind: Any, numbers: Iterator[int]) -> Any:
    if isinstance(kind, tuple):
        return [_stand_in(one, numbers) for one in kind]
    number = next(numbers)
    moment = _MOMENT + timedelta(days=number)
    plain = {int: _NUMBER + number, float: _NUMBER + number + 0.5, str: f"\x01stand-in {number}"}
    return {**plain, datetime: moment, date: moment.date()}[kind]


def _flat(values: Any) -> Iterator[Any]:
    for value in values:
        if isinstance(value, (list, tuple, set, frozenset)):
            yield from value
        else:
            yield value


def _as_said(value: Any) -> Hashable:
    """As the database reads it."""
    if isinstance(value, datetime):
        return _connection().ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return _connection().ops.adapt_datefield_value(value)
    for kind in (str, float):
        if isinstance(value, kind):
            return kind(value)
    return int(value)
