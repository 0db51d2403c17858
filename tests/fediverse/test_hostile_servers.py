# SPDX-License-Identifier: AGPL-3.0-or-later
"""Servers that mean harm, or are broken: each is refused or cut short, and a good neighbour is heard all the while."""

import gzip
import http.client
import json
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from cast import Cast
from cast import photo as a_photo
from concejo.channels.models import Letter
from concejo.core import http as ours
from concejo.fediverse import remote
from concejo.fediverse.models import Following, RemoteActor
from concejo.front import inbox
from concejo.square.models import Media, Post
from fediverse.test_hot_inbox import post, sends
from fediverse_peer import Peer, fresh_key
from fediverse_town import full, lamp, of
from front.running import Running

TOWN = "http://olivar.example"


def a_neighbour_is_heard(town: Cast, peer: Peer) -> None:
    """Whatever came before, Ana's words arrive and are understood."""
    ana = Peer(name="ana", key=fresh_key(), base=peer.base)
    peer.documents["/users/ana"] = ana.document()
    before = Post.objects.filter(author__path__startswith="ana@").count()
    assert ana.posts(lamp(ana)) == 202
    town.does_what_follows()
    assert Post.objects.filter(author__path__startswith="ana@").count() == before + 1


# What is sent --------------------------------------------------------------------------------------------------------


def test_ten_thousand_mentions_are_one_message(town: Cast, peer: Peer) -> None:
    spoken = lamp(peer)
    spoken["object"]["tag"] += [{"type": "Mention", "href": f"http://x.example/{one}"} for one in range(10_000)]
    assert peer.posts(spoken) == 202
    town.does_what_follows()
    assert Post.objects.filter(via="fediverse").count() == 1
    assert RemoteActor.objects.count() == 1, "nobody of those is asked for"
    a_neighbour_is_heard(town, peer)


def test_a_thousand_attachments_are_four_pictures(town: Cast, peer: Peer) -> None:
    peer.pictures |= {f"/{one}.jpg": a_photo(size=(64, 64)) for one in range(1000)}
    those = [{"type": "Image", "mediaType": "image/jpeg", "url": f"{peer.base}/{one}.jpg"} for one in range(1000)]
    assert peer.posts(lamp(peer, attachment=those)) == 202
    town.does_what_follows()
    assert len([one for one in peer.asked if one.endswith(".jpg")]) == 4
    assert Media.objects.count() == 4
    a_neighbour_is_heard(town, peer)


@pytest.mark.parametrize("shape", ["lists", "objects", "content"])
def test_deep_nesting_is_refused(town: Cast, peer: Peer, shape: str) -> None:
    deep = {"lists": "[" * 900 + "]" * 900, "objects": '{"object":' * 900 + "1" + "}" * 900, "content": "[" * 100_000}
    body = b'{"id":"%s/x","type":"Create","actor":"%s","object":%s}' % (
        peer.base.encode(), peer.uri.encode(), deep[shape].encode()
    )  # fmt: skip
    assert peer.posts(body) == 400
    assert not Letter.objects.exists()
    a_neighbour_is_heard(town, peer)


def test_markup_inside_markup_without_end_is_plain_words_in_time(town: Cast, peer: Peer) -> None:
    spoken = lamp(peer)
    spoken["object"]["content"] = (
        "<div>" * 60_000 + "<b>La farola</b>" + "<![CDATA[" * 2000 + "<!--" * 2000 + "&" * 5000
    )
    began = time.process_time()
    assert peer.posts(spoken) == 202
    town.does_what_follows()
    assert time.process_time() - began < 20
    a_neighbour_is_heard(town, peer)


@pytest.mark.parametrize("name", ["javascript:alert(1)", "data:text/html,<script>", "vbscript:x", "file:///etc/passwd"])
def test_links_that_would_run_are_no_links(town: Cast, peer: Peer, name: str) -> None:
    spoken = lamp(
        peer, url=name, quoteUri=name, attachment=[{"type": "Link", "href": name}, {"type": "Image", "url": name}]
    )
    spoken["object"] |= {"type": "Article", "content": f'<a href="{name}">La farola</a>'}
    assert peer.posts(spoken) == 202
    town.does_what_follows()
    post = Post.objects.get(via="fediverse")
    assert "La farola" in post.text
    assert name not in post.text


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_a_compressed_body_is_not_swollen(town: Cast, peer: Peer, coding: str) -> None:
    plain = json.dumps(lamp(peer, "a" * 5_000_000)).encode()
    body = {"gzip": gzip.compress(plain), "deflate": zlib.compress(plain), "br": b"\x1b" + b"\xff" * 200}[coding]
    assert len(body) < 20_000
    body, headers = peer.signed(body)
    line = {**headers, "Content-Encoding": coding}
    assert post_to_django("/inbox", body, line) == 400
    assert not Letter.objects.exists()


def post_to_django(path: str, body: bytes, headers: dict[str, str]) -> int:
    """By the slow way."""
    from fediverse_peer import post as slowly  # noqa: PLC0415 -- `post` of this file is the front's

    return slowly(path, body, headers)


# What is answered ----------------------------------------------------------------------------------------------------


@pytest.fixture
def answers(settings) -> Iterator[tuple[str, list[bytes]]]:
    """A server that gives one answer, whatever it is asked."""
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    listener = socket.create_server(("127.0.0.1", 0))
    pieces: list[bytes] = []
    stop = threading.Event()
    thread = threading.Thread(target=_answer, args=(listener, pieces, stop), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}", pieces
    stop.set()
    listener.close()


def _answer(listener: socket.socket, pieces: list[bytes], stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            line, _ = listener.accept()
            with line:
                line.recv(65536)
                for piece in pieces:
                    line.sendall(piece)
                    if stop.wait(0.0 if len(pieces) == 1 else 0.05):
                        return
        except OSError:
            continue


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_a_compressed_answer_is_not_swollen(town: Cast, answers, coding: str) -> None:
    url, pieces = answers
    plain = b'{"a":"' + b"a" * 200_000_000 + b'"}'
    body = {"gzip": gzip.compress, "deflate": zlib.compress, "br": lambda _plain: b"\x1b" + b"\xff" * 500}[coding](
        plain
    )
    assert len(body) < ours.LARGEST
    pieces[:] = [
        b"HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n%s" % (coding.encode(), len(body), body)
    ]
    with pytest.raises(remote.NotFetched):
        remote.fetch(f"{url}/users/ana")


def test_an_account_that_comes_a_byte_at_a_time_is_not_waited_for(town: Cast, answers, peer: Peer) -> None:
    url, pieces = answers
    pieces[:] = [b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n", *[b"x"] * 5000]
    began = time.monotonic()
    with pytest.raises(remote.NotFetched):
        remote.fetch(f"{url}/users/ana", seconds=0.5)
    assert time.monotonic() - began < 10
    a_neighbour_is_heard(town, peer)


def test_a_picture_that_swells_is_kept_for_staff_and_the_words_count(town: Cast, peer: Peer) -> None:
    from lost.test_pictures_in_a_child import bomb  # noqa: PLC0415 -- made only here

    peer.pictures["/bomb.png"] = bomb(30_000)
    picture = {"type": "Image", "mediaType": "image/png", "url": f"{peer.base}/bomb.png"}
    assert peer.posts(lamp(peer, attachment=[picture])) == 202
    town.does_what_follows()
    assert Post.objects.filter(via="fediverse").count() == 1
    assert not Media.objects.filter(kind=Media.Kind.PHOTO).exists()
    a_neighbour_is_heard(town, peer)


def test_an_account_that_changes_its_key_at_every_message_is_heard_while_it_proves_it(town: Cast, peer: Peer) -> None:
    for turn in range(4):
        peer.key = fresh_key()
        assert peer.posts(lamp(peer, f"número {turn}")) == 202
    stolen = fresh_key()
    assert peer.posts(lamp(peer), key=stolen) == 401
    assert RemoteActor.objects.count() == 1


# How it is sent ------------------------------------------------------------------------------------------------------


def test_a_body_that_is_cut_off_is_no_letter(front: Running, peer: Peer) -> None:
    body, headers = peer.signed(lamp(peer))
    for so_much in (0, 1, len(body) // 2, len(body) - 1):
        with front.open() as line:
            line.sendall(_head(headers, len(body)) + body[:so_much])
            line.shutdown(socket.SHUT_WR)
            line.recv(65536)
    assert post(front, body[:-1], headers)[0] in {400, 401}
    assert not Letter.objects.exists()
    assert post(front, body, headers)[0] == 202


def test_a_server_that_sends_a_byte_a_second_holds_nobody_up(front: Running, peer: Peer, monkeypatch) -> None:
    monkeypatch.setattr(inbox, "SECONDS", 1.5)
    body, headers = peer.signed(lamp(peer))
    lines = [front.open() for _one in range(60)]
    for line in lines:
        line.sendall(_head(headers, len(body)) + body[:1])
    began = time.monotonic()
    assert sends(front, peer, lamp(peer))[0] == 202
    assert time.monotonic() - began < 10
    for at in range(1, 4):
        time.sleep(0.6)
        for line in lines:
            try:
                line.sendall(body[at : at + 1])
            except OSError:
                continue  # it was hung up on
    answers = [line.recv(65536) for line in lines]
    assert all(one.startswith(b"HTTP/1.1 408") for one in answers if one)
    for line in lines:
        line.close()
    assert Letter.objects.count() == 1


def test_a_server_that_follows_ten_thousand_times_is_one_follower_and_is_told_to_wait(
    front: Running, town: Cast, peer: Peer
) -> None:
    lamps = of("alumbrado")
    assert sends(front, peer, peer.does("Follow", full(lamps)))[0] == 202
    ready = [peer.signed(peer.does("Follow", full(lamps))) for _time in range(10_000)]
    with ThreadPoolExecutor(50) as pool:
        statuses = list(pool.map(partial(_many, front), [ready[at::50] for at in range(50)]))
    counted = [status for several in statuses for status in several]
    assert len(counted) == 10_000
    assert set(counted) == {202, 429}
    assert counted.count(202) <= inbox.ACTOR.at_once + 50
    ana = Peer(name="ana", key=fresh_key(), base=peer.base)
    peer.documents["/users/ana"] = ana.document()
    assert sends(front, ana, lamp(ana))[0] == 202, "others of that server are heard"
    town.does_what_follows()
    assert Following.objects.count() == 1
    assert Post.objects.filter(via="fediverse").count() == 1
    assert len([one for one in peer.heard if one["type"] == "Accept"]) <= inbox.ACTOR.at_once + 51


def _many(front: Running, requests: list[tuple[bytes, dict[str, str]]]) -> list[int]:
    line = http.client.HTTPConnection("127.0.0.1", front.port, timeout=60)
    found = []
    for body, headers in requests:
        line.request("POST", "/inbox", body=body, headers={**headers, "Content-Type": "application/activity+json"})
        answer = line.getresponse()
        answer.read()
        found.append(answer.status)
    line.close()
    return found


def _head(headers: dict[str, str], size: int) -> bytes:
    told = [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(["POST /inbox HTTP/1.1", *told, f"Content-Length: {size}", "", ""]).encode()
