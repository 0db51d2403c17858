# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ana complains on her server, Tomás mentions the town below it, Luis agrees: the town's page tells the whole of it.

The other servers decide where the way leads; it always ends, and what is not for everybody is left out.
"""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from cast import Cast
from concejo.cases.models import Case
from concejo.channels import stances
from concejo.channels.models import Delivery, Letter
from concejo.core import clock
from concejo.fediverse import errands, walk
from concejo.fediverse.models import Errand, RemoteActor
from concejo.people.models import Address
from concejo.privacy import holdings
from concejo.square.models import Post
from fediverse_peer import PUBLIC, Json, Peer, fresh_key, serve
from fediverse_town import full, of

LATER = {"below": timedelta(minutes=10), "deeper": timedelta(minutes=20)}


@pytest.fixture
def peer(settings):
    """A server with several accounts; Tomás is the one who writes to the town."""
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    one = Peer()
    server = serve(one)
    for name in ("ana", "luis"):
        one.documents[f"/users/{name}"] = {**Peer(name=name, key=fresh_key(), base=one.base).document(), "name": name}
    yield one
    server.shutdown()
    server.server_close()


def note(peer: Peer, called: str, words: str, *, by: str = "ana", **more: object) -> Json:
    """Something that stands on that server; its `replies` are a collection in pages."""
    uri = f"{peer.base}/notes/{called}"
    said = {
        "id": uri, "type": "Note", "attributedTo": f"{peer.base}/users/{by}", "content": f"<p>{words}</p>",
        "to": [PUBLIC], "cc": [], "published": (clock.now() + LATER.get(called, -timedelta(hours=1))).isoformat(),
        "replies": f"{uri}/replies", **more,
    }  # fmt: skip
    peer.documents[f"/notes/{called}"] = said
    return said


def replies(peer: Peer, name: str, *ids: object) -> None:
    """What its server says was answered to it."""
    uri = f"{peer.base}/notes/{name}/replies"
    peer.documents[f"/notes/{name}/replies"] = {
        "id": uri,
        "type": "Collection",
        "first": {"type": "CollectionPage", "items": list(ids)[:1], "next": f"{uri}/2"},
    }
    peer.documents[f"/notes/{name}/replies/2"] = {"type": "CollectionPage", "items": list(ids)[1:], "next": f"{uri}/2"}


def mentions(town: Cast, peer: Peer, **more: object) -> Json:
    """Tomás mentions the lamps, and the town hears it."""
    words = "@alumbrado La farola de la calle Real, 12 no funciona"
    said = note(peer, "mention", words, by="tomas", **more)
    lamps = full(of("alumbrado"))
    said |= {"cc": [lamps], "tag": [{"type": "Mention", "href": lamps}]}
    whole = {"id": f"{said['id']}#create", "type": "Create", "actor": peer.uri, "object": said, "to": [PUBLIC]}
    assert peer.posts(whole) == 202
    town.does_what_follows()
    return said


def goes_out(town: Cast, *, after: timedelta = timedelta(hours=1)) -> None:
    """The worker's errands, and what follows."""
    with clock.at(clock.now() + after):
        while errands.run_due():
            pass
        town.does_what_follows()


def page() -> str:
    """What everybody reads."""
    case = Case.objects.get()
    return Client().get(f"/c/{case.number}/", follow=True).content.decode()


def test_the_conversation_is_whole(town: Cast, peer: Peer) -> None:
    above = note(peer, "above", "Llevamos una semana a oscuras")
    below = note(peer, "below", "En mi portal igual", by="luis", inReplyTo=f"{peer.base}/notes/mention")
    deeper = note(peer, "deeper", "Y en el mío", by="ana", inReplyTo=below["id"])
    replies(peer, "mention", below["id"])
    replies(peer, "below", deeper["id"])
    mentions(town, peer, inReplyTo=above["id"])
    heard = len(peer.heard)
    asked = len(peer.asked)
    assert "una semana" not in page(), "nothing is asked for in the way of the letter"
    goes_out(town)
    assert len(peer.asked) > asked
    told = page().partition('class="say"')[2]
    places = [told.index(words) for words in ("una semana a oscuras", "no funciona", "En mi portal", "Y en el mío")]
    assert places == sorted(places), "in the order in which it was said"
    posts = Post.objects.filter(via="fediverse")
    assert {one.conversation_id for one in posts} == {Case.objects.get().conversation_id}
    assert Case.objects.count() == 1, "what was said to others is no report"
    assert len(peer.heard) == heard, "nobody who did not write to the town is told anything"
    assert not Delivery.objects.filter(post__facts__beside=True).exists()
    town.says("Miguel", "Mañana la miramos.", to=Case.objects.get())
    answer = peer.notes()[-1]
    assert answer["inReplyTo"] == f"{peer.base}/notes/mention"
    assert answer["cc"][1:] == [peer.uri], "only whoever spoke to the town is mentioned"


def test_what_comes_by_two_ways_stands_there_once(town: Cast, peer: Peer) -> None:
    below = note(peer, "below", "En mi portal igual", by="tomas", inReplyTo=f"{peer.base}/notes/mention")
    replies(peer, "mention", below["id"])
    mentions(town, peer)
    goes_out(town)
    spoken = {"id": f"{below['id']}#create", "type": "Create", "actor": peer.uri, "object": below, "to": [PUBLIC]}
    assert peer.posts(spoken) == 202
    town.does_what_follows()
    assert Post.objects.filter(via="fediverse").count() == 2


def test_what_is_not_for_everybody_or_not_its_servers_own_is_left_out(town: Cast, peer: Peer) -> None:
    lamp = f"{peer.base}/notes/mention"
    closed = note(peer, "closed", "Solo para amigos", inReplyTo=lamp, to=[f"{peer.base}/users/ana/followers"])
    forged = note(peer, "forged", "Lo dijo otra", inReplyTo=lamp, attributedTo="http://127.0.0.1:9/users/ana")
    other = note(peer, "other", "Otro nombre", inReplyTo=lamp, id="http://127.0.0.1:9/notes/1")
    vote = note(peer, "vote", "", inReplyTo=lamp, content=None, name="Sí")
    gone = f"{peer.base}/notes/gone"
    odd = ["http://10.0.0.1/x", "javascript:alert(1)", {"id": 5}, None]
    replies(peer, "mention", closed["id"], forged["id"], f"{peer.base}/notes/other", vote["id"], gone, *odd)
    assert other["id"] != f"{peer.base}/notes/other"
    mentions(town, peer)
    goes_out(town)
    assert Post.objects.filter(via="fediverse").count() == 1
    assert Address.objects.filter(scheme="acct").count() == 1


def test_circles_and_collections_without_end_end(town: Cast, peer: Peer) -> None:
    lamp = f"{peer.base}/notes/mention"
    note(peer, "round", "Uno", inReplyTo=f"{peer.base}/notes/trip")
    note(peer, "trip", "Dos", inReplyTo=f"{peer.base}/notes/round")
    replies(peer, "round", f"{peer.base}/notes/trip", f"{peer.base}/notes/round", lamp)
    replies(peer, "trip", f"{peer.base}/notes/round")
    peer.documents["/notes/mention/replies"] = {
        "id": f"{lamp}/replies",
        "type": "Collection",
        "first": f"{lamp}/replies",
    }
    mentions(town, peer, inReplyTo=f"{peer.base}/notes/round")
    peer.asked.clear()
    goes_out(town)
    assert len(peer.asked) < 12
    assert Post.objects.filter(via="fediverse").count() == 3


def test_a_server_with_ten_thousand_answers_is_asked_for_few(town: Cast, peer: Peer) -> None:
    lamp = f"{peer.base}/notes/mention"
    names = [f"n{number}" for number in range(200)]
    for name in names:
        note(peer, name, f"Respuesta {name}", inReplyTo=lamp)
    endless = [f"{peer.base}/notes/{name}" for name in names] + [f"{peer.base}/x/{number}" for number in range(10_000)]
    peer.documents["/notes/mention/replies"] = {"id": f"{lamp}/replies", "type": "Collection", "items": endless}
    mentions(town, peer)
    peer.asked.clear()
    goes_out(town)
    notes = [one for one in peer.asked if one.startswith("/notes/")]
    assert len(notes) <= walk.MOST_OF_A_SERVER
    assert Post.objects.filter(via="fediverse").count() <= 1 + errands.MOST_BROUGHT


def test_a_chain_is_followed_so_far_and_no_further(town: Cast, peer: Peer) -> None:
    for number in range(30):
        note(peer, f"up{number}", f"Arriba {number}", inReplyTo=f"{peer.base}/notes/up{number + 1}")
    mentions(town, peer, inReplyTo=f"{peer.base}/notes/up0")
    goes_out(town)
    assert Post.objects.filter(via="fediverse").count() == 1 + walk.UP


def test_it_is_looked_at_three_times_and_what_went_there_goes_here(town: Cast, peer: Peer) -> None:
    below = note(peer, "below", "En mi portal igual", by="luis", inReplyTo=f"{peer.base}/notes/mention")
    replies(peer, "mention", below["id"])
    mentions(town, peer)
    goes_out(town)
    beside = Post.objects.get(facts__beside=True)
    del peer.documents["/notes/below"]
    goes_out(town, after=timedelta(hours=4))
    beside.refresh_from_db()
    assert beside.state == Post.State.DELETED
    goes_out(town, after=timedelta(days=3))
    assert Errand.objects.get().work == Errand.State.DONE
    peer.asked.clear()
    goes_out(town, after=timedelta(days=30))
    assert not peer.asked


def test_what_was_erased_is_not_brought_again(town: Cast, peer: Peer) -> None:
    below = note(peer, "below", "En mi portal igual", by="luis", inReplyTo=f"{peer.base}/notes/mention")
    replies(peer, "mention", below["id"])
    mentions(town, peer)
    goes_out(town)
    luis = RemoteActor.objects.get(uri__endswith="luis")
    holdings.erase(holdings.Subject(frozenset({luis.address_id})), by=town["Pilar"].ref)
    again = peer.note("Sigue igual", to=[full(of("alumbrado"))], inReplyTo=f"{peer.base}/notes/mention", replies="x")
    assert peer.posts(again) == 202
    town.does_what_follows()
    goes_out(town, after=timedelta(days=4))
    assert not Post.objects.filter(text__contains="En mi portal").exists()
    assert not RemoteActor.objects.filter(uri__endswith="luis").exists()


def test_servers_that_are_shut_out_are_not_asked_and_words_wait_like_others(town: Cast, peer: Peer) -> None:
    below = note(
        peer, "below", "Llame al 612 345 678, en casa de Paco", by="luis", inReplyTo=f"{peer.base}/notes/mention"
    )
    replies(peer, "mention", below["id"])
    mentions(town, peer)
    stances.take("fediverse", urlsplit(peer.base).hostname or "", "limit", by=town["Sofía"])
    goes_out(town)
    beside = Post.objects.get(facts__beside=True)
    assert beside.state == Post.State.HELD
    assert "612" not in page()
    stances.take("fediverse", urlsplit(peer.base).hostname or "", "suspend", by=town["Sofía"])
    peer.asked.clear()
    goes_out(town, after=timedelta(days=1))
    assert not peer.asked


def test_a_private_mention_sends_nobody_out(town: Cast, peer: Peer) -> None:
    spoken = peer.note(
        "Es privado", to=[full(of("policia"))], public=False, replies=f"{peer.base}/r", inReplyTo="http://127.0.0.1:1/x"
    )
    assert peer.posts(spoken) == 202
    town.does_what_follows()
    assert not Errand.objects.exists()


def test_what_is_passed_on_and_names_the_town_is_heard(town: Cast, peer: Peer) -> None:
    lamps = full(of("alumbrado"))
    said = note(peer, "passed", "@alumbrado La farola de la calle Real no funciona")
    said |= {"tag": [{"type": "Mention", "href": lamps}]}
    other = note(peer, "other", "Buenos días")
    for one in (said, other):
        assert peer.posts(peer.does("Announce", one["id"])) == 202
        assert peer.posts(peer.does("Announce", one["id"])) == 202
    town.does_what_follows()
    assert Errand.objects.count() == 2
    goes_out(town)
    post = Post.objects.get(via="fediverse")
    assert post.author is not None
    assert post.author.path.startswith("ana@")
    assert Case.objects.get().main == post.conversation
    letter = Letter.objects.get(posts__post=post)
    assert letter.evidence == {"fetched": "from its own server"}
    assert RemoteActor.objects.count() == 2
