# SPDX-License-Identifier: AGPL-3.0-or-later
"""A mailbox emptied into the town: a real Dovecot, IDLE, killed in the middle, rebuilt under our feet."""

import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from imap_tools import MailBoxUnencrypted

from concejo.channels.contract import Raw
from concejo.channels.kinds.email.fetch import back_off, fetch
from concejo.channels.kinds.email.folders import KEYWORD, done_place
from tests.channels.email.test_real_servers import until
from tests.counterparts.dovecot import Dovecot, dovecot

LETTER = b"From: ana@vecina.example\r\nMessage-ID: <%d@vecina.example>\r\nSubject: farola\r\n\r\nLetra %d\r\n"


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Dovecot]:
    with dovecot(tmp_path / "dovecot") as one:
        yield one


def settings(mailbox: Dovecot, **more: str | int | bool) -> dict[str, str | int | bool]:
    plain = {"imap_host": "127.0.0.1", "imap_port": mailbox.imap_port, "imap_security": "none"}
    return plain | {"imap_user": "avisos", "imap_password": "pw"} | more


def open_mailbox(mailbox: Dovecot) -> MailBoxUnencrypted:
    return MailBoxUnencrypted("127.0.0.1", mailbox.imap_port).login("avisos", "pw")


def put(mailbox: Dovecot, *numbers: int) -> None:
    with open_mailbox(mailbox) as imap:
        for number in numbers:
            imap.append(LETTER % (number, number), "INBOX")


def count(mailbox: Dovecot, folder: str) -> int:
    with MailBoxUnencrypted("127.0.0.1", mailbox.imap_port).login("avisos", "pw", initial_folder=None) as imap:
        if not imap.folder.exists(folder):
            return 0
        return imap.folder.status(folder, ["MESSAGES"])["MESSAGES"]


@contextmanager
def fetching(
    mailbox: Dovecot, store: Callable[[Raw], None], *, idle_seconds: float = 60, **more: str | int | bool
) -> Iterator[list[str]]:
    """The worker's thread, stopped at the end; gives what it reported."""
    stop, reports = threading.Event(), list[str]()
    thread = threading.Thread(
        target=fetch,
        args=(settings(mailbox, **more),),
        kwargs={"store": store, "stop": stop, "idle_seconds": idle_seconds, "report": reports.append},
    )
    thread.start()
    try:
        yield reports
    finally:
        stop.set()
        thread.join(20)
        assert not thread.is_alive()


def test_letters_are_stored_byte_for_byte_and_then_moved(mailbox: Dovecot) -> None:
    put(mailbox, 1, 2)
    stored: list[Raw] = []
    with fetching(mailbox, stored.append):
        until(lambda: count(mailbox, "Concejo/Recibido") == 2)
    assert [one.body for one in stored] == [LETTER % (1, 1), LETTER % (2, 2)]
    assert count(mailbox, "INBOX") == 0


def test_idle_wakes_at_once(mailbox: Dovecot) -> None:
    stored: list[Raw] = []
    with fetching(mailbox, stored.append, idle_seconds=600, poll_seconds=600) as reports:
        until(lambda: "" in reports)
        time.sleep(1)
        began = time.monotonic()
        put(mailbox, 7)
        until(lambda: len(stored) == 1, seconds=8)
        assert time.monotonic() - began < 8
        put(mailbox, 8)
        until(lambda: len(stored) == 2, seconds=8)


def test_without_idle_it_polls(tmp_path: Path) -> None:
    stored: list[Raw] = []
    with (
        dovecot(tmp_path / "poor", idle=False) as mailbox,
        fetching(mailbox, stored.append, poll_seconds=1, idle_seconds=600) as reports,
    ):
        until(lambda: "" in reports)
        put(mailbox, 3)
        until(lambda: len(stored) == 1, seconds=10)


def test_a_server_with_dots_between_folders(tmp_path: Path) -> None:
    stored: list[Raw] = []
    with dovecot(tmp_path / "dots", separator=".") as mailbox:
        put(mailbox, 1)
        with fetching(mailbox, stored.append):
            until(lambda: count(mailbox, "Concejo.Recibido") == 1)


def test_where_no_folder_can_be_made_letters_are_marked(mailbox: Dovecot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("concejo.channels.kinds.email.folders._made", lambda *_: False)
    put(mailbox, 1)
    stored: list[Raw] = []
    with fetching(mailbox, stored.append, idle_seconds=1):
        until(lambda: len(stored) == 1)
        put(mailbox, 2)
        until(lambda: len(stored) == 2)
        time.sleep(2.5)
    assert len(stored) == 2
    with open_mailbox(mailbox) as imap:
        assert [set(one.flags) >= {"\\Seen", KEYWORD} for one in imap.fetch(mark_seen=False)] == [True, True]
        assert done_place(imap, "Concejo/Recibido").criteria == f"UNKEYWORD {KEYWORD}"


def test_what_cannot_be_stored_stays_and_is_tried_again(mailbox: Dovecot) -> None:
    put(mailbox, 1, 2)
    tries: list[bytes] = []

    def store(raw: Raw) -> None:
        tries.append(raw.body)
        if tries.count(LETTER % (1, 1)) == 1 and raw.body == LETTER % (1, 1):
            message = "disk full"
            raise OSError(message)

    with fetching(mailbox, store) as reports:
        until(lambda: count(mailbox, "Concejo/Recibido") == 2)
    assert tries == [LETTER % (1, 1), LETTER % (2, 2), LETTER % (1, 1)]
    assert any("could not be stored" in one for one in reports)


def test_a_rebuilt_mailbox_loses_and_repeats_nothing(mailbox: Dovecot) -> None:
    with open_mailbox(mailbox) as imap:
        imap.folder.create("Entrada")
        imap.append(LETTER % (1, 1), "Entrada")
        before = imap.folder.status("Entrada", ["UIDVALIDITY"])
    stored: list[Raw] = []
    with fetching(mailbox, stored.append, idle_seconds=1, imap_folder="Entrada"):
        until(lambda: count(mailbox, "Concejo/Recibido") == 1)
        time.sleep(1.1)  # Dovecot makes UIDVALIDITY from the clock
        with open_mailbox(mailbox) as imap:
            imap.folder.delete("Entrada")
            imap.folder.create("Entrada")
            imap.append(LETTER % (2, 2), "Entrada")
            assert imap.folder.status("Entrada", ["UIDVALIDITY"]) != before
        until(lambda: count(mailbox, "Concejo/Recibido") == 2, seconds=60)
    # Both letters had UID 1 in a folder of that name.
    assert [one.body for one in stored] == [LETTER % (1, 1), LETTER % (2, 2)]


def test_a_wrong_password_is_reported_without_names(mailbox: Dovecot) -> None:
    with fetching(mailbox, lambda _: None, imap_password="wrong") as reports:
        until(lambda: bool(reports))
    assert reports == ["the mailbox refused user or password"]


def test_waiting_grows_and_stays_bounded() -> None:
    assert 0.8 <= back_off(1) <= 1.2
    assert back_off(3) > back_off(1)
    assert back_off(50) <= 360
    assert back_off(1, sign_in=True) >= 48


WORKER = """
import hashlib, os, signal, sys, threading
from concejo.channels.kinds.email.fetch import fetch
port, where, die = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
seen = 0
def store(raw):
    global seen
    path = os.path.join(where, hashlib.sha256(raw.body).hexdigest())
    with open(os.path.join(where, "log"), "a") as log:
        log.write(os.path.basename(path) + chr(10))
    with open(path, "wb") as file:
        file.write(raw.body); file.flush(); os.fsync(file.fileno())
    seen += 1
    if seen == die:
        os.kill(os.getpid(), signal.SIGKILL)
fetch({"imap_host": "127.0.0.1", "imap_port": port, "imap_security": "none", "imap_user": "avisos",
       "imap_password": "pw"}, store=store, stop=threading.Event(), idle_seconds=60)
"""


def test_killed_between_storing_and_moving_nothing_is_lost_or_doubled(mailbox: Dovecot, tmp_path: Path) -> None:
    put(mailbox, *range(10))
    where = tmp_path / "stored"
    where.mkdir()
    command = [sys.executable, "-c", WORKER, str(mailbox.imap_port), str(where)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    for _ in range(3):
        killed = subprocess.run([*command, "3"], env=environment, check=False, timeout=60)
        assert killed.returncode == -signal.SIGKILL
    last = subprocess.Popen([*command, "0"], env=environment)
    try:
        # Up to a minute between its tries, should the server still hold on to what the killed one had open.
        until(lambda: count(mailbox, "Concejo/Recibido") == 10, seconds=120)
    finally:
        last.kill()
        last.wait()
    kept = {one.read_bytes() for one in where.iterdir() if one.name != "log"}
    assert kept == {LETTER % (n, n) for n in range(10)}
    assert count(mailbox, "INBOX") == 0
    # Three letters were stored twice under one key: the key drops the double, so there are ten.
    assert len((where / "log").read_text().split()) == 13
    assert hashlib.sha256(LETTER % (2, 2)).hexdigest() in (where / "log").read_text()


def test_a_letter_that_comes_while_another_is_stored_does_not_wait(mailbox: Dovecot) -> None:
    stored: list[bytes] = []

    def store(raw: Raw) -> None:
        stored.append(raw.body)
        if len(stored) < 4:
            put(mailbox, len(stored) + 1)

    put(mailbox, 1)
    with fetching(mailbox, store, idle_seconds=600):
        until(lambda: len(stored) == 4, seconds=10)
