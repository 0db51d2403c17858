# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever looks into the WAL-index keeps SQLite's locks on it; else a worker that starts cuts it from under the web."""

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from concejo.front.check import SqliteCheck

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="locks are read from /proc/locks, which Linux has")


def held(shared: Path) -> bool:
    """The lock by which SQLite knows that somebody uses the WAL-index (byte 128 of the file)."""
    inode, me = str(shared.stat().st_ino), str(os.getpid())
    rows = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
    return any(row[4] == me and row[5].endswith(f":{inode}") and row[6] == "128" for row in rows if "->" not in row)


def test_looking_and_forgetting_lets_no_lock_go(tmp_path):
    file = tmp_path / "a.sqlite3"
    with closing(sqlite3.connect(file)) as base:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("CREATE TABLE core_changecounter (scope TEXT, version INTEGER)")
        base.commit()
        check = SqliteCheck(file)
        for _time in range(3):
            check.look()
            assert held(tmp_path / "a.sqlite3-shm")
            check._forget()
            assert held(tmp_path / "a.sqlite3-shm"), "our other connection still stands on it"
