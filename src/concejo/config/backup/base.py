# SPDX-License-Identifier: AGPL-3.0-or-later
"""A copy of the database as it was at one moment, while others write."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.db import connection

from concejo.config import database
from concejo.config.backup.manifest import Broken, Table, hashed

SQLITE, POSTGRES = "database.sqlite3", "database.dump"


def kind() -> str:
    """Which database this town has."""
    return "sqlite" if connection.vendor == "sqlite" else "postgresql"


def copy_to(folder: Path) -> tuple[Path, dict[str, Table]]:
    """Copy the database into that folder; returns the file, and what its tables hold."""
    return _sqlite(folder / SQLITE) if kind() == "sqlite" else _postgres(folder / POSTGRES)


def _sqlite(path: Path) -> tuple[Path, dict[str, Table]]:
    """By SQLite's own online backup: one moment, and nobody waits for it (sqlite.org/backup.html).

    The file itself is never opened here: closing it would let go the locks of this process on it (fcntl(2)).
    """
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    return path, tables_of(path)


def tables_of(path: Path) -> dict[str, Table]:
    """Counts and hashes of a copy that nobody else uses."""
    with closing(sqlite3.connect(path)) as base:
        damage = str(base.execute("PRAGMA quick_check(1)").fetchone()[0])
        if damage != "ok":
            raise Broken(f"The database is damaged: {damage[:200]}.")
        names = base.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
            " AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
        ).fetchall()
        return {name: hashed(base.execute(f'SELECT * FROM "{name}"')) for (name,) in names}  # noqa: S608 -- names of our own tables


def _postgres(path: Path) -> tuple[Path, dict[str, Table]]:
    """By pg_dump, which sees the same moment as the counts beside it (pg_export_snapshot)."""
    program = _program("pg_dump")
    fresh = connection.copy()
    try:
        with fresh.cursor() as cursor:
            database.without_limits(cursor)
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = str(cursor.fetchone()[0])
            _call([program, "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={path}"])
            return path, postgres_tables(cursor)
    finally:
        fresh.close()


def postgres_tables(cursor: object) -> dict[str, Table]:
    """Counts and hashes of what that cursor sees."""
    ask = cursor.execute  # type: ignore[attr-defined]
    ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    names = [str(row[0]) for row in cursor.fetchall()]  # type: ignore[attr-defined]
    return {name: hashed(_rows(cursor, name)) for name in names}


def _rows(cursor: object, table: str) -> Iterator[tuple[object, ...]]:
    cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')  # type: ignore[attr-defined]  # noqa: S608 -- our own tables
    while rows := cursor.fetchmany(1000):  # type: ignore[attr-defined]
        yield from rows


def into_postgres(dump: Path) -> dict[str, Table]:
    """Bring a dump into the empty database that the settings name."""
    program = _program("pg_restore")
    with connection.cursor() as cursor:
        if postgres_tables(cursor):
            raise Broken("The database is not empty; a backup is restored into an empty one only.")
    _call(
        [
            program,
            "--no-owner",
            "--exit-on-error",
            "--single-transaction",
            f"--dbname={connection.settings_dict['NAME']}",
            str(dump),
        ]
    )
    with connection.cursor() as cursor:
        database.without_limits(cursor)
        return postgres_tables(cursor)


def can_be_read(dump: Path) -> None:
    """A dump is whole: pg_restore reads all of it and writes nowhere. Whether it loads, only a restore proves."""
    _call([_program("pg_restore"), "--file=/dev/null", str(dump)])


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Broken(f"{name} is not installed: on Debian, sudo apt-get install postgresql-client.")
    return found


def _call(command: list[str]) -> None:
    settings = database.environment(connection.settings_dict) if kind() == "postgresql" else {}
    done = subprocess.run(command, env={**os.environ, **settings}, capture_output=True, text=True, check=False)  # noqa: S603 -- found above
    if done.returncode:
        raise Broken(f"{Path(command[0]).name} says: {done.stderr.strip()[:300]}")
