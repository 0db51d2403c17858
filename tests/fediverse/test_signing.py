# SPDX-License-Identifier: AGPL-3.0-or-later
"""How requests to other servers are signed: the older way first, the newer one (RFC 9421) to a server that showed that
it reads it; and what was learned of a server is remembered."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.server import ThreadingHTTPServer

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from http_message_signatures import HTTPMessageVerifier, HTTPSignatureKeyResolver, InvalidSignature
from http_message_signatures.algorithms import RSA_V1_5_SHA256

from cast import Cast
from concejo.channels.models import Delivery
from concejo.core import clock
from concejo.fediverse import actors, messages, remote, signatures, signing
from concejo.fediverse.models import Actor, Signing
from concejo.fediverse.signatures import Request
from fediverse_peer import Json, Peer, fresh_key, serve
from fediverse_town import announces, full, of

BODY = b'{"type":"Create"}'
URL = "https://peer.example/users/ana/inbox?page=1"


@dataclass
class Message:
    """A request as the oracle wants to see it."""

    method: str
    url: str
    headers: dict[str, str]


class Keys(HTTPSignatureKeyResolver):  # type: ignore[misc]
    """One key, whatever its name."""

    def __init__(self, key: RSAPublicKey) -> None:
        self.key = key

    def resolve_public_key(self, key_id: str) -> RSAPublicKey:
        """For whoever verifies."""
        assert key_id == "https://olivar.example/actors/1#main-key"
        return self.key


def verified(message: Message, key: RSAPublicKey, *, body: bytes | None = None) -> set[str]:
    """What a library that nobody here wrote finds covered; it raises `InvalidSignature`."""
    verifier = HTTPMessageVerifier(signature_algorithm=RSA_V1_5_SHA256, key_resolver=Keys(key))
    more = {} if body is None else {"body": body}
    (found,) = verifier.verify(message, max_age=timedelta(minutes=5), **more)
    return {name.strip('"') for name in found.covered_components if not name.startswith('"@signature-params')}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_library_that_nobody_here_wrote_verifies_what_we_sign(method: str) -> None:
    key, body = fresh_key(), BODY if method == "POST" else b""
    headers = messages.sign(key, key_id="https://olivar.example/actors/1#main-key", method=method, url=URL, body=body)
    covered = verified(Message(method, URL, headers), key.public_key(), body=body or None)
    assert covered >= {"@method", "@target-uri"} | ({"content-digest"} if body else set())
    later = {"Signature-Input": headers["Signature-Input"].replace("created=", "created=1")}
    for changed in (
        Message("DELETE", URL, headers), Message(method, URL + "2", headers), Message(method, URL, headers | later),
    ):  # fmt: skip
        with pytest.raises(InvalidSignature):
            verified(changed, key.public_key())
    with pytest.raises(InvalidSignature):
        verified(Message(method, URL, headers), fresh_key().public_key())


def test_what_we_sign_we_read_ourselves() -> None:
    key, now = fresh_key(), clock.now()
    headers = messages.sign(key, key_id="https://a.example/1#key", method="POST", url=URL, body=BODY, now=now)
    small = {name.lower(): value for name, value in headers.items()}
    request = Request(method="POST", target="/users/ana/inbox?page=1", headers=small, body=BODY)
    claim = messages.claim(request, base="https://peer.example", now=now)
    assert signatures.fits(claim, key.public_key())
    root = messages.sign(key, key_id="k", method="GET", url="https://peer.example", now=now)
    claim = messages.claim(
        Request(method="GET", target="/", headers={name.lower(): value for name, value in root.items()}),
        base="https://peer.example", now=now,
    )  # fmt: skip
    assert signatures.fits(claim, key.public_key()), "without a path the target is /"


@dataclass
class Choosy(Peer):
    """A server that takes one way of signing, and answers 401 to the other, or says nothing of it."""

    takes: str = "newer"

    def judges(self, headers: dict[str, str]) -> int:
        """The status for a request."""
        newer = "signature-input" in headers
        wants = {"newer": newer, "older": not newer, "both": True, "neither": False}[self.takes]
        return 202 if wants else 401


@pytest.fixture
def choosy(settings) -> Iterator[Choosy]:
    """Ana's server."""
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    one = Choosy(name="ana")
    server: ThreadingHTTPServer = serve(one)
    yield one
    server.shutdown()
    server.server_close()


def signed(peer: Peer, activity: Json) -> tuple[bytes, dict[str, str]]:
    """In the newer way, as the first test shows that it is right."""
    body = json.dumps(activity).encode()
    url = "http://olivar.example/inbox"
    return body, messages.sign(
        peer.key, key_id=f"{peer.uri}#main-key", method="POST", url=url, body=body, now=clock.now()
    )


def host(peer: Peer) -> str:
    return peer.base.partition("://")[2]


def way(request: Request) -> str:
    """In which it was signed."""
    return "newer" if "signature-input" in request.headers else "older"


def follows(town: Cast, peer: Peer) -> None:
    peer.posts(peer.does("Follow", full(of("alumbrado"))))
    town.does_what_follows()


def goes_on(town: Cast, *, rounds: int = 4) -> None:
    """The worker's rounds, with some seconds between."""
    for turn in range(rounds):
        with clock.at(clock.now() + timedelta(seconds=60 + 3 * turn)):
            town.does_what_follows()


def test_a_stranger_is_asked_in_the_older_way_and_nothing_is_kept(town: Cast, choosy: Choosy) -> None:
    choosy.takes = "both"
    follows(town, choosy)
    announces(town, "Miguel", "Mañana no hay luz.", word="alumbrado")
    assert [way(one) for one in choosy.requests] == ["older", "older"]
    assert not Signing.objects.exists()


def test_who_refuses_the_older_way_and_takes_the_newer_one_gets_it_from_then_on(town: Cast, choosy: Choosy) -> None:
    follows(town, choosy)
    goes_on(town)
    assert [one["type"] for one in choosy.heard] == ["Accept"]
    assert way(choosy.requests[-1]) == "newer"
    assert Signing.objects.get(host=host(choosy)).how == Signing.How.NEWER
    lamps = Actor.objects.get(handle__word="alumbrado")
    key = load_pem_public_key(lamps.public_key.encode())
    assert isinstance(key, RSAPublicKey)
    sent = choosy.requests[-1]
    claim = messages.claim(sent, base=choosy.base, now=clock.now() + timedelta(minutes=1))
    assert signatures.fits(claim, key)
    before = len(choosy.refused)
    announces(town, "Miguel", "Mañana no hay luz.", word="alumbrado")
    assert choosy.notes()
    assert len(choosy.refused) == before, "it is not asked in the older way again"


def test_who_signs_in_the_newer_way_gets_it_at_once(town: Cast, choosy: Choosy) -> None:
    choosy.takes = "both"
    body, headers = signed(choosy, choosy.does("Follow", full(of("alumbrado"))))
    assert choosy.hands_in(body, headers) == 202
    assert Signing.objects.get().how == Signing.How.NEWER
    town.does_what_follows()
    assert [way(one) for one in choosy.requests] == ["newer"]


def test_a_forged_newer_signature_teaches_nothing(town: Cast, choosy: Choosy) -> None:
    body, headers = signed(choosy, choosy.does("Follow", full(of("alumbrado"))))
    assert choosy.hands_in(body.replace(b"Follow", b"Follaw"), headers) == 401
    assert not Signing.objects.exists()


def test_who_refuses_the_newer_way_is_asked_in_the_older_one(town: Cast, choosy: Choosy) -> None:
    choosy.takes = "older"
    body, headers = signed(choosy, choosy.does("Follow", full(of("alumbrado"))))
    choosy.hands_in(body, headers)
    goes_on(town)
    assert [way(one) for one in choosy.requests] == ["older"]
    assert [way(one) for one in choosy.refused] == ["newer"]
    assert Signing.objects.get().how == Signing.How.OLDER
    choosy.hands_in(*signed(choosy, choosy.does("Follow", full(of("policia")))))
    assert Signing.objects.get().how == Signing.How.OLDER, "what it does not read is not learned from what it writes"


def test_who_takes_neither_is_given_up_after_both(town: Cast, choosy: Choosy) -> None:
    choosy.takes = "neither"
    follows(town, choosy)
    goes_on(town, rounds=8)
    assert not choosy.heard
    assert [way(one) for one in choosy.refused] == ["older", "newer"]
    row = Delivery.objects.get(cause="accept")
    assert (row.work, row.outcome) == (Delivery.State.GIVEN_UP, "invalid")


def test_after_a_month_the_newer_way_may_be_tried_again(town: Cast) -> None:
    Signing.objects.create(host="peer.example", how=Signing.How.OLDER, since=clock.now() - timedelta(days=31))
    assert not signing.is_newer("peer.example")
    signing.shows("peer.example")
    assert signing.is_newer("peer.example")


@pytest.mark.parametrize("takes", ["newer", "older", "both"])
def test_accounts_are_asked_for_in_both_ways(town: Cast, choosy: Choosy, takes: str) -> None:
    choosy.takes, choosy.locked = takes, True
    for _turn in itertools.repeat(None, 2):
        assert remote.fetch(choosy.uri)["preferredUsername"] == "ana"
    ways = [way(one) for one in choosy.refused]
    assert ways == (["older"] if takes == "newer" else []), "it is refused once, and remembered"
    signer = actors.application()
    assert signer.handle is None


def test_what_is_learned_in_the_middle_of_a_batch_counts_at_once(town: Cast) -> None:
    url = "https://peer.example/inbox"
    older = {"Signature": "x"}
    newer = {"Signature": "x", "Signature-Input": "y"}
    assert signing.refused(url, older)
    assert signing.is_newer("peer.example")
    assert signing.refused(url, older), "another delivery was on its way in the older way: it is sent again too"
    assert not signing.refused(url, newer)
    assert not signing.is_newer("peer.example")
    assert not signing.refused(url, older)
