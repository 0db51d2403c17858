# SPDX-License-Identifier: AGPL-3.0-or-later
"""The machine burns, the backup of last month comes back, and what Alejandra had erased since is erased again."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection

from cast import Cast, address
from concejo.config.backup import keeping, making
from concejo.core.models import LedgerLine
from concejo.privacy import erased, holdings
from concejo.privacy.holdings import Subject
from concejo.square.models import Follow, Post

pytestmark = pytest.mark.django_db(transaction=True)
PUBLIC, SECRET = "La farola del gallinero está apagada.", "Me da vergüenza contarlo en la plaza."
START = "import django; django.setup(); from concejo.config import ready; ready.require_town()"


@pytest.fixture(autouse=True)
def _list(town: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    caches["keys"].clear()
    key = tmp_path / "here.key"
    shutil.copy(settings.TOWN_KEY_FILE, key)
    monkeypatch.setattr(settings, "TOWN_KEY_FILE", key)


def alejandra_speaks_and_goes(town: Cast, backups: Path) -> None:
    """She speaks, a backup is made, and then she has everything erased."""
    town.hears("Alejandra", PUBLIC)
    town.hears("Alejandra", SECRET, visibility="private")
    backups.mkdir()
    making.make(backups / "old.tar")
    holdings.erase(Subject(frozenset({address("Alejandra").pk})), by=town["Pilar"].ref)
    erased.copy_to(backups)


def run(*words: str, data: Path, key: Path) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CONCEJO_", "DJANGO_"))}
    env = kept | {
        "CONCEJO_DATA": str(data), "CONCEJO_KEY_FILE": str(key), "CONCEJO_CONFIG": str(data.parent / "none.toml"),
        "DJANGO_SETTINGS_MODULE": "concejo.config.settings", "CONCEJO_DATABASE_URL": "",
    }  # fmt: skip
    done = subprocess.run([sys.executable, *words], env=env, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return done.stdout.decode()


def words_in(data: Path) -> tuple[list[str], int, int]:
    """Public words, sealed words and addresses of hers in a restored town."""
    with closing(sqlite3.connect(data / "concejo.sqlite3")) as there:
        texts = [row[0] for row in there.execute("SELECT text FROM square_post WHERE author_id IS NOT NULL")]
        sealed = there.execute("SELECT count(*) FROM square_post WHERE sealed IS NOT NULL").fetchone()[0]
        hers = there.execute("SELECT count(*) FROM people_address WHERE path LIKE 'alejandra%'").fetchone()[0]
    return texts, sealed, hers


def test_an_old_backup_brings_nothing_back_that_was_erased_since(town: Cast, tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("a restored file of SQLite is looked into")
    alejandra_speaks_and_goes(town, tmp_path / "backups")
    data, key = tmp_path / "elsewhere", tmp_path / "elsewhere.key"
    shutil.copy(settings.TOWN_KEY_FILE, key)
    said = run(
        "-m", "concejo", "restore", str(tmp_path / "backups" / "old.tar"), "--data", str(data), data=data, key=key
    )
    assert "is erased again" in said
    texts, sealed, hers = words_in(data)
    assert (PUBLIC in texts, sealed > 0, hers) == (True, True, 1), "the backup is older than her wish"
    for _start in range(2):
        run("-c", START, data=data, key=key)
    texts, sealed, hers = words_in(data)
    assert (PUBLIC in texts, sealed, hers) == (False, 0, 0)
    for file in (data / "concejo.sqlite3", data / "concejo.sqlite3-wal"):
        if file.exists():
            assert PUBLIC.encode() not in file.read_bytes()
            assert PUBLIC.encode("utf-16-le") not in file.read_bytes()
    with closing(sqlite3.connect(data / "concejo.sqlite3")) as there:
        count = there.execute("SELECT count(*) FROM core_ledgerline WHERE act = 'privacy.erased'").fetchone()[0]
    assert count == 1, "once, however often the town starts"


def test_the_list_says_nothing_of_anybody_and_lies_outside_the_data(town: Cast, tmp_path: Path) -> None:
    alejandra_speaks_and_goes(town, tmp_path / "backups")
    told = erased.file().read_text()
    assert Path(settings.DATA) not in erased.file().parents
    assert oct(erased.file().stat().st_mode & 0o777) == "0o600"
    assert "alejandra" not in told.lower()
    assert str(address_pk()) in told
    assert erased.read(erased.file()) == erased.read(tmp_path / "backups" / erased.NAME)


def test_the_same_in_a_database_that_forgot_it(town: Cast, tmp_path: Path) -> None:
    """As on PostgreSQL, where another database is loaded: the ledger does not know of it, the list does."""
    alejandra_speaks_and_goes(town, tmp_path / "backups")
    LedgerLine.objects.filter(act=erased.ACT).delete()
    back = Post.objects.filter(author=address_pk()).first()
    Follow.objects.create(address_id=address_pk(), topic="square", since=back.at)
    assert erased.again() == 1
    assert not Follow.objects.exists()
    assert erased.again() == 0


def test_half_a_line_and_a_full_disk_stop_nothing(town: Cast, tmp_path: Path, monkeypatch) -> None:
    alejandra_speaks_and_goes(town, tmp_path / "backups")
    whole = erased.file().read_bytes()
    erased.file().write_bytes(whole[:-9])
    assert erased.again() == 0
    erased.keep()
    assert len(erased.read(erased.file())) == 1, "the ledger knows it still"
    monkeypatch.setattr(settings, "TOWN_KEY_FILE", tmp_path / "nowhere" / "town.key")
    erased.keep()


def test_every_night_the_list_goes_to_where_the_backups_are(town: Cast, tmp_path: Path, monkeypatch) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the backup of PostgreSQL needs pg_dump; the list is the same")
    monkeypatch.setitem(settings.OPTIONS, "nightly_backup", str(tmp_path / "nights"))
    (tmp_path / "nights").mkdir()
    town.hears("Alejandra", PUBLIC)
    holdings.erase(Subject(frozenset({address("Alejandra").pk})), by=town["Pilar"].ref)
    assert keeping.tonight()
    assert len(erased.read(tmp_path / "nights" / erased.NAME)) == 1


def address_pk() -> int:
    """Hers, as the list names it."""
    return int(erased.read(erased.file())[0][1])
