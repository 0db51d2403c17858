# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts elsewhere like, pass on, report, block, move, and change their name; the town takes part as is proper."""

import pytest
from django.test import Client
from django.urls import reverse

from cast import Cast
from concejo.channels.models import Letter
from concejo.fediverse.models import Following, Refusal, RemoteActor
from concejo.people import actions as people
from concejo.privacy import holdings
from concejo.square.models import Complaint, Conversation, Post, Reaction, Visibility
from fediverse_peer import Peer, serve
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


def name_of(post: Post) -> str:
    """As other servers name it."""
    return full(f"/objects/{post.pk}")


def page_of(post: Post) -> str:
    """What everybody reads."""
    return Client().get(f"/talk/{post.conversation_id}/", follow=True).content.decode()


def test_thanks_are_counted_and_taken_back(town: Cast, peer: Peer) -> None:
    said = announces(town, "Miguel", "La farola de la calle Real ya luce.", word="alumbrado")
    likes = peer.does("Like", name_of(said))
    boosts = peer.does("Announce", name_of(said))
    for one in (likes, boosts, peer.does("Like", name_of(said))):
        assert peer.posts(one) == 202
    town.does_what_follows()
    said.refresh_from_db()
    assert said.facts["likes"] == 1
    assert said.facts["boosts"] == 1
    page = Client().get(reverse("web:conversation", args=[said.conversation_id]), {"lang": "en"}).content.decode()
    assert "1 thanks" in page
    assert "passed on once" in page
    assert not Letter.objects.filter(fate=Letter.Fate.SET_ASIDE).exists()

    peer.posts(peer.does("Undo", likes))
    peer.posts(peer.does("Undo", boosts["id"]))
    town.does_what_follows()
    said.refresh_from_db()
    assert "likes" not in said.facts
    assert "boosts" not in said.facts


def test_what_nobody_may_read_is_not_liked(town: Cast, peer: Peer) -> None:
    private = town.hears("Alejandra", "Es privado", visibility="private")
    answer = town.says("Miguel", "Gracias por decirlo", to=private)
    peer.posts(peer.does("Like", name_of(answer)))
    peer.posts(peer.does("Like", full("/objects/12345")))
    town.does_what_follows()
    assert not Reaction.objects.exists()
    assert Letter.objects.filter(fate=Letter.Fate.SET_ASIDE, why="fediverse Like").count() == 2


def test_whoever_is_erased_likes_no_more(town: Cast, peer: Peer) -> None:
    said = announces(town, "Miguel", "La farola de la calle Real ya luce.", word="alumbrado")
    peer.posts(peer.does("Like", name_of(said)))
    town.does_what_follows()
    subject = holdings.Subject(frozenset({RemoteActor.objects.get().address_id}))
    assert holdings.tell(subject)["reactions"][0]["what"] == "like"
    holdings.erase(subject, by=town["Pilar"].ref)
    said.refresh_from_db()
    assert "likes" not in said.facts
    assert not Reaction.objects.exists()


def test_a_report_reaches_whoever_moderates(town: Cast, peer: Peer) -> None:
    spoken = peer.note("@alumbrado El de la farola es un inútil", to=[full(of("alumbrado"))])
    peer.posts(spoken)
    town.does_what_follows()
    post = Post.objects.get(via="fediverse")
    flag = peer.does("Flag", [peer.uri, spoken["object"]["id"]]) | {"content": "Es un insulto, <b>quítenlo</b>"}
    assert peer.posts(flag) == 202
    town.does_what_follows()
    complaint = Complaint.objects.get()
    assert complaint.post == post
    talk = complaint.talk
    assert talk.visibility == Visibility.PRIVATE
    assert "quítenlo" in talk.posts.get().words
    assert talk.waits_since is not None
    clerk = Client()
    clerk.force_login(town["Pilar"].account)
    page = clerk.get(reverse("web:desk-letter", args=[talk.pk])).content.decode()
    assert "es un inútil" in page
    assert reverse("web:desk-post", args=[post.pk, "hide"]) in page
    assert "quítenlo" not in Client().get("/").content.decode()


def test_a_report_about_nothing_of_ours_is_set_aside(town: Cast, peer: Peer) -> None:
    peer.posts(peer.does("Flag", []) | {"content": "x"})
    town.does_what_follows()
    assert not Complaint.objects.exists()
    assert not Conversation.objects.filter(visibility=Visibility.PRIVATE).exists()


def test_whoever_blocks_an_account_hears_nothing_of_it(town: Cast, peer: Peer) -> None:
    lamps, police = of("alumbrado"), of("policia")
    for one in (lamps, police):
        peer.posts(peer.does("Follow", full(one)))
    block = peer.does("Block", full(lamps))
    peer.posts(block)
    town.does_what_follows()
    announces(town, "Miguel", "Mañana no hay luz.", word="alumbrado")
    assert not peer.notes()
    assert Following.objects.filter(ended_at=None).count() == 1
    peer.posts(peer.does("Undo", block))
    town.does_what_follows()
    assert not Refusal.objects.exists()


def test_somebody_moves_and_is_answered_where_they_live_now(town: Cast, peer: Peer) -> None:
    peer.posts(peer.note("@alumbrado La farola de la calle Real no funciona", to=[full(of("alumbrado"))]))
    town.does_what_follows()
    old = RemoteActor.objects.get()
    alejandra = people.write_down("Tomás", by="setup")
    people.link(old.address, alejandra, by=town["Pilar"])
    fresh = f"{peer.base}/users/tomas2"
    document = peer.document() | {"id": fresh, "preferredUsername": "tomas2", "inbox": f"{fresh}/inbox"}
    document["publicKey"] = document["publicKey"] | {"id": f"{fresh}#main-key", "owner": fresh}
    peer.documents["/users/tomas2"] = document
    move = peer.does("Move", peer.uri) | {"target": fresh}
    peer.posts(move)
    town.does_what_follows()
    assert RemoteActor.objects.count() == 1, "the new account says nothing of the old one"

    peer.documents["/users/tomas2"] = document | {"alsoKnownAs": [peer.uri]}
    peer.posts(peer.does("Move", peer.uri) | {"target": fresh})
    town.does_what_follows()
    moved = RemoteActor.objects.get(uri=fresh)
    assert moved.address.person == alejandra
    talk = Conversation.objects.get(posts__via="fediverse")
    heard = len(peer.notes())
    town.says("Miguel", "Mañana la miramos.", to=Post.objects.get(via="fediverse"))
    town.does_what_follows()
    assert talk.participants.filter(address=moved.address).exists()
    assert len(peer.notes()) == heard + 1
    assert fresh in peer.notes()[-1]["cc"]
    assert peer.uri not in peer.notes()[-1]["cc"]


def test_an_account_that_changes_its_name_is_asked_anew(town: Cast, peer: Peer) -> None:
    peer.posts(peer.does("Follow", full(of("alumbrado"))))
    town.does_what_follows()
    peer.asked.clear()
    peer.posts(peer.does("Update", {**peer.document(), "inbox": "https://evil.example/inbox"}))
    town.does_what_follows()
    assert peer.asked == ["/users/tomas"]
    assert RemoteActor.objects.get().inbox == f"{peer.uri}/inbox", "nothing is believed that stands in the activity"


def test_the_account_that_is_gone_and_was_never_known_is_no_work(town: Cast, peer: Peer) -> None:
    gone = {**peer.does("Delete", peer.uri)}
    known = peer.name
    peer.name = "other"
    peer.documents.clear()
    body = gone | {"actor": f"{peer.base}/users/{known}"}
    assert peer.posts(body, key_id=f"{peer.base}/users/{known}#main-key") == 202
    assert not Letter.objects.exists()


def test_a_private_mention_is_answered_without_its_words(town: Cast, peer: Peer) -> None:
    peer.posts(peer.note("Mi vecino me amenaza, ¿qué hago?", to=[full(of("policia"))], public=False))
    town.does_what_follows()
    (receipt,) = peer.notes(public=False)
    assert "pueden leerlo" in receipt["content"]
    assert "/c/" in receipt["content"]
    town.says("Pilar", "Venga mañana a las nueve", to=Post.objects.get(via="fediverse"))
    town.does_what_follows()
    told = peer.notes(public=False)[-1]
    assert told["id"] != receipt["id"]
    assert "a las nueve" not in told["content"]
    assert "/c/" in told["content"]
    assert not peer.notes()
