# SPDX-License-Identifier: AGPL-3.0-or-later
"""The database that the town moves to: reached, judged, given its tables."""

from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, Error, NotSupportedError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from concejo.config import database
from concejo.config.moving import CannotMove, first_line

TARGET = "target"
_HINTS = {
    "could not translate host name": "No machine is called so.",
    "name or service not known": "No machine is called so.",
    "connection refused": "Nothing answers there: does the server run, and does it listen at that address and port?",
    "no such file or directory": "There is no such socket: does the server run, and is host= its folder?",
    "timeout expired": "Nothing answers there in time: is a firewall in between?",
    "password authentication failed": "The user or the password is not the right one.",
    "no password supplied": "A password is wanted: in the address, or in ~/.pgpass.",
    "peer authentication failed": "By this socket the server knows only users of this machine with the same name.",
    "no pg_hba.conf entry": "The server lets nobody in from this machine (pg_hba.conf).",
    "does not exist": "Make it first: docs/run/postgresql.md says how.",
    "permission denied": "The user may not open this database: docs/run/postgresql.md says how to let it.",
}
"""What libpq says, and what it means for whoever reads it."""


def reach(url: str) -> BaseDatabaseWrapper:
    """Open the target beside the town's own database."""
    described = {
        DEFAULT_DB_ALIAS: connections[DEFAULT_DB_ALIAS].settings_dict,
        TARGET: database.describe(url, data=Path()),
    }
    connections.settings[TARGET] = connections.configure_settings(described)[TARGET]
    target = connections[TARGET]
    try:
        target.ensure_connection()
        with target.cursor() as cursor:
            database.without_limits(cursor)
    except NotSupportedError as error:
        raise CannotMove(f"The server is too old: {error}") from error
    except OperationalError as error:
        raise CannotMove(_in_words(str(error))) from error
    return target


def _in_words(said: str) -> str:
    lines = [line.strip().removeprefix("connection failed: ") for line in said.splitlines() if line.strip()]
    for line in lines:
        hint = next((hint for sign, hint in _HINTS.items() if sign in line.lower()), "")
        if hint:
            return f"The server cannot be used: {line}\n{hint}"
    return f"The server cannot be used: {' '.join(lines) or 'no reason given'}"


def judge(target: BaseDatabaseWrapper) -> None:
    """May a town be put there? Its encoding, our rights, and that nothing is there yet."""
    with target.cursor() as cursor:
        cursor.execute("SHOW server_encoding")
        (encoding,) = cursor.fetchone()
        cursor.execute("SELECT current_schema(), has_schema_privilege(current_schema(), 'CREATE')")
        schema, may_create = cursor.fetchone()
        there = sorted(target.introspection.table_names(cursor, include_views=True))
    if encoding != "UTF8":
        raise CannotMove(
            f"The database is encoded in {encoding}; it must be UTF8: "
            "CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8'."
        )
    if schema is None or not may_create:
        raise CannotMove(f"The user may not make tables there (GRANT CREATE ON SCHEMA {schema or 'public'} TO …).")
    if there:
        some = ", ".join(there[:5]) + (", …" if len(there) > 5 else "")
        raise CannotMove(f"The database is not empty: {len(there)} tables are there ({some}). Make a new one.")


def make_tables(target: BaseDatabaseWrapper) -> None:
    """The tables of this version, in the transaction of the move; what an upgrade step wrote into them goes again."""
    try:
        executor = MigrationExecutor(target)
        executor.migrate(executor.loader.graph.leaf_nodes())
    except Error as error:
        raise CannotMove(f"The tables cannot be made: {first_line(error)}") from error
