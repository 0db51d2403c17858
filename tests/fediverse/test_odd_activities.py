# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever a server signs and sends: taken in or refused with a sentence, never an error, and it stops nobody else."""

from typing import Any

import pytest

from cast import Cast
from concejo.channels.models import Letter
from concejo.fediverse import actors, names
from concejo.fediverse.models import Following, RemoteActor
from concejo.people.models import Address
from fediverse_peer import Json, Peer

TOWN = "http://olivar.example"
KINDS = (
    "Accept",
    "Reject",
    "Undo",
    "Like",
    "Announce",
    "Block",
    "Flag",
    "Move",
    "Follow",
    "Delete",
    "Update",
    "Add",
    "Ω",
)
ODD: tuple[Any, ...] = (
    None, 1, True, "", "x", [], {}, [1], {"id": 5}, {"id": "x", "type": []}, [[[]]], TOWN, f"{TOWN}/actors/1",
    f"{TOWN}/actors/99999999999999999999", f"{TOWN}/objects/1", {"type": "Follow", "object": []},
    {"type": "Follow", "actor": "https://elsewhere.example/x", "object": f"{TOWN}/actors/1"}, "\u202e", "a" * 5000,
)  # fmt: skip


def failed() -> int:
    """Letters that could not be understood for a fault of ours."""
    return Letter.objects.exclude(error="").count()


@pytest.mark.parametrize("kind", KINDS)
def test_activities_of_every_kind_about_odd_things(town: Cast, peer: Peer, kind: str) -> None:
    for thing in ODD:
        assert peer.posts(peer.does(kind, thing)) == 202
    town.does_what_follows()
    assert failed() == 0
    assert not Letter.objects.filter(kind="fediverse", fate=Letter.Fate.NEW).exists()
    assert not Following.objects.exists()


@pytest.mark.parametrize(
    "part", ["id", "type", "content", "to", "tag", "inReplyTo", "attributedTo", "attachment", "summary"]
)
def test_notes_with_odd_parts(town: Cast, peer: Peer, part: str) -> None:
    for thing in ODD:
        spoken = peer.note("Hola", to=[f"{TOWN}/actors/1"])
        spoken["object"][part] = thing
        assert peer.posts(spoken) == 202
    town.does_what_follows()
    assert failed() == 0


@pytest.mark.parametrize(
    "body", [b'{"id": "a\\u0000", "type": "Like", "actor": "x"}', b'{"id": "\\ud800", "type": "Like", "actor": "x"}']
)
def test_signs_that_no_database_keeps_are_refused(town: Cast, peer: Peer, body: bytes) -> None:
    assert peer.posts(body) == 400


@pytest.mark.parametrize(
    "change",
    [{"preferredUsername": "a b"}, {"preferredUsername": "а" * 3}, {"preferredUsername": "x" * 65}, {"inbox": ""},
     {"inbox": "http://127.0.0.1:1/inbox"}, {"endpoints": {"sharedInbox": "http://127.0.0.1:1/inbox"}},
     {"id": "http://127.0.0.1:1/users/tomas"}, {"publicKey": None}, {"publicKey": []}, {"name": "a\u0000"},
     {"publicKey": {"id": "x"}}],
)  # fmt: skip
def test_accounts_that_are_not_whole_or_live_in_two_places_are_refused(town: Cast, peer: Peer, change: Json) -> None:
    peer.documents["/users/tomas"] = peer.document() | change
    assert peer.posts(peer.does("Like", TOWN)) == 401
    assert not RemoteActor.objects.exists()


def test_a_name_that_turns_the_line_is_kept_without_that(town: Cast, peer: Peer) -> None:
    peer.documents["/users/tomas"] = peer.document() | {"name": "<b>Tomás</b>\u202e\u200b"}
    assert peer.posts(peer.does("Like", TOWN)) == 202
    assert Address.objects.get(scheme="acct").name == "Tomás"


def test_a_server_that_follows_a_thousand_times_is_one_follower(town: Cast, peer: Peer) -> None:
    lamps = town_actor()
    for _time in range(60):
        assert peer.posts(peer.does("Follow", lamps)) == 202
    town.does_what_follows()
    assert Following.objects.count() == 1


def town_actor() -> str:
    """The account of the lamps."""
    one = actors.of_word("alumbrado")
    assert one is not None
    return names.actor_url(one)


def test_the_account_of_another_cannot_be_deleted(town: Cast, peer: Peer) -> None:
    spoken = peer.note("@alumbrado La farola de la calle Real no luce", to=[town_actor()])
    assert peer.posts(spoken) == 202
    town.does_what_follows()
    tomas = RemoteActor.objects.get()
    other = Peer(name="ana", key=peer.key, base=peer.base)
    peer.documents["/users/ana"] = other.document()
    assert other.posts(other.does("Delete", tomas.uri)) == 202
    assert other.posts(other.does("Delete", spoken["object"]["id"])) == 202
    assert other.posts(other.does("Update", {**spoken["object"], "content": "Nada"})) == 202
    town.does_what_follows()
    post = tomas.address.posts.get()
    assert post.state == "published"
    assert "farola" in post.text
