# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words leave for many servers at once: slow and dead ones hold nobody up, nothing is lost, answers go first."""

import asyncio
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cast import Cast
from concejo.channels import fan
from concejo.channels.fan import Fan
from concejo.channels.models import Delivery, ExternalRef
from concejo.core import clock, http, outbox
from concejo.core.many import Many, Request
from concejo.fediverse.models import RemoteActor
from concejo.people import actions as people
from concejo.square import actions as square
from concejo.square.models import Post, Visibility
from concejo.town.models import Department

SECONDS = 1.0


@dataclass
class Inboxes:
    """Servers on loopback, a port each: good ones take what comes, slow ones never answer, dead ones are not there."""

    loop: asyncio.AbstractEventLoop
    taken: list[tuple[int, bytes]] = field(default_factory=list)
    slow: set[int] = field(default_factory=set)
    servers: dict[int, asyncio.Server] = field(default_factory=dict)
    open_at_once: dict[int, int] = field(default_factory=dict)
    most: dict[int, int] = field(default_factory=dict)

    def open(self, count: int) -> list[int]:
        """So many more; their ports."""
        return asyncio.run_coroutine_threadsafe(self._open(count), self.loop).result(10)

    async def _open(self, count: int) -> list[int]:
        ports = []
        for _number in range(count):
            server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
            port = server.sockets[0].getsockname()[1]
            self.servers[port] = server
            ports.append(port)
        return ports

    def dies(self, port: int) -> None:
        """Nothing listens there any more."""
        self.loop.call_soon_threadsafe(self.servers[port].close)
        time.sleep(0.05)

    async def close(self) -> None:
        """All of them end."""
        for server in self.servers.values():
            server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0.05)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        port = writer.get_extra_info("sockname")[1]
        self.open_at_once[port] = self.open_at_once.get(port, 0) + 1
        self.most[port] = max(self.most.get(port, 0), self.open_at_once[port])
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                size = next(
                    int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
                )
                body = await reader.readexactly(size)
                if port in self.slow:
                    await asyncio.sleep(30)
                await asyncio.sleep(0.01)
                self.taken.append((port, body))
                writer.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            return
        finally:
            self.open_at_once[port] -= 1
            writer.close()


@pytest.fixture
def inboxes(settings) -> Iterator[Inboxes]:
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    one = Inboxes(loop)
    yield one
    asyncio.run_coroutine_threadsafe(one.close(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    loop.close()


@pytest.fixture
def abroad() -> Iterator[Fan]:
    many = Many(seconds=SECONDS)
    yield Fan(many)
    many.close()


@pytest.fixture(scope="module")
def pem() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def follower(port: int, pem: str, topic: str) -> RemoteActor:
    """Somebody on that server hears of the topic."""
    base = f"http://127.0.0.1:{port}"
    address = people.meet(f"acct:ana@127.0.0.1:{port}")
    square.follow(address, topic)
    return RemoteActor.objects.create(
        uri=f"{base}/ana", address=address, key_id=f"{base}/ana#key", public_key=pem, inbox=f"{base}/ana/inbox",
        shared_inbox=f"{base}/inbox", fetched_at=clock.now(),
    )  # fmt: skip


def announces(town: Cast, words: str) -> Post:
    """The lamps say something to everybody; it may leave now."""
    department = Department.objects.get(handle__word="alumbrado")
    talk = square.open_conversation(Visibility.PUBLIC, department=department)
    post = square.say(talk, square.Words(text=words, via="web"), speaker=town["Miguel"], department=department)
    with clock.at(clock.now() + square.UNDO):
        while outbox.keep_due():
            pass
    return post


def work(abroad: Fan, *, until: float = 5.0, done=lambda: False) -> float:
    """Send until nothing is due and nothing is open, or `done`; the seconds that it took."""
    began = time.monotonic()
    with clock.at(clock.now() + square.UNDO):
        while time.monotonic() - began < until and not done():
            if not abroad.send_due(stopping=lambda: False) and not abroad._many.open:
                break
    return time.monotonic() - began


def topic() -> str:
    return f"department:{Department.objects.get(handle__word='alumbrado').pk}"


@pytest.mark.django_db(transaction=True)
def test_slow_and_dead_servers_hold_nobody_up(town: Cast, inboxes: Inboxes, abroad: Fan, pem: str) -> None:
    ports = inboxes.open(44)
    slow, dead, good = ports[:2], ports[2:4], ports[4:]
    inboxes.slow = set(slow)
    for port in ports:
        follower(port, pem, topic())
    for port in dead:
        inboxes.dies(port)
    said = announces(town, "Mañana no hay luz.")
    assert Delivery.objects.filter(kind="fediverse", lane=Delivery.Lane.MANY).count() == 44
    took = work(abroad, done=lambda: len(inboxes.taken) == 40)
    assert took < SECONDS, "nobody waited for the slow ones"
    work(abroad)
    assert {port for port, _body in inboxes.taken} == set(good)
    assert Delivery.objects.filter(outcome="sent", work=Delivery.State.DONE).count() == 40
    left = Delivery.objects.filter(work=Delivery.State.WAITING)
    assert set(left.values_list("outcome", "attempts")) == {("unreachable", 1)}
    assert {one.host for one in left} == {f"127.0.0.1:{port}" for port in slow + dead}
    assert ExternalRef.objects.filter(post=said).count() == 1
    assert not Delivery.objects.exclude(lease="").exists()


@pytest.mark.django_db(transaction=True)
def test_one_delivery_finds_out_for_all_whether_a_server_answers_again(
    town: Cast, inboxes: Inboxes, abroad: Fan, pem: str
) -> None:
    (port,) = inboxes.open(1)
    inboxes.slow = {port}
    follower(port, pem, topic())
    announces(town, "Uno")
    work(abroad)
    first = Delivery.objects.get(kind="fediverse")
    assert (first.outcome, first.attempts) == ("unreachable", 1)
    for words in ("Dos", "Tres", "Cuatro"):
        announces(town, words)
    work(abroad, until=0.2)
    inboxes.slow = set()
    with clock.at(first.next_at):
        work(abroad)
    waiting = Delivery.objects.filter(kind="fediverse").exclude(outcome="sent")
    assert not waiting.exists(), list(waiting.values("outcome", "attempts", "next_at"))
    assert len(inboxes.taken) == 4


@pytest.mark.django_db(transaction=True)
def test_what_one_waits_for_goes_before_what_many_hear(town: Cast, inboxes: Inboxes, abroad: Fan, pem: str) -> None:
    ports = inboxes.open(150)
    for port in ports:
        follower(port, pem, topic())
    announces(town, "Mañana no hay luz.")
    asker = RemoteActor.objects.get(inbox__startswith=f"http://127.0.0.1:{ports[-1]}/").address
    talk = square.open_conversation(Visibility.PUBLIC)
    square.take_part(asker, talk)
    answer = square.say(talk, square.Words(text="Allí sí hay.", via="web"), speaker=town["Miguel"])
    with clock.at(clock.now() + square.UNDO):
        while outbox.keep_due():
            pass
    assert Delivery.objects.get(kind="fediverse", post=answer).lane == Delivery.Lane.FIRST
    with clock.at(clock.now() + square.UNDO):
        abroad.send_due(stopping=lambda: False)
    waiting = Delivery.objects.filter(kind="fediverse", lease="", work=Delivery.State.WAITING)
    assert waiting.exists()
    assert answer.pk not in set(waiting.values_list("post", flat=True))
    work(abroad)


@pytest.mark.django_db(transaction=True)
def test_one_server_is_not_overrun(town: Cast, inboxes: Inboxes, abroad: Fan, pem: str) -> None:
    (port,) = inboxes.open(1)
    follower(port, pem, topic())
    for number in range(20):
        announces(town, f"Aviso {number}")
    work(abroad)
    assert inboxes.most[port] <= 2
    for turn in range(1, 4):
        with clock.at(clock.now() + square.UNDO * turn):
            work(abroad)
    assert len(inboxes.taken) == 20
    assert set(Delivery.objects.filter(kind="fediverse").values_list("attempts", flat=True)) == {0}


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_ends_gives_back_what_is_under_way(town: Cast, inboxes: Inboxes, pem: str) -> None:
    abroad = Fan(Many(seconds=30))
    (port,) = inboxes.open(1)
    inboxes.slow = {port}
    follower(port, pem, topic())
    announces(town, "Uno")
    with clock.at(clock.now() + square.UNDO):
        abroad.send_due(stopping=lambda: False)
        assert Delivery.objects.get(kind="fediverse").lease
        abroad.leave()
    row = Delivery.objects.get(kind="fediverse")
    assert (row.lease, row.cut_off, row.attempts) == ("", 0, 0)


def test_addresses_that_lead_inside_are_never_asked(settings) -> None:
    settings.PEER_NETWORKS = []
    many = Many(seconds=2.0)
    urls = [
        "http://127.0.0.1:9/", "https://127.0.0.1:9/", "https://localhost:9/", "https://10.0.0.1/", "https://[::1]/",
        "ftp://a.example/", "https://user:x@a.example/", "http://localhost:9/", "https://[::ffff:127.0.0.1]/",
    ]  # fmt: skip
    many.ask((url, Request(url=url, body=b"{}")) for url in urls)
    found = {}
    while many.open:
        found.update(dict(many.answers(seconds=3)))
    many.close()
    assert {url: type(one) for url, one in found.items()} == dict.fromkeys(urls, http.Forbidden)


def test_only_channels_with_many_servers_leave_together() -> None:
    assert fan.kinds() == ["fediverse"]
