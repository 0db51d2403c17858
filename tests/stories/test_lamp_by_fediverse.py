# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tomás lives on another server: he follows the town, mentions a department, hears back there, takes words back."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.test import Client

from cast import Cast
from cast import photo as a_photo
from concejo.cases.models import Case, State
from concejo.channels.models import Delivery, Letter
from concejo.core import clock
from concejo.fediverse import actors, signatures
from concejo.fediverse.models import Following, RemoteActor
from concejo.fediverse.names import actor_url
from concejo.privacy import holdings
from concejo.square import actions as square
from concejo.square.models import Conversation, Follow, Post, Visibility
from fediverse_peer import PUBLIC, Peer, serve
from fediverse_town import announces, full, of


@pytest.fixture
def peer(settings):
    """Tomás on a server of his own."""
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    one = Peer()
    server = serve(one)
    yield one
    server.shutdown()
    server.server_close()


def test_he_follows_a_department_and_sees_what_it_says(town: Cast, peer: Peer) -> None:
    lamps = of("alumbrado")
    document = Client(headers={"accept": "application/activity+json"}).get(lamps).json()
    assert document["type"] == "Organization"
    assert document["preferredUsername"] == "alumbrado"
    follow = peer.does("Follow", full(lamps))
    assert peer.posts(follow, path=f"{lamps}/inbox") == 202
    town.does_what_follows()
    (accepted,) = peer.heard
    assert accepted["type"] == "Accept"
    assert accepted["object"]["id"] == follow["id"]
    sent = peer.requests[0]
    signatures.check(signatures.claim(sent, now=clock.now()), document["publicKey"]["publicKeyPem"])

    said = announces(town, "Miguel", "Mañana no hay luz en la calle Real, de 9 a 11. #alumbrado", word="alumbrado")
    (note,) = peer.notes()
    assert PUBLIC in note["to"]
    assert note["attributedTo"] == full(lamps)
    assert "calle Real" in note["content"]
    assert "— Miguel" in note["content"]
    assert note["tag"] == [{"type": "Hashtag", "name": "#alumbrado", "href": note["tag"][0]["href"]}]
    assert note["contentMap"] == {"es": note["content"]}
    path = note["id"].removeprefix("http://olivar.example")
    assert Client(headers={"accept": "application/activity+json"}).get(path).json()["content"] == note["content"]
    led = Client(headers={"accept": "text/html"}).get(path)
    assert led.status_code == 302
    assert led["Location"].endswith(f"#p{said.pk}")
    outbox = Client().get(f"{lamps}/outbox").json()
    assert [one["object"]["id"] for one in outbox["orderedItems"]] == [note["id"]]
    assert Client().get(f"{lamps}/followers").json()["totalItems"] == 1

    square.edit(said, "Mañana no hay luz en la calle Real, de 9 a 12.", by=town["Miguel"])
    town.does_what_follows()
    assert peer.heard[-1]["type"] == "Update"
    assert peer.heard[-1]["object"]["id"] == note["id"]
    assert "de 9 a 12" in peer.heard[-1]["object"]["content"]
    assert peer.heard[-1]["object"]["updated"]

    square.delete(said, by=town["Miguel"].ref)
    town.does_what_follows()
    assert peer.heard[-1]["type"] == "Delete"
    assert peer.heard[-1]["object"]["id"] == note["id"]
    assert Client(headers={"accept": "application/activity+json"}).get(path).status_code == 410

    assert peer.posts(peer.does("Undo", follow)) == 202
    town.does_what_follows()
    assert not Following.objects.filter(ended_at=None).exists()
    assert not Follow.objects.filter(ended_at=None, address__scheme="acct").exists()


def test_the_lamp_reported_by_a_mention_is_mended_where_he_reads(town: Cast, peer: Peer) -> None:
    peer.pictures["/lamp.jpg"] = a_photo()
    lamps = full(of("alumbrado"))
    picture = {"type": "Document", "mediaType": "image/jpeg", "url": f"{peer.base}/lamp.jpg", "name": "La farola"}
    spoken = peer.note("@alumbrado La farola de la calle Real, 12 no funciona", to=[lamps], attachment=[picture])
    assert peer.posts(spoken) == 202
    assert peer.posts(spoken) == 202  # it comes by two inboxes
    town.does_what_follows()
    case = Case.objects.get()
    assert case.main.visibility == Visibility.PUBLIC
    assert case.department is not None
    assert case.department.handle.word == "alumbrado"
    post = case.main.posts.get(author__isnull=False)
    assert post.via == "fediverse"
    assert post.state == Post.State.PUBLISHED
    assert post.media.count() == 1
    (receipt,) = peer.notes(public=False)
    assert case.number in receipt["content"]
    assert receipt["to"] == [peer.uri]

    town.says("Pilar", "@miguel, ¿puedes mirarlo?", to=case)
    town.says("Miguel", "Vamos mañana por la mañana.", to=case)
    handed, answer = peer.notes()
    assert handed["inReplyTo"] == spoken["object"]["id"]
    assert answer["inReplyTo"] == handed["id"]
    assert {"type": "Mention", "href": peer.uri, "name": f"@{peer.acct}"} in answer["tag"]
    assert peer.uri in answer["cc"]
    assert peer.posts(peer.note("¡Gracias!", to=[], inReplyTo=answer["id"])) == 202
    town.does_what_follows()
    assert case.main.posts.filter(author__isnull=False).count() == 2

    town.says("Miguel", "Arreglada.", to=case, media=(town.photo(),))
    case.refresh_from_db()
    assert case.state == State.DONE
    mended = peer.notes()[-1]
    assert mended["attachment"][0]["type"] == "Image"
    assert mended["attachment"][0]["url"].startswith("http://olivar.example/media/")

    changed = {**spoken["object"], "content": "<p>La farola de la calle Real, 14 no funciona</p>"}
    assert peer.posts(peer.does("Update", changed)) == 202
    town.does_what_follows()
    post.refresh_from_db()
    assert "14" in post.text
    assert post.edited_at is not None
    assert post.versions.count() == 1

    assert peer.posts(peer.does("Delete", {"id": spoken["object"]["id"], "type": "Tombstone"})) == 202
    town.does_what_follows()
    post.refresh_from_db()
    assert post.state == Post.State.DELETED
    assert post.text == ""


def test_who_he_is_is_told_to_him_and_forgotten_when_he_wishes(town: Cast, peer: Peer) -> None:
    lamps = of("alumbrado")
    peer.posts(peer.does("Follow", full(lamps)))
    peer.posts(peer.note("@alumbrado La farola de la calle Real no funciona", to=[full(lamps)]))
    town.does_what_follows()
    subject = holdings.Subject(frozenset({RemoteActor.objects.get().address_id}))
    told = holdings.tell(subject)
    assert told["elsewhere"][0]["address"] == peer.uri
    assert told["follows_elsewhere"][0]["what"] == "alumbrado"
    holdings.erase(subject, by=town["Pilar"].ref)
    town.does_what_follows()
    assert not RemoteActor.objects.exists()
    assert not Following.objects.exists()
    assert not Letter.objects.exclude(body=b"").exists()
    announces(town, "Miguel", "Mañana no hay luz.", word="alumbrado")
    assert not any("Mañana" in one["content"] for one in peer.notes())


def test_whoever_is_erased_is_named_no_more_on_other_servers(town: Cast, peer: Peer) -> None:
    peer.posts(peer.does("Follow", full(of("alumbrado"))))
    peer.posts(peer.note("@alumbrado La farola de la calle Real no funciona", to=[full(of("alumbrado"))]))
    town.does_what_follows()
    case = Case.objects.get()
    town.says("Miguel", "Vamos mañana por la mañana.", to=case)
    first = peer.notes()[-1]
    assert peer.uri in first["cc"]
    assert peer.uri in first["content"]
    tomas = RemoteActor.objects.get(uri=peer.uri)
    holdings.erase(holdings.Subject(frozenset({tomas.address_id})), by=town["Pilar"].ref)
    town.does_what_follows()
    anew = peer.heard[-1]
    assert anew["type"] == "Update"
    assert anew["object"]["id"] == first["id"]
    assert anew["id"] != first["id"]
    assert peer.uri not in str(anew["object"])
    assert peer.acct not in str(anew["object"])


def test_a_private_mention_stays_private(town: Cast, peer: Peer) -> None:
    spoken = peer.note("Mi vecino me amenaza, ¿qué hago?", to=[full(of("policia"))], public=False)
    assert peer.posts(spoken) == 202
    town.does_what_follows()
    talk = Conversation.objects.get(posts__via="fediverse")
    assert talk.visibility == Visibility.PRIVATE
    assert not peer.notes()
    assert not any("amenaza" in one["content"] for one in peer.notes(public=False))
    for page in ("/", "/talk/", "/search/?q=amenaza"):
        assert "amenaza, " not in Client().get(page).content.decode()


def test_a_server_that_is_down_for_a_day_gets_everything_after(town: Cast, peer: Peer) -> None:
    lamps = of("alumbrado")
    peer.posts(peer.does("Follow", full(lamps)))
    town.does_what_follows()
    peer.answers = 503
    first = announces(town, "Miguel", "Corte de luz el martes.", word="alumbrado")
    announces(town, "Miguel", "Corte de luz el jueves.", word="alumbrado")
    assert not peer.notes()
    peer.answers = 202
    with clock.at(clock.now() + timedelta(days=1)):
        town.does_what_follows()
    assert {one["id"].rpartition("/")[2] for one in peer.notes()} >= {str(first.pk)}
    assert len(peer.notes()) == 2
    assert not Delivery.objects.filter(work=Delivery.State.GIVEN_UP).exists()


def test_what_is_not_for_the_town_is_let_go(town: Cast, peer: Peer) -> None:
    assert peer.posts(peer.note("Buenos días a todos", to=[])) == 202
    assert peer.posts(peer.does("Dance", "https://elsewhere.example/1")) == 202
    town.does_what_follows()
    assert not Post.objects.filter(via="fediverse").exists()
    assert Letter.objects.filter(fate=Letter.Fate.SET_ASIDE, why="fediverse Dance").count() == 1


def test_keys_are_kept_for_ever(town: Cast, peer: Peer) -> None:
    one = actors.of_word("alumbrado")
    assert one is not None
    again = actors.of_word("alumbrado")
    assert again == one
    assert load_pem_public_key(one.public_key.encode()) is not None
    assert actor_url(one).startswith("http://olivar.example/actors/")
    assert actors.private_key(one).public_key() == load_pem_public_key(one.public_key.encode())
