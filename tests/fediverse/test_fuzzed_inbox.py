# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever comes to the inbox, as bytes or as well-signed nonsense: an answer with a reason, and nothing breaks."""

import json
import logging
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cast import Cast
from concejo.channels.models import Letter
from fediverse.test_hot_inbox import post, sends
from fediverse_peer import PUBLIC, Peer
from fediverse_town import full, lamp, of
from front.running import Reply, Running

REFUSALS = {400, 401, 403, 404, 405, 408, 411, 413, 414, 415, 429, 431}
HERE = "http://olivar.example"
IDS = st.sampled_from(
    [f"{HERE}/actors/1", f"{HERE}/objects/1", f"{HERE}/objects/99999999999999999999", HERE, PUBLIC, "as:Public", "",
     "https://127.0.0.1:1/x", "acct:a@b", "javascript:alert(1)",
     "http://[", "http://a:99999/", "x" * 3000, "\u202e", "#"]
)  # fmt: skip
KINDS = st.sampled_from(
    ["Create", "Update", "Delete", "Follow", "Undo", "Accept", "Reject", "Like", "Announce", "Block", "Flag", "Move",
     "Add", "Remove", "Note", "Question", "Article", "Page", "Image", "Video", "Event", "Tombstone", "Person",
     "Collection", "Ω"]
)  # fmt: skip
NAMES = st.sampled_from(
    ["id", "type", "actor", "object", "target", "to", "cc", "tag", "content", "contentMap", "summary", "summaryMap",
     "name", "nameMap", "attachment", "inReplyTo", "url", "href", "attributedTo", "oneOf", "anyOf", "published",
     "updated", "replies", "quote", "quoteUri", "_misskey_quote", "mediaType", "items", "first", "next", "@context",
     "proof", "signature"]
)  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40) | IDS | KINDS
THINGS = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6), max_leaves=20
)


def fuzz(times: int) -> settings:
    """The town and its front stand for all examples; each leaves what it left."""
    unhealthy = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    return settings(max_examples=times, deadline=None, suppress_health_check=unhealthy)


@fuzz(300)
@given(kind=KINDS, thing=THINGS, more=st.dictionaries(NAMES, THINGS, max_size=4))
def test_well_signed_nonsense_is_understood_set_aside_or_refused(
    town: Cast, peer: Peer, caplog: pytest.LogCaptureFixture, kind: str, thing: Any, more: dict[str, Any]
) -> None:
    activity = {**peer.does(kind, thing), **more, "actor": peer.uri}
    with caplog.at_level(logging.WARNING):
        caplog.clear()
        status = peer.posts(json.dumps(activity).encode())
        town.does_what_follows()
    assert status in {202, 400, 401}
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR or one.exc_info]
    assert not Letter.objects.exclude(error="").exists()
    assert not Letter.objects.exclude(work=Letter.State.DONE).exists()


@fuzz(200)
@given(said=st.dictionaries(NAMES, THINGS, max_size=8))
def test_words_for_the_town_in_any_shape(
    town: Cast, peer: Peer, caplog: pytest.LogCaptureFixture, said: dict[str, Any]
) -> None:
    activity = lamp(peer)
    activity["object"] |= said
    with caplog.at_level(logging.WARNING):
        caplog.clear()
        status = peer.posts(json.dumps(activity).encode())
        town.does_what_follows()
    assert status in {202, 400}
    assert not [one for one in caplog.records if one.levelno >= logging.ERROR or one.exc_info]
    assert not Letter.objects.exclude(error="").exists()


HEADERS = st.sampled_from(
    ["Signature", "Digest", "Date", "Host", "Content-Type", "Content-Length", "Transfer-Encoding", "Content-Encoding",
     "Signature-Input", "Content-Digest", "Expect", "X-Forwarded-For", "Forwarded"]
)  # fmt: skip
VALUES = st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60)
SPOILT = st.dictionaries(HEADERS, VALUES | st.none() | st.sampled_from(["chunked", "0", "-1", "99999999999", "gzip"]))


@fuzz(150)
@given(spoilt=SPOILT, cut=st.integers(0, 400), junk=st.binary(max_size=40), path=VALUES.map(lambda words: words[:20]))
def test_a_whole_request_that_was_spoilt_gets_an_answer_and_leaves_nothing(
    front: Running, peer: Peer, spoilt: dict[str, str | None], cut: int, junk: bytes, path: str
) -> None:
    body, headers = peer.signed(lamp(peer))
    told: dict[str, str | None] = {**headers, "Content-Length": f"{len(body)}", "Connection": "close"} | spoilt
    target = "/inbox" + (f"?{path}" if path.isascii() and path.isprintable() and " " not in path else "")
    lines = [f"{name}: {value}" for name, value in told.items() if value is not None]
    request = (
        "\r\n".join([f"POST {target} HTTP/1.1", *lines, "", ""]).encode("latin-1") + body[: len(body) - cut] + junk
    )
    before = Letter.objects.count()
    raw = _exchange(front, request)
    statuses = {Reply(raw).status} if raw else set()  # a connection may be closed without a word
    assert statuses <= REFUSALS | {202}
    assert Letter.objects.count() <= before + 1
    if statuses - {202}:  # what was taken may be answered into a closed connection
        assert Letter.objects.count() == before


@fuzz(60)
@given(junk=st.binary(max_size=300))
def test_bytes_that_are_no_request_close_the_connection_and_nothing_else(front: Running, junk: bytes) -> None:
    raw = _exchange(front, junk)
    assert not raw or Reply(raw).status in REFUSALS


def test_after_all_of_it_a_good_one_is_taken(front: Running, peer: Peer) -> None:
    assert post(front, b"\x00" * 100, {})[0] == 400
    assert sends(front, peer, peer.note("Hola", to=[full(of("alumbrado"))]))[0] == 202


def _exchange(front: Running, request: bytes) -> bytes:
    """What came back until the connection was closed, or half a second of silence."""
    raw = b""
    with front.open() as line:
        line.settimeout(0.5)
        try:
            line.sendall(request)
            line.shutdown(1)
            while piece := line.recv(65536):
                raw += piece
        except OSError:
            return raw
    return raw
