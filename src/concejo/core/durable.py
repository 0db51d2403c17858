# SPDX-License-Identifier: AGPL-3.0-or-later
"""What people were told is done is on the disk: commits that wait for it, files that are whole or not there at all."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import InterfaceError, OperationalError, connection

_SQLITE = ("locked", "disk i/o error", "disk is full", "readonly database", "unable to open database")
_POSTGRES = ("08", "25006", "53", "57", "58")
"""SQLSTATE: connection, read-only, no room, shut down, the system (PostgreSQL appendix A)."""
_FILES = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EFBIG})


@contextmanager
def fully() -> Iterator[None]:
    """Commits inside the block are on the disk when they return; those before them too, since the log is one file.

    SQLite alone needs it: its connections run with ``synchronous=NORMAL``, where a power cut may take the last commits.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    _synchronous("FULL")
    try:
        yield
    finally:
        _synchronous("NORMAL")


def _synchronous(how: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous={how}")


def away(error: BaseException) -> bool:
    """Is it the disk or the database that does not answer, whatever was to be written?"""
    if isinstance(error, InterfaceError):
        return True
    if isinstance(error, OperationalError):
        if connection.vendor == "sqlite":
            return any(word in str(error).lower() for word in _SQLITE)
        state = getattr(error.__cause__, "sqlstate", None)
        return state is None or state.startswith(_POSTGRES)
    return isinstance(error, OSError) and error.errno in _FILES


def write_file(path: Path, data: bytes) -> None:
    """Write a file so that after a power cut it is there whole or not at all."""
    made = [folder for folder in (path.parent, *path.parent.parents) if not folder.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    for folder in {path.parent, *(one.parent for one in made)}:
        keep_names(folder)


def keep_names(folder: Path) -> None:
    """The names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
