# SPDX-License-Identifier: AGPL-3.0-or-later
"""Miguel the electrician wants to be followed under his own name: he switches it on, is mentioned, speaks, and later
switches it off."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cast import PASSWORD, Cast
from concejo.cases.models import Case
from concejo.cases.topics import topic_words
from concejo.core import clock
from concejo.core.models import LedgerLine
from concejo.fediverse import actors
from concejo.fediverse.models import Actor, Following
from concejo.people import actions as people
from concejo.people.models import Role
from concejo.people.rules import speaks_out
from concejo.square import actions as square
from concejo.square.models import Follow, Post, Visibility
from fediverse_peer import PUBLIC, Peer, serve
from fediverse_town import announces, full, of

JSON = {"accept": "application/activity+json"}


@pytest.fixture
def peer(settings):
    """Tomás on a server of his own."""
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    one = Peer()
    server = serve(one)
    yield one
    server.shutdown()
    server.server_close()


def asked(word: str) -> int:
    """What WebFinger says of a name."""
    return Client().get("/.well-known/webfinger", {"resource": f"acct:{word}@olivar.example"}).status_code


def says(town: Cast, name: str, words: str) -> Post:
    """In their own name."""
    talk = square.open_conversation(Visibility.PUBLIC)
    post = square.say(talk, square.Words(text=words, via="web", language="es"), speaker=town[name])
    town.does_what_follows()
    return post


def signed_in(town: Cast, name: str) -> Client:
    client = Client()
    assert client.login(username=town[name].account.username, password=PASSWORD)
    return client


def test_nobody_has_an_account_without_asking_for_it(town: Cast) -> None:
    assert asked("miguel") == 404
    assert not speaks_out(town["Miguel"])
    assert "follow-from" not in Client().get("/p/miguel/").content.decode()
    assert Client().get("/follow-from/miguel/").status_code == 404
    assert not Actor.objects.exists()


def test_he_switches_it_on_and_is_found_followed_and_heard(town: Cast, peer: Peer) -> None:
    client = signed_in(town, "Miguel")
    page = client.get(reverse("web:me-elsewhere"), {"lang": "en"}).content.decode()
    assert "Your account is off" in page
    assert client.post(reverse("web:me-elsewhere"), {"wish": "on"}).status_code == 302
    assert "@miguel@olivar.example" in client.get(reverse("web:me-elsewhere")).content.decode()
    assert LedgerLine.objects.get(act="people.spoke_out").by == town["Miguel"].ref
    assert asked("lucia") == 404, "nobody else is switched on with him"

    miguel = of("miguel")
    document = Client(headers=JSON).get(miguel).json()
    assert document["type"] == "Person"
    assert document["name"] == "Miguel"
    assert document["preferredUsername"] == "miguel"
    assert document["webfinger"] == "miguel@olivar.example"
    assert document["url"] == "http://olivar.example/p/miguel/"
    assert "Alumbrado" in document["summary"]
    assert document["discoverable"] is True
    assert Client(headers={"accept": "text/html"}).get(miguel)["Location"] == document["url"]
    assert Client().get("/follow-from/miguel/").status_code == 200

    assert peer.posts(peer.does("Follow", full(miguel)), path=f"{miguel}/inbox") == 202
    town.does_what_follows()
    assert [one["type"] for one in peer.heard] == ["Accept"]

    says(town, "Miguel", "Hoy cambio las bombillas de la plaza Mayor.")
    announces(town, "Miguel", "Mañana no hay luz en la calle Real.", word="alumbrado")
    (note,) = peer.notes()
    assert note["attributedTo"] == full(miguel)
    assert PUBLIC in note["to"]
    assert "bombillas" in note["content"]
    assert "— Miguel" not in note["content"], "it is his own account: nobody need sign there"
    outbox = Client(headers=JSON).get(f"{miguel}/outbox").json()
    assert [one["object"]["id"] for one in outbox["orderedItems"]] == [note["id"]]
    lamps = Client(headers=JSON).get(f"{of('alumbrado')}/outbox").json()
    assert "Mañana no hay luz" in lamps["orderedItems"][0]["object"]["content"]
    townhall = Client(headers=JSON).get(f"{of('ayuntamiento')}/outbox").json()
    assert townhall["totalItems"] == 0, "what he says in his own name is his alone"


def test_whoever_mentions_him_writes_to_the_town_hall(town: Cast, peer: Peer) -> None:
    people.speak_out(town["Miguel"])
    spoken = peer.note("@miguel La farola de la calle Real, 12 no funciona", to=[full(of("miguel"))])
    assert peer.posts(spoken) == 202
    puzzle = peer.note("¿A qué hora pasas mañana?", to=[full(of("miguel"))])
    peer.posts(puzzle)
    town.does_what_follows()
    lamp, other = Case.objects.order_by("opened_at", "pk")
    assert lamp.department is not None
    assert lamp.department.handle.word == "alumbrado"
    assert other.category is None
    assert other.department == lamp.department, "where words do not say whose work it is, it is that of his department"
    post = other.main.posts.get(author__isnull=False)
    assert [one.word for one in post.mentions.all()] == ["miguel"], "named by his account, though the words do not"
    worklist = signed_in(town, "Lucía").get(reverse("web:work")).content.decode()
    assert lamp.number in worklist

    town.says("Pilar", "@miguel, ¿puedes mirarlo?", to=lamp)
    talk = lamp.main
    square.say(talk, square.Words(text="Voy esta tarde.", via="web", language="es"), speaker=town["Miguel"])
    town.does_what_follows()
    answer = peer.notes()[-1]
    assert answer["attributedTo"] == full(of("miguel"))
    assert peer.uri in answer["cc"]


def test_he_is_followed_by_letter_too_and_no_neighbour_is(town: Cast) -> None:
    page = Client(headers={"accept-language": "en"}).get("/p/miguel/").content.decode()
    assert f"topic=person:{town['Miguel'].pk}" in page
    asked = {"email": "ana@vecinos.example", "topic": f"person:{town['Miguel'].pk}"}
    form = Client(headers={"origin": "http://olivar.example", "host": "olivar.example"})
    assert form.post(reverse("web:follow"), asked).status_code in {200, 302}
    carmen = people.write_down("Carmen Vílchez", by="setup")
    assert form.post(reverse("web:follow"), asked | {"topic": f"person:{carmen.pk}"}).status_code == 422
    assert topic_words(f"person:{town['Miguel'].pk}", "es") == "Miguel"
    assert not topic_words(f"person:{carmen.pk}", "es")


def test_switching_it_on_twice_is_once(town: Cast) -> None:
    people.speak_out(town["Miguel"])
    people.speak_out(town["Miguel"])
    assert town["Miguel"].voices.count() == 1
    assert LedgerLine.objects.filter(act="people.spoke_out").count() == 1
    people.fall_silent(town["Miguel"])
    people.fall_silent(town["Miguel"])
    assert LedgerLine.objects.filter(act="people.fell_silent").count() == 1


def test_a_private_mention_of_him_stays_private(town: Cast, peer: Peer) -> None:
    people.speak_out(town["Miguel"])
    peer.posts(peer.note("Mi vecino roba luz", to=[full(of("miguel"))], public=False))
    town.does_what_follows()
    post = Post.objects.get(via="fediverse")
    assert post.conversation.visibility == Visibility.PRIVATE
    assert not peer.notes()


def test_he_switches_it_off_and_what_he_said_stays_his(town: Cast, peer: Peer) -> None:
    people.speak_out(town["Miguel"])
    miguel = of("miguel")
    key = Client(headers=JSON).get(miguel).json()["publicKey"]["publicKeyPem"]
    peer.posts(peer.does("Follow", full(miguel)))
    town.does_what_follows()
    said = says(town, "Miguel", "Hoy cambio las bombillas.")
    client = signed_in(town, "Miguel")
    with clock.at(clock.now() + timedelta(hours=1)):
        client.post(reverse("web:me-elsewhere"), {"wish": "off"})
        town.does_what_follows()
        assert peer.heard[-1]["type"] == "Reject", "whoever followed is told that they do so no more"
        assert not Following.objects.filter(ended_at=None).exists()
        assert not Follow.objects.filter(topic__startswith="person:", ended_at=None).exists()

        document = Client(headers=JSON).get(miguel).json()
        assert document["publicKey"]["publicKeyPem"] == key
        assert document["discoverable"] is False
        assert document["manuallyApprovesFollowers"] is True
        assert asked("miguel") == 200, "no tombstone: it is quiet, and can be found"
        assert Client().get("/follow-from/miguel/").status_code == 404
        assert actors.speaks_as(said) == actors.of_word("miguel")

        before = len(peer.heard)
        peer.posts(peer.does("Follow", full(miguel)))
        town.does_what_follows()
        assert [one["type"] for one in peer.heard[before:]] == ["Reject"]
        later = says(town, "Miguel", "Ya está.")
        assert actors.speaks_as(later) == actors.town_actor()
        square.delete(said, by=town["Miguel"].ref)
        town.does_what_follows()
        assert peer.heard[-1]["type"] == "Delete"
        assert peer.heard[-1]["actor"] == full(miguel)

    with clock.at(clock.now() + timedelta(hours=2)):
        people.speak_out(town["Miguel"])
        assert Client(headers=JSON).get(miguel).json()["publicKey"]["publicKeyPem"] == key
        assert actors.speaks_as(later) == actors.town_actor(), "what the town said does not change hands"


def test_whoever_works_here_no_more_is_quiet(town: Cast) -> None:
    people.speak_out(town["Miguel"])
    miguel = of("miguel")
    assert Client(headers=JSON).get(miguel).json()["discoverable"] is True
    Role.objects.filter(person=town["Miguel"]).update(until=clock.now().date() - timedelta(days=1))
    assert Client(headers=JSON).get(miguel).json()["discoverable"] is False
    assert Client().get("/p/miguel/").status_code == 404
