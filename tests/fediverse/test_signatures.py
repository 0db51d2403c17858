# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may put words into the inbox: what was signed with the key of the account that it names, and is of now."""

import json
from datetime import timedelta

import pytest

from cast import Cast
from concejo.channels.models import Letter
from concejo.core import clock
from concejo.fediverse import signatures
from concejo.fediverse.signatures import Forged
from fediverse_peer import Peer, fresh_key, post

LATER = timedelta(hours=2)


def greeting(peer: Peer, words: str = "Hola") -> dict:
    """Something for the town."""
    return peer.note(words, to=["http://olivar.example/actors/1"])


def test_signed_by_its_author_it_is_taken_in_once(town: Cast, peer: Peer) -> None:
    spoken = greeting(peer)
    assert [peer.posts(spoken), peer.posts(spoken), peer.posts(spoken, path="/inbox?x=1")] == [202, 202, 202]
    assert Letter.objects.filter(kind="fediverse").count() == 1


@pytest.mark.parametrize("spoil", ["unsigned", "body", "digest", "header", "target", "host", "base64", "twice"])
def test_what_was_changed_on_the_way_is_refused(town: Cast, peer: Peer, spoil: str) -> None:
    body, headers = peer.signed(greeting(peer))
    path = "/inbox"
    if spoil == "unsigned":
        del headers["Signature"]
    elif spoil == "body":
        body = body.replace(b"Hola", b"Adios")
    elif spoil == "digest":  # the digest of another body, which the signature does not cover
        body = body.replace(b"Hola", b"Adios")
        headers["Digest"] = signatures.digest(body)
    elif spoil == "header":
        headers["Signature"] = headers["Signature"].replace(" digest", "")
    elif spoil == "target":
        path = "/actors/1/inbox"
    elif spoil == "host":
        headers["Host"] = "other.example"
    elif spoil == "base64":
        headers["Signature"] = headers["Signature"].replace('signature="', 'signature="!')
    elif spoil == "twice":
        headers["Signature"] += ',keyId="http://evil.example/key"'
    status = post(path, body, headers)
    assert status in ({404} if spoil == "target" else {401})
    assert not Letter.objects.filter(kind="fediverse").exists()


def test_what_was_written_to_another_server_is_refused(town: Cast, peer: Peer) -> None:
    assert peer.posts(greeting(peer), host="montefrio.example") == 401


@pytest.mark.parametrize("names", ["host date", "(request-target) date digest", "(request-target) host digest"])
def test_a_signature_over_less_is_refused(town: Cast, peer: Peer, names: str) -> None:
    body, headers = peer.signed(greeting(peer))
    small = {name.lower(): value for name, value in headers.items()}
    request = signatures.Request(method="POST", target="/inbox", headers=small, body=body)
    small["signature"] = f'keyId="{peer.uri}#main-key",headers="{names}",signature="AAAA"'
    with pytest.raises(Forged, match="must cover"):
        signatures.claim(request, now=clock.now())


@pytest.mark.parametrize("algorithm", ["", 'algorithm="hs2019",', 'algorithm="rsa-sha256",'])
def test_the_names_of_the_algorithm_in_use_are_taken(town: Cast, peer: Peer, algorithm: str) -> None:
    body, headers = peer.signed(greeting(peer))
    headers["Signature"] = headers["Signature"].replace('algorithm="rsa-sha256",', algorithm)
    assert post("/inbox", body, headers) == 202


def test_another_algorithm_is_refused(town: Cast, peer: Peer) -> None:
    body, headers = peer.signed(greeting(peer))
    headers["Signature"] = headers["Signature"].replace("rsa-sha256", "hmac-sha256")
    assert post("/inbox", body, headers) == 401


@pytest.mark.parametrize("shift", [-LATER, LATER])
def test_yesterday_and_tomorrow_are_refused(town: Cast, peer: Peer, shift: timedelta) -> None:
    assert peer.posts(greeting(peer), now=clock.now() + shift) == 401


def test_somebody_elses_key_and_name_are_refused(town: Cast, peer: Peer) -> None:
    assert peer.posts(greeting(peer), key=fresh_key()) == 401
    spoken = greeting(peer)
    spoken["actor"] = f"{peer.base}/users/mayor"
    assert peer.posts(spoken) == 401
    elsewhere = json.loads(json.dumps(greeting(peer)))
    assert peer.posts(elsewhere, key_id="http://127.0.0.1:9/users/tomas#main-key") == 401
    assert not Letter.objects.filter(kind="fediverse").exists()


def test_an_account_that_changed_its_key_is_asked_once_more(town: Cast, peer: Peer) -> None:
    assert peer.posts(greeting(peer)) == 202
    peer.key = fresh_key()
    assert peer.posts(greeting(peer)) == 202
    asked = len(peer.asked)
    assert peer.posts(greeting(peer)) == 202
    assert len(peer.asked) == asked


def test_an_account_that_names_another_servers_key_is_refused(town: Cast, peer: Peer) -> None:
    document = peer.document()
    document["publicKey"]["owner"] = "http://127.0.0.1:1/users/mayor"
    peer.documents["/users/tomas"] = document
    assert peer.posts(greeting(peer)) == 401


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"x"', b"{}", b'{"id": 1, "type": "Create", "actor": "x"}', b"\xff\xfe", b"[" * 5000,
     b'{"id":"x","type":"Create","actor":' + b'{"a":' * 60 + b"1" + b"}" * 60 + b"}"],
)  # fmt: skip
def test_what_is_no_activity_is_refused_with_a_sentence(town: Cast, peer: Peer, body: bytes) -> None:
    assert peer.posts(body) == 400


def test_an_activity_of_ten_megabytes_is_not_read(town: Cast, peer: Peer) -> None:
    assert peer.posts(greeting(peer, "x" * 10_000_000)) == 413
