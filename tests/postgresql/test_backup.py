# SPDX-License-Identifier: AGPL-3.0-or-later
"""A town on PostgreSQL is backed up by the server's own program, and comes back in an empty database."""

import shutil

from tests.postgresql.conftest import SCRIPTS, Ground


def look(ground: Ground) -> str:
    done = ground.python(str(SCRIPTS / "look.py"))
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_backup_comes_back_in_another_database(lived, new_database, server, tmp_path) -> None:
    programs, url = {"PATH": server.path}, new_database()
    assert lived.concejo("move", "--to", url).returncode == 0
    lived.settings |= {"CONCEJO_DATABASE_URL": url} | programs
    before, file = look(lived), tmp_path / "olivar.tar"
    done = lived.concejo("backup", str(file))
    assert done.returncode == 0, done.stderr
    again = Ground(tmp_path / "again", {"CONCEJO_DATABASE_URL": new_database()} | programs)
    again.folder.mkdir()
    shutil.copy(lived.folder / "town.key", again.folder / "town.key")
    done = again.concejo("restore", str(file))
    assert done.returncode == 0, done.stderr
    assert look(again) == before
