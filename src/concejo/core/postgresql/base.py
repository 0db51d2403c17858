# SPDX-License-Identifier: AGPL-3.0-or-later
"""The connection (Django looks for it under this name)."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations
from psycopg.adapt import AdaptersMap
from psycopg.types.string import StrDumperUnknown

from concejo.core import counters

NUL, STAND_IN = "\x00", "\ufffd"
"""PostgreSQL holds no NUL in text. Letters from elsewhere may carry one, and so may an address that somebody typed."""


class StrDumper(StrDumperUnknown):
    """Text with the sign "there was something unreadable here" in the place of NUL."""

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace(NUL, STAND_IN) if NUL in obj else obj)


@lru_cache
def _adapters(django: AdaptersMap) -> AdaptersMap:
    """Django's adapters, and ours for text."""
    ours = AdaptersMap(django)
    ours.register_dumper(str, StrDumper)
    return ours


def readable(value: Any) -> Any:
    """The same value without NUL in any of its texts, at any depth."""
    if isinstance(value, str):
        return value.replace(NUL, STAND_IN)
    if isinstance(value, Mapping):
        return {readable(key): readable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [readable(one) for one in value]
    return value


class Operations(DatabaseOperations):
    """JSON is text too."""

    def adapt_json_value(self, value: Any, encoder: Any) -> Any:
        return super().adapt_json_value(readable(value), encoder)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL that raises the counters of what changed as the last thing before a commit."""

    ops_class = Operations

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.scopes_to_raise: set[str] = set()

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        params["context"] = _Context(_adapters(params["context"].adapters))
        return params

    def connect(self) -> None:
        self.scopes_to_raise.clear()
        super().connect()

    def _commit(self) -> None:
        if self.connection is not None:
            counters.write_remembered(self)
        super()._commit()  # type: ignore[misc]  # the stubs leave it out

    def _rollback(self) -> None:
        self.scopes_to_raise.clear()
        super()._rollback()  # type: ignore[misc]


class _Context:
    """What psycopg asks for when it opens a connection."""

    connection = None

    def __init__(self, adapters: AdaptersMap) -> None:
        self.adapters = adapters
