# SPDX-License-Identifier: AGPL-3.0-or-later
"""Disk, database, clock, mail server and DNS fail: a clear line, nothing is lost, no other work is harmed."""

import asyncio
import errno
import logging
import resource
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import Future
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Self

import dns.exception
import dns.resolver
import pytest
from django.core.cache import caches
from django.db import OperationalError, connection, connections
from tests.counterparts.ports import free_port

from concejo.channels import intake, registry, send, work, written
from concejo.channels.contract import Outcome, Raw, Sent, Trust
from concejo.channels.kinds.email import listen, resolve
from concejo.channels.models import Channel, Delivery, Letter
from concejo.config import hands
from concejo.core import clock, durable, lease, outbox
from concejo.core.models import Promise
from concejo.people import actions as people
from concejo.square.models import Post

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh_keys(town):
    caches["keys"].clear()


@pytest.fixture
def sqlite_only():
    if connection.vendor != "sqlite":
        pytest.skip("the file of the database is broken here; PostgreSQL looks after its own")


def raw(number: int = 0, kind: str = "web") -> Raw:
    words = f"La farola de calle Real, {number + 1} no luce"
    return written.write(kind, sender="slip:abc", text=words, hints={}, language="es", at=clock.now())


class Working:
    """The worker's hands as threads of this process, stopped at the end."""

    def __enter__(self) -> Self:
        self.stop = threading.Event()
        self._threads = hands.start(self.stop)
        return self

    def until(self, reached, *, seconds: float = 20.0) -> None:
        deadline = time.monotonic() + seconds
        while not reached():
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def __exit__(self, *_error: object) -> None:
        self.stop.set()
        for thread in self._threads:
            thread.join(30)


# ------------------------------------------------------------------------------------------------ database and disk


def test_a_locked_database_makes_everybody_wait_and_loses_nothing(town, monkeypatch, caplog, sqlite_only):
    for thread in range(2):
        intake.store(raw(thread))
    monkeypatch.setattr(hands, "AFTER_TROUBLE", 0.2)
    monkeypatch.setitem(connections.settings["default"]["OPTIONS"], "timeout", 0.3)  # a minute would be too long here
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with caplog.at_level(logging.WARNING), Working() as worker:
            worker.until(lambda: "letters: nothing can be written" in caplog.text)
            time.sleep(1.5)
            assert caplog.text.count("letters: nothing can be written") <= 2, "one line, not one a second"
            other.execute("ROLLBACK")
            worker.until(lambda: Post.objects.count() == 2)
            worker.until(lambda: "it goes on" in caplog.text)
    assert not Letter.objects.filter(attempts__gt=0).exists(), "it was nobody's fault"


def full(*_arguments: object, **_more: object) -> None:
    raise OperationalError("database or disk is full")


async def spoken(port: int, body: bytes, *, store) -> str:
    """One letter by LMTP; returns the answer after the words."""
    box = await listen.start(("127.0.0.1", port), "lmtp", accept_recipient=lambda _a: True, store=store)
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        answer = await reader.readline()
        for line in (
            b"LHLO x",
            b"MAIL FROM:<a@b.example>",
            b"RCPT TO:<avisos@olivar.example>",
            b"DATA",
            body + b"\r\n.",
        ):
            writer.write(line + b"\r\n")
            answer = await reader.readline()
            while answer[3:4] == b"-":
                answer = await reader.readline()
        writer.close()
        return answer.decode()
    finally:
        await box.close()


def test_a_full_disk_tells_mail_servers_to_keep_their_letters(monkeypatch, caplog):
    writer = intake.Writer()

    async def store(letter: Raw) -> None:
        await asyncio.wrap_future(writer.put(letter))

    try:
        with monkeypatch.context() as patch:
            patch.setattr(intake, "insert", full)
            answer = asyncio.run(spoken(free_port(), b"Subject: a\r\n\r\nb", store=store))
        assert answer.startswith("451 4.3.0")
        assert "their senders keep them" in caplog.text
        assert not Letter.objects.exists()
        assert asyncio.run(spoken(free_port(), b"Subject: a\r\n\r\nb", store=store)).startswith("250")
    finally:
        writer.stop()
    assert Letter.objects.count() == 1


def test_one_letter_that_cannot_be_stored_keeps_no_other_out(monkeypatch):
    writer = intake.Writer()
    real = intake.insert

    def picky(batch):
        if any(one.raw.kind == "bad" for one in batch):
            raise ValueError("surrogates")
        real(batch)

    monkeypatch.setattr(intake, "insert", picky)
    gate = threading.Event()
    monkeypatch.setattr(intake.Writer, "_take", _slowly(intake.Writer._take, gate))
    try:
        futures: list[Future[None]] = [writer.put(raw(1)), writer.put(raw(2, "bad")), writer.put(raw(3))]
        gate.set()
        assert futures[2].result(10) is None
        assert isinstance(futures[1].exception(10), ValueError)
    finally:
        monkeypatch.undo()
        writer.stop()
    assert Letter.objects.count() == 2


def _slowly(take, gate: threading.Event):
    """All three wait together, so that they share one commit."""

    def waits(self):
        gate.wait(5)
        return take(self)

    return waits


FULL = """
import resource, sqlite3, sys
sys.path.insert(0, sys.argv[2])
from concejo.core import durable
from pathlib import Path
folder = Path(sys.argv[1])
base = sqlite3.connect(folder / "a.sqlite3", isolation_level=None)
base.execute("PRAGMA journal_mode=WAL")
base.execute("PRAGMA synchronous=FULL"); base.execute("CREATE TABLE a (b BLOB)")
wrote = 0
try:
    while wrote < 500:
        base.execute("INSERT INTO a VALUES (zeroblob(20000))"); wrote += 1
except sqlite3.OperationalError as error:
    print("database", error)
try:
    durable.write_file(folder / "media" / "p.jpg", b"x" * 3_000_000)
except OSError as error:
    print("file", error.errno, sorted(one.name for one in (folder / "media").iterdir()))
print("rows", wrote, sqlite3.connect(folder / "a.sqlite3").execute("SELECT count(*) FROM a").fetchone()[0])
"""


@pytest.fixture
def tiny(tmp_path):
    """A disk of two megabytes."""
    disk = tmp_path / "tiny"
    disk.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("mounting a small disk needs root: sudo ./concejo test tests/lost")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_fills_at_any_write_leaves_nothing_half_written(tiny):
    source = str(Path(durable.__file__).parents[2])
    done = subprocess.run([sys.executable, "-c", FULL, str(tiny), source], capture_output=True, text=True, check=True)
    said = done.stdout.splitlines()
    assert said[0].startswith("database"), done.stdout
    assert durable.away(OperationalError(said[0]))
    assert said[1] == f"file {errno.ENOSPC} []"
    _rows, wrote, there = said[2].split()
    assert wrote == there, "every commit that returned is there, and the one that did not is not"


def test_a_disk_that_became_read_only_is_told_and_work_waits(tiny, sqlite_only):
    file = tiny / "a.sqlite3"
    with closing(sqlite3.connect(file)) as base:
        base.execute("CREATE TABLE a (b)")
        base.commit()
    if subprocess.run(["mount", "-o", "remount,ro", str(tiny)], capture_output=True, check=False).returncode:
        pytest.skip("this machine does not remount a small disk read-only")
    with closing(sqlite3.connect(file)) as base:
        with pytest.raises(sqlite3.OperationalError) as told:
            base.execute("INSERT INTO a VALUES (1)")
        assert durable.away(OperationalError(str(told.value)))
        with pytest.raises(OSError, match="ead-only") as unwritten:
            durable.write_file(tiny / "p.jpg", b"x")
        assert durable.away(unwritten.value)


def test_a_quota_is_a_full_disk(tmp_path):
    """RLIMIT_FSIZE, where nobody may mount."""
    code = (
        "import resource, signal, sys; sys.path.insert(0, sys.argv[2]);"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000));"
        "from pathlib import Path; from concejo.core import durable\n"
        "try: durable.write_file(Path(sys.argv[1]) / 'a' / 'b', b'x' * 5000)\n"
        "except OSError as error: print(durable.away(error), list((Path(sys.argv[1]) / 'a').iterdir()))"
    )
    source = str(Path(durable.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path), source], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "True []"
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


# ------------------------------------------------------------------------------------------------------- power cut


def cut(source: Path, there: Path, *, wal_bytes: int) -> None:
    """What a disk may hold after the power went: the file, and the log up to some byte, the last page of it torn.

    Copied by another process: whoever opens and closes the file here lets go of SQLite's locks on it (POSIX), and a
    process that ends then would take the log away from under the tests that follow.
    """
    subprocess.run(["cp", str(source), str(there)], check=True)
    log = subprocess.run(["cat", f"{source}-wal"], check=True, capture_output=True).stdout[:wal_bytes]
    Path(f"{there}-wal").write_bytes(log[:-7] + b"\xff" * 7 if len(log) > 7 else log)


def test_a_power_cut_keeps_every_letter_that_was_answered(tmp_path, sqlite_only):
    """Proves: with the log cut at any byte after the last fsync, all letters acknowledged before it are there, and the
    file is sound. Does not prove that the disk obeys fsync, nor what a controller's cache does."""
    base = Path(str(connection.settings_dict["NAME"]))
    writer = intake.Writer()
    sizes: list[tuple[int, int]] = []
    try:
        for number in range(8):
            writer.put(raw(number)).result(10)
            sizes.append((number + 1, Path(f"{base}-wal").stat().st_size))
    finally:
        writer.stop()
    last = sizes[-1][1]
    for extra in (8, 3000, 9000):
        intake.store(raw(100 + extra))  # synchronous=NORMAL: written, not yet on the disk
        there = tmp_path / f"{extra}.sqlite3"
        cut(base, there, wal_bytes=last + extra)
        with closing(sqlite3.connect(there)) as after:
            assert after.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            count = after.execute("SELECT count(*) FROM concejo_channels_letter").fetchone()[0]
        assert count >= len(sizes)


# ----------------------------------------------------------------------------------------------------------- clock


def test_the_clock_jumps_an_hour_and_back_and_nothing_waits_for_it(town, caplog):
    ahead = clock.now() + timedelta(hours=1)
    with clock.at(ahead):
        intake.store(raw(1))
        outbox.promise("nobody.keeps", key="1", due=ahead + timedelta(minutes=5))
        (claimed,) = lease.claim(Letter.objects.all())
    assert lease.claim(Letter.objects.all()) == []
    assert work.clock_was_set_back() == 2
    (again,) = lease.claim(Letter.objects.all())
    assert again.pk == claimed.pk, "a lease of the wrong hour binds nobody"
    wait = Promise.objects.get().next_at - clock.now()
    assert timedelta(minutes=4) < wait <= timedelta(minutes=5), "what was to wait still waits as long"


def test_a_leap_forward_lets_two_workers_do_one_row_once(town):
    """The lease ran out by the leap: another takes the row, and what the first does no longer counts."""
    intake.store(raw(1))
    (mine,) = lease.claim(Letter.objects.all())
    with clock.at(clock.now() + timedelta(hours=1)):
        (theirs,) = lease.claim(Letter.objects.all())
        lease.done(theirs)
    with pytest.raises(lease.Lost):
        lease.done(mine)
    with pytest.raises(lease.Lost):
        lease.failed(mine, "late")


def test_the_watch_says_that_the_clock_was_set(town, caplog, monkeypatch):
    watch = hands.Watch(threading.Event(), None)
    monkeypatch.setattr(hands.time, "time", lambda: real() - 3600.0)
    watch._look()
    assert "the clock was set back by 3600 s" in caplog.text


real = time.time


# ----------------------------------------------------------------------------------------------- mail server and DNS


@pytest.fixture
def silent(town, monkeypatch):
    """A mail server that may be switched off and on; counts how often it was asked."""

    class Server:
        on, asked = False, 0

    server = Server()

    def carry(outgoing, around):
        server.asked += 1
        if server.on:
            return Sent(outcome=Outcome.SENT, external_id=f"{outgoing.key}@olivar.example")
        return Sent(outcome=Outcome.UNREACHABLE, detail="ConnectionRefusedError")

    monkeypatch.setattr(registry.drivers()["email"], "send", carry)
    Channel.objects.get_or_create(kind="email")
    return server


def waiting_deliveries(count: int) -> None:
    for number in range(count):
        address = people.meet(f"mailto:v{number}@vecinos.example")
        follow = address.follows.create(topic="square", since=clock.now())
        Delivery.objects.create(
            kind="email", to=address.path, address=address, cause="follow", subject=follow.pk, made_at=clock.now(),
            next_at=clock.now(), expires_at=clock.now() + timedelta(days=5),
        )  # fmt: skip


def test_a_mail_server_down_for_a_day_costs_nothing_but_time(silent, caplog, monkeypatch):
    waiting_deliveries(30)
    rest, begin = send.Rest(), time.monotonic()
    for minute in range(0, 24 * 60, 10):
        monkeypatch.setattr(send.time, "monotonic", lambda at=begin + minute * 60.0: at)
        with clock.at(clock.now() + timedelta(minutes=minute)):
            send.send_due(rest=rest)
    assert silent.asked <= 24 * 6, "one question for all of them, not one for each"
    assert Channel.objects.get(kind="email").problem == "ConnectionRefusedError"
    assert "the channel email does not work" in caplog.text
    assert not Delivery.objects.filter(work=Delivery.State.GIVEN_UP).exists()
    silent.on = True
    monkeypatch.setattr(send.time, "monotonic", lambda: begin + 25 * 3600.0)
    with clock.at(clock.now() + timedelta(hours=25)):
        for _round in range(3):
            send.send_due(rest=rest)
    assert Delivery.objects.filter(outcome=Outcome.SENT).count() == 30
    assert Channel.objects.get(kind="email").problem == ""


def test_letters_are_understood_while_the_mail_server_takes_its_time(town, monkeypatch):
    waiting_deliveries(3)
    hold = threading.Event()

    def slow(outgoing, around):
        hold.wait(15)
        return Sent(outcome=Outcome.SENT, external_id="a@b")

    monkeypatch.setattr(registry.drivers()["email"], "send", slow)
    intake.store(raw(1))
    with Working() as worker:
        worker.until(Post.objects.exists, seconds=5)
        hold.set()


def test_a_silent_dns_is_asked_three_times_and_then_left_alone(monkeypatch, caplog):
    monkeypatch.setattr(resolve, "_silence", resolve._Silence())
    asked: list[str] = []

    def silent_resolver(name, *_arguments, **_more):
        asked.append(name)
        raise dns.exception.Timeout

    monkeypatch.setattr(dns.resolver, "resolve", silent_resolver)
    for number in range(20):
        with pytest.raises(resolve.DnsTrouble):
            resolve.look_up(f"a{number}.example")
    assert len(asked) == resolve.TIMES
    assert "the DNS does not answer" in caplog.text


def test_letters_are_heard_without_the_dns_and_nobody_is_vouched_for(town, monkeypatch):
    def silent(_name, _kind="TXT"):
        raise resolve.DnsTrouble("Timeout")

    driver = registry.drivers()["email"]
    monkeypatch.setattr(driver, "_lookup", silent)
    body = b"From: v@vecinos.example\r\nTo: avisos@olivar.example\r\nMessage-ID: <a@b>\r\n\r\nLa farola no luce\r\n"
    letter = intake.store(
        Raw(kind="email", body=body, envelope={"rcpt_to": ["avisos@olivar.example"]}, received_at=clock.now())
    )
    work.until_quiet()
    letter.refresh_from_db()
    assert letter.fate == Letter.Fate.HEARD
    assert letter.evidence["dmarc"] == "temperror"
    assert Post.objects.get().state == Post.State.HELD
    assert isinstance(
        driver.weigh(Raw(kind="email", body=body, received_at=clock.now()), registry.surroundings("email")), Trust
    )


def test_a_mail_server_whose_name_is_unknown_is_unreachable(town, monkeypatch):
    def unknown(*_arguments, **_more):
        raise socket.gaierror(-2, "Name or service not known")

    Channel.objects.update_or_create(
        kind="email", defaults={"settings": {"smtp_host": "mail.olivar.example", "smtp_security": "none"}}
    )
    monkeypatch.setattr(socket, "create_connection", unknown)
    waiting_deliveries(1)
    send.send_due()
    row = Delivery.objects.get()
    assert (row.outcome, row.work) == (Outcome.UNREACHABLE, Delivery.State.WAITING)
