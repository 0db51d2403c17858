# SPDX-License-Identifier: AGPL-3.0-or-later
"""The inbox as the front serves it: the same answers as the slow way, in groups, and nothing lost when it is killed."""

import http.client
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection

from cast import Cast
from concejo.channels import intake, stances
from concejo.channels.models import Letter
from concejo.fediverse import hot, remote
from concejo.front.inbox import Inbox
from concejo.front.limits import Limits
from fediverse_peer import Peer, serve
from fediverse_town import full, of
from front.running import Running

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def peer(settings) -> Iterator[Peer]:
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    one = Peer()
    server = serve(one)
    yield one
    server.shutdown()
    server.server_close()


def only_sqlite() -> None:
    """Threads of the front keep connections, which PostgreSQL's test database cannot be emptied under."""
    if connection.vendor != "sqlite":
        pytest.skip("the front over PostgreSQL is asked as a whole, in tests/postgresql/test_served.py")


def closing(application):
    """Django, whose threads keep no connection open behind a test."""

    def answer(environ, start_response):
        try:
            return application(environ, start_response)
        finally:
            connection.close()

    return answer


@pytest.fixture
def front(town: Cast, tmp_path) -> Iterator[Running]:
    only_sqlite()
    with Running(closing(get_wsgi_application()), tmp=tmp_path) as one:
        yield one
        one.front.parts.inbox.stop()


def post(front: Running, body: bytes, headers: dict[str, str], *, path: str = "/inbox") -> tuple[int, str]:
    """One request to the front; status and words."""
    line = http.client.HTTPConnection("127.0.0.1", front.port, timeout=20)
    line.request("POST", path, body=body, headers={**headers, "Content-Type": "application/activity+json"})
    answer = line.getresponse()
    words = answer.read().decode()
    line.close()
    return answer.status, words


def sends(front: Running, peer: Peer, activity, **how) -> tuple[int, str]:
    """Tomás sends it."""
    path = how.pop("path", "/inbox")
    return post(front, *peer.signed(activity, path=path, **how), path=path)


def test_it_is_taken_in_once_by_the_slow_way_then_by_the_quick_one(front: Running, peer: Peer, monkeypatch) -> None:
    lamps = of("alumbrado")
    first = peer.note("Uno", to=[full(lamps)])
    assert sends(front, peer, first) == (202, "")
    monkeypatch.setattr(hot.Door, "slow", None)  # from here on everything must go the quick way
    assert sends(front, peer, first) == (202, "")
    assert sends(front, peer, peer.note("Dos", to=[full(lamps)])) == (202, "")
    assert Letter.objects.filter(kind="fediverse").count() == 2
    raw = intake.open_letter(Letter.objects.filter(kind="fediverse").latest("id"))
    assert json.loads(raw.body)["object"]["content"] == "<p>Dos</p>"
    assert raw.envelope == {"sender": f"acct:{peer.acct}", "sender_name": "Tomás"}


def test_both_ways_refuse_the_same(front: Running, peer: Peer) -> None:
    lamps = of("alumbrado")
    stranger = Peer(name="mallory")

    def refused() -> list[tuple[int, str]]:
        good = peer.note("Hola", to=[full(lamps)])
        body, headers = peer.signed(good)
        other = {**good, "actor": f"{peer.base}/users/other"}
        return [
            post(front, body + b" ", headers),
            post(front, body, {name: value for name, value in headers.items() if name != "Signature"}),
            post(front, b"[]", headers),
            sends(front, peer, good, key=stranger.key),
            sends(front, peer, good, host="elsewhere.example"),
            sends(front, peer, other),
        ]

    slowly = refused()
    assert sends(front, peer, peer.note("Uno", to=[full(lamps)]))[0] == 202
    assert refused() == slowly
    assert [status for status, _words in slowly] == [401, 401, 400, 401, 401, 401]
    assert all(json.loads(words)["error"] for _status, words in slowly)
    assert Letter.objects.filter(kind="fediverse").count() == 1


def test_an_account_that_is_not_there_has_no_inbox(front: Running, peer: Peer) -> None:
    lamps = of("alumbrado")
    assert sends(front, peer, peer.does("Follow", full(lamps)), path=f"{lamps}/inbox")[0] == 202
    assert sends(front, peer, peer.does("Follow", full(lamps)), path="/actors/12345/inbox")[0] == 404


def test_a_key_that_changed_is_asked_for_once_more(front: Running, peer: Peer) -> None:
    lamps = of("alumbrado")
    assert sends(front, peer, peer.note("Uno", to=[full(lamps)]))[0] == 202
    peer.key = Peer().key
    assert sends(front, peer, peer.note("Dos", to=[full(lamps)]))[0] == 202


def test_what_is_too_large_is_refused_before_it_is_read(front: Running) -> None:
    status, _words = post(front, b"{" + b" " * (1024 * 1024 + 1), {})
    assert status == 413


def test_a_server_that_is_shut_out_hears_so(front: Running, peer: Peer, town: Cast) -> None:
    stances.take("fediverse", "127.0.0.1", "suspend", by=town["Sofía"])
    status, words = sends(front, peer, peer.note("Uno", to=[full(of("alumbrado"))]))
    assert status == 403
    assert "does not listen" in words


def test_many_at_once_are_few_commits(front: Running, peer: Peer, monkeypatch) -> None:
    lamps = of("alumbrado")
    assert sends(front, peer, peer.note("Uno", to=[full(lamps)]))[0] == 202
    groups: list[int] = []
    commit = intake.commit

    def slowly(batch):
        groups.append(len(batch))
        threading.Event().wait(0.05)
        return commit(batch)

    monkeypatch.setattr(front.front.parts.inbox._pen, "_commit", slowly)
    ready = [peer.signed(peer.note(f"Hola {number}", to=[full(lamps)])) for number in range(60)]
    with ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda one: post(front, *one), ready))
    assert {status for status, _words in answers} == {202}
    assert sum(groups) == 60
    assert len(groups) < 20
    assert Letter.objects.filter(kind="fediverse").count() == 61


def test_what_cannot_be_stored_is_not_acknowledged(front: Running, peer: Peer, monkeypatch) -> None:
    lamps = of("alumbrado")
    full_disk = lambda batch: [OSError("no room")] * len(batch)  # noqa: E731 -- as long as it takes to say it
    monkeypatch.setattr(front.front.parts.inbox._pen, "_commit", full_disk)
    assert sends(front, peer, peer.note("Uno", to=[full(lamps)]))[0] == 500
    monkeypatch.undo()
    assert sends(front, peer, peer.note("Dos", to=[full(lamps)]))[0] == 202


def test_an_account_that_floods_is_told_to_wait(town: Cast, peer: Peer, tmp_path) -> None:
    only_sqlite()
    now = [0.0]
    limits = Limits(lambda: now[0])
    with Running(closing(get_wsgi_application()), tmp=tmp_path, inbox=Inbox(limits)) as front:
        lamps = of("alumbrado")
        assert sends(front, peer, peer.note("Uno", to=[full(lamps)]))[0] == 202
        key = ("activities of an account", peer.uri)
        limits._buckets[key] = (-1000.0, 0.0)
        assert sends(front, peer, peer.note("Dos", to=[full(lamps)]))[0] == 429
        now[0] = 300.0
        assert sends(front, peer, peer.note("Tres", to=[full(lamps)]))[0] == 202
        front.front.parts.inbox.stop()


def test_a_server_that_never_answers_keeps_no_page_waiting(front: Running, peer: Peer, monkeypatch) -> None:
    gate = threading.Event()

    def silent(_key_id, **_how):
        gate.wait(10)
        raise remote.NotFetched("too slow")

    monkeypatch.setattr(remote, "of_key", silent)
    with ThreadPoolExecutor(20) as pool:
        waiting = [pool.submit(sends, front, peer, peer.note("Uno", to=[full("/actors/1")])) for _turn in range(20)]
        line = http.client.HTTPConnection("127.0.0.1", front.port, timeout=5)
        line.request("GET", "/health/live/")
        assert line.getresponse().status == 200
        line.close()
        gate.set()
        assert {one.result()[0] for one in waiting} == {401}
