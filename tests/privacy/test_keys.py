# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keys lie under keys; all are renewed while the town works, and what was closed opens for its owners alone."""

import shutil
import threading
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import connections

from cast import Cast
from concejo.cases import actions as cases
from concejo.cases.models import Case
from concejo.people import links
from concejo.privacy import keyring, renewal, seal, townkey
from concejo.privacy.models import SealKey
from concejo.square import actions as square
from concejo.square.models import Conversation, Post, Visibility


@pytest.fixture(autouse=True)
def _own_key(tmp_path, settings, monkeypatch):
    """A key file of this test's own, and a process that remembers nothing."""
    settings.TOWN_KEY_FILE = tmp_path / "own.key"
    townkey.make(settings.TOWN_KEY_FILE)
    monkeypatch.setattr(renewal, "GRACE", 0.2)
    caches["keys"].clear()
    yield
    caches["keys"].clear()


def quiet(_line: str) -> None:
    """Nobody listens."""


@pytest.mark.django_db
def test_after_a_renewal_everything_opens_and_the_old_key_opens_nothing(settings, tmp_path) -> None:
    private = square.open_conversation(Visibility.PRIVATE)
    closed = {scope: seal.seal(scope, b"secreto") for scope in ("intake", "media", private.key_id)}
    token, slip = links.make(links.Purpose.CASE, 12), links.code_path("AB12")
    old = tmp_path / "stolen.key"
    shutil.copy(settings.TOWN_KEY_FILE, old)
    before = {row.scope: bytes(row.wrapped) for row in SealKey.objects.all()}

    count = renewal.renew(say=quiet)

    assert count == SealKey.objects.count() > len(before)
    assert not any(bytes(row.wrapped) == before.get(row.scope) for row in SealKey.objects.all()), "each is wrapped anew"
    assert len(townkey.read(settings.TOWN_KEY_FILE)) == 1
    assert settings.TOWN_KEY_FILE.stat().st_mode & 0o077 == 0
    for forget in (lambda: None, caches["keys"].clear):
        forget()
        assert {scope: seal.unseal(scope, one) for scope, one in closed.items()} == dict.fromkeys(closed, b"secreto")
    assert links.read(links.Purpose.CASE, token) == 12, "links in old mails go on working"
    assert links.make(links.Purpose.CASE, 12) != token, "new ones have the new key"
    assert links.code_path("AB12") == slip, "the slip in her handbag stays good"
    settings.TOWN_KEY_FILE = old
    caches["keys"].clear()
    for scope, one in closed.items():
        with pytest.raises(seal.CannotOpen):
            seal.unseal(scope, one)


@pytest.mark.django_db
def test_what_another_process_closed_with_the_new_key_opens_with_the_old_one_still_in_memory() -> None:
    seal.seal("intake", b"")
    caches["keys"].set("intake", keyring.key_of("intake"))
    stale = caches["keys"].get("intake")
    renewal.renew(say=quiet)
    caches["keys"].clear()
    closed = seal.seal("intake", b"nuevo")
    caches["keys"].set("intake", stale)
    assert seal.unseal("intake", closed) == b"nuevo"


@pytest.mark.django_db
@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_renewal_that_was_cut_off_goes_on(settings, monkeypatch, after) -> None:
    closed = {scope: seal.seal(scope, b"secreto") for scope in ("a", "b", "c", "d")}
    real, done = renewal._fresh, []

    def dies(row, stamp):
        if len(done) == after:
            raise KeyboardInterrupt
        done.append(row.scope)
        real(row, stamp)

    with monkeypatch.context() as patch:
        patch.setattr(renewal, "_fresh", dies)
        with pytest.raises(KeyboardInterrupt):
            renewal.renew(say=quiet)
    assert len(townkey.read(settings.TOWN_KEY_FILE)) == 2
    caches["keys"].clear()
    assert all(seal.unseal(scope, one) == b"secreto" for scope, one in closed.items())
    said: list[str] = []
    renewal.renew(say=said.append)
    assert said[0].startswith("going on")
    assert len(townkey.read(settings.TOWN_KEY_FILE)) == 1
    assert not SealKey.objects.filter(scope__contains="#").count() > len(closed), (
        "what was renewed is not renewed again"
    )
    caches["keys"].clear()
    assert all(seal.unseal(scope, one) == b"secreto" for scope, one in closed.items())


@pytest.mark.django_db(transaction=True)
def test_the_town_works_on_while_its_keys_are_renewed() -> None:
    closed: list[tuple[str, bytes, bytes]] = []
    wrong: list[Exception] = []
    stop = threading.Event()

    def works(number: int) -> None:
        try:
            turn = 0
            while not stop.is_set():
                turn += 1
                if turn % 3 == 0:
                    caches["keys"].clear()
                scope = str(square.open_conversation(Visibility.PRIVATE).key_id) if turn % 2 else "intake"
                words = f"{number}:{turn}".encode()
                closed.append((scope, seal.seal(scope, words), words))
                for known, one, plain in closed[-5:]:
                    assert seal.unseal(known, one) == plain
        except Exception as error:  # noqa: BLE001 -- told by the test
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=works, args=(number,)) for number in range(2)]
    for one in threads:
        one.start()
    counts = [renewal.renew(say=quiet)]
    while not wrong and (len(closed) < 60 or len(counts) < 3):
        counts.append(renewal.renew(say=quiet))
    stop.set()
    for one in threads:
        one.join(60)
    assert not wrong, wrong
    assert counts == sorted(counts)
    caches["keys"].clear()
    assert all(seal.unseal(scope, one) == plain for scope, one, plain in closed)


@pytest.mark.django_db
def test_a_private_matter_lies_under_the_key_of_whoever_has_it(town: Cast) -> None:
    town.hears("Alejandra", "Mi marido no puede subir al autobús.", visibility="private")
    case = Case.objects.get()
    key = SealKey.objects.get(scope=case.main.key_id)
    assert key.parent_id == "desk", "nobody has it yet"
    cases.assign(case, to=town["Miguel"], by=town["Pilar"])
    key.refresh_from_db()
    department = Conversation.objects.get(pk=case.main.pk).department
    assert key.parent_id == f"department:{department.pk}"
    caches["keys"].clear()
    assert "autobús" in Post.objects.filter(author__isnull=False).latest("id").words
    SealKey.objects.filter(scope="desk").update(wrapped=b"x" * 60)
    caches["keys"].clear()
    assert "autobús" in Post.objects.filter(author__isnull=False).latest("id").words, "the desk's key is not needed"


def test_a_key_file_is_whole_or_not_there(tmp_path) -> None:
    path: Path = tmp_path / "town.key"
    townkey.make(path)
    first = townkey.read(path)
    townkey.add(path)
    assert townkey.read(path)[1:] == first
    townkey.add(path)
    assert len(townkey.read(path)) == 2, "a renewal that goes on makes no third key"
    townkey.drop_old(path)
    assert len(townkey.read(path)) == 1 != first
    assert not list(tmp_path.glob("*.new"))
    path.write_text("nonsense\n")
    with pytest.raises(townkey.CannotOpen):
        townkey.read(path)
