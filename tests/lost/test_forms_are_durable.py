# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a form was thanked for is on the disk; what cannot be written is not thanked for."""

import errno
import os
import sqlite3
import threading
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import OperationalError, connection, connections
from django.test import Client

from cast import photo
from concejo.cases.models import Case
from concejo.channels import hear
from concejo.channels.models import Draft, Letter
from concejo.core import durable
from concejo.square.models import Media, Post

pytestmark = pytest.mark.django_db(transaction=True)
HERE = {"host": "olivar.example", "origin": "http://olivar.example"}
STEPS = (
    {"text": "La farola de la calle Real, 3 no luce"},
    {"place": "calle Real, 3"},
    {},
    {"visibility": "public"},
    {"answer_by": "code"},
)


@pytest.fixture(autouse=True)
def _fresh_keys(town):
    caches["keys"].clear()


def filled_in(client: Client) -> str:
    """A form with everything but its last step; returns the draft's token."""
    client.post("/speak/", STEPS[0], headers=HERE)
    token = Draft.objects.latest("expires_at").token
    for number, fields in enumerate(STEPS[1:-1], start=2):
        client.post(f"/speak/{token}/{number}/", fields, headers=HERE)
    return token


@pytest.fixture
def synced(monkeypatch):
    """How each commit of a letter was made: NORMAL is 1, FULL is 2."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL waits for the disk at every commit (synchronous_commit=on)")
    seen: list[int] = []
    real = hear.hear

    def watched(letter):
        with connection.cursor() as cursor:
            seen.append(cursor.execute("PRAGMA synchronous").fetchone()[0])
        return real(letter)

    monkeypatch.setattr(hear, "hear", watched)
    return seen


def test_a_form_is_on_the_disk_before_it_is_thanked_for(synced):
    client = Client()
    token = filled_in(client)
    answer = client.post(f"/speak/{token}/5/", STEPS[-1], headers=HERE)
    assert answer.status_code == 302
    assert synced == [2]
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA synchronous").fetchone()[0] == 1, "and only then"
    assert Case.objects.get().number in client.get(answer["Location"], headers=HERE).content.decode()


def test_a_form_sent_twice_at_once_is_one_letter_and_one_case():
    client = Client()
    token = filled_in(client)
    answers: list[int] = []

    def send() -> None:
        answers.append(Client().post(f"/speak/{token}/5/", STEPS[-1], headers=HERE).status_code)
        connections.close_all()

    both = [threading.Thread(target=send) for _time in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert answers == [302, 302]
    assert (Letter.objects.count(), Post.objects.count(), Case.objects.count()) == (1, 1, 1)


def test_a_form_whose_page_died_is_understood_by_the_worker_with_its_photos(town, monkeypatch):
    client = Client()
    token = filled_in(client)
    client.post(f"/speak/{token}/3/", {"photo": BytesIO(photo())}, headers=HERE)

    def dies(_letter):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(hear, "hear", dies)
        with pytest.raises(KeyboardInterrupt):
            client.post(f"/speak/{token}/5/", STEPS[-1], headers=HERE)
    letter = Letter.objects.get()
    assert letter.lease, "its own door had it"
    assert hear.hear_due() == 0
    Letter.objects.update(lease_until=letter.received_at)
    assert hear.hear_due() == 1
    assert Post.objects.get().media.count() == 1


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("database is locked"),
        OperationalError("database or disk is full"),
        OperationalError("attempt to write a readonly database"),
        OSError(errno.ENOSPC, "No space left on device"),
    ],
    ids=["locked", "full", "read-only", "no-room-for-the-photo"],
)
def test_what_cannot_be_written_is_not_thanked_for(monkeypatch, error):
    if connection.vendor != "sqlite" and isinstance(error, OperationalError):
        pytest.skip("these are SQLite's words")
    client = Client()
    token = filled_in(client)

    def fails(*_arguments, **_more):
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("concejo.web.sending.intake.take_in", fails)
        answer = client.post(f"/speak/{token}/5/?lang=en", STEPS[-1], headers=HERE)
    assert answer.status_code == 503
    assert "was not kept" in answer.content.decode()
    assert answer["Retry-After"]
    assert not Letter.objects.exists()
    assert client.post(f"/speak/{token}/5/", STEPS[-1], headers=HERE).status_code == 302, "the draft is still there"


def test_a_file_is_there_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "a" / "b" / "c.jpg"
    durable.write_file(path, b"x" * 1000)
    assert path.read_bytes() == b"x" * 1000
    synced: list[str] = []
    real = os.fsync

    def watched(handle: int) -> None:
        synced.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        real(handle)

    monkeypatch.setattr(os, "fsync", watched)
    durable.write_file(tmp_path / "d" / "e.jpg", b"y")
    assert [name for name in synced if "e.jpg" in name], "the words first"
    assert {"d", tmp_path.name} <= set(synced), "then the names of file and folder"

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        durable.write_file(path, b"z")
    assert path.read_bytes() == b"x" * 1000
    assert sorted(one.name for one in path.parent.iterdir()) == ["c.jpg"]


def test_a_picture_is_on_the_disk_before_its_row(town, monkeypatch):
    there: list[bool] = []
    real = Media.save

    def watched(self, *arguments, **more):
        there.append(pictures_of(self.name).exists())
        real(self, *arguments, **more)

    monkeypatch.setattr(Media, "save", watched)
    town.photo()
    assert there == [True]


def pictures_of(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "sealed" / name[:2] / f"{name}-original"


def test_words_of_sqlite_about_a_disk_are_known(tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("these are SQLite's words")
    file = tmp_path / "a.sqlite3"
    sqlite3.connect(file).execute("create table a (b)").connection.close()
    file.chmod(0o400)
    readonly = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    with pytest.raises(sqlite3.OperationalError) as told:
        readonly.execute("insert into a values (1)")
    readonly.close()
    assert durable.away(OperationalError(str(told.value)))
    assert not durable.away(OperationalError("no such table: a"))
