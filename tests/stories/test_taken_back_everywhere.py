# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the town said is changed, taken back and forgotten wherever it went: by the department, by an employee in their
own name, and for a neighbour who wants to be forgotten."""

import pytest
from django.test import Client
from django.urls import reverse

from cast import Cast
from concejo.cases.models import Case
from concejo.channels.models import Delivery
from concejo.fediverse.models import RemoteActor
from concejo.people import actions as people
from concejo.privacy import holdings
from concejo.square import actions as square
from concejo.square.models import PassedOn, Post, Visibility
from fediverse_peer import Peer, serve
from fediverse_town import announces, full, of


@pytest.fixture
def two(settings):
    """Tomás on his server; Ana on another one, who follows."""
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    peers = [Peer(), Peer(name="ana")]
    servers = [serve(one) for one in peers]
    yield peers
    for server in servers:
        server.shutdown()
        server.server_close()


def test_miguel_changes_and_deletes_on_a_page_and_it_leaves(town: Cast, two: list[Peer]) -> None:
    _tomas, ana = two
    people.speak_out(town["Miguel"])
    for word in ("miguel", "alumbrado"):
        ana.posts(ana.does("Follow", full(of(word))))
    town.does_what_follows()
    talk = square.open_conversation(Visibility.PUBLIC)
    own = square.say(talk, square.Words(text="Paso a las nueve.", via="web", language="es"), speaker=town["Miguel"])
    office = announces(town, "Miguel", "Mañana no hay luz.", word="alumbrado")
    client = Client()
    client.force_login(town["Miguel"].account)
    for post, words, word in ((own, "Paso a las diez.", "miguel"), (office, "El martes no hay luz.", "alumbrado")):
        assert client.post(reverse("web:said-edit", args=[post.pk]), {"text": words}).status_code == 302
        town.does_what_follows()
        update = ana.heard[-1]
        assert (update["type"], update["actor"]) == ("Update", full(of(word)))
        assert words in update["object"]["content"]
        assert update["object"]["updated"]
        assert client.post(reverse("web:said-delete", args=[post.pk])).status_code == 302
        town.does_what_follows()
        delete = ana.heard[-1]
        assert (delete["type"], delete["actor"]) == ("Delete", full(of(word)))
        assert delete["object"]["id"] == full(f"/objects/{post.pk}")
        gone = Client(headers={"accept": "application/activity+json"}).get(f"/objects/{post.pk}")
        assert gone.status_code == 410


def test_who_wants_to_be_forgotten_is_passed_on_no_more(town: Cast, two: list[Peer]) -> None:
    tomas, ana = two
    ana.posts(ana.does("Follow", full(of("alumbrado"))))
    tomas.posts(tomas.note("@alumbrado ¡La plaza luce preciosa!", to=[full(of("alumbrado"))]))
    town.does_what_follows()
    post = Post.objects.get(via="fediverse")
    square.pass_on(post, by=town["Miguel"], department=town["Miguel"].roles.get().department)
    town.does_what_follows()
    passed = ana.heard[-1]
    assert passed["type"] == "Announce"
    holdings.erase(holdings.Subject(frozenset({RemoteActor.objects.get(uri=tomas.uri).address_id})), by="person:1")
    town.does_what_follows()
    undone = ana.heard[-1]
    assert undone["type"] == "Undo"
    assert undone["object"]["id"] == passed["id"]
    post.refresh_from_db()
    assert post.state == Post.State.DELETED
    assert not post.facts
    assert not PassedOn.objects.filter(ended_at=None).exists()


def test_who_wants_to_be_forgotten_is_named_no_more_in_the_answers(town: Cast, two: list[Peer]) -> None:
    tomas, ana = two
    spoken = tomas.note("@alumbrado La farola de la calle Real, 12 no funciona", to=[full(of("alumbrado"))])
    tomas.posts(spoken)
    town.does_what_follows()
    ana.posts(ana.note("Aquí tampoco", to=[], inReplyTo=spoken["object"]["id"]))
    town.does_what_follows()
    case = Case.objects.get()
    town.says("Miguel", "Voy mañana.", to=case)
    for one in (tomas, ana):
        assert tomas.uri in one.notes()[-1]["content"]
    holdings.erase(holdings.Subject(frozenset({RemoteActor.objects.get(uri=tomas.uri).address_id})), by="person:1")
    town.does_what_follows()
    for one in (tomas, ana):
        update = one.heard[-1]
        assert update["type"] == "Update"
        assert "Voy mañana" in update["object"]["content"]
        assert update["object"]["updated"], "without a date other servers change nothing"
        assert tomas.base not in f"{update}"
        assert tomas.uri not in update["object"]["cc"]
    assert ana.uri in ana.heard[-1]["object"]["content"], "she was not forgotten"
    left = Delivery.objects.filter(outcome__in=["invalid", "config"]) | Delivery.objects.filter(kind="fediverse", to="")
    assert not left.exclude(cause__in=["post", "received"]).exists(), "nothing is sent to nowhere"
    assert tomas.name not in "".join(Delivery.objects.values_list("to", flat=True))


def test_the_answers_of_a_private_matter_go_with_it(town: Cast, two: list[Peer]) -> None:
    tomas, ana = two
    tomas.posts(tomas.note("Mi vecino me amenaza", to=[full(of("policia"))], public=False))
    ana.posts(ana.does("Follow", full(of("policia"))))
    town.does_what_follows()
    town.says("Pilar", "Venga mañana a las nueve.", to=Post.objects.get(via="fediverse"))
    town.does_what_follows()
    holdings.erase(holdings.Subject(frozenset({RemoteActor.objects.get(uri=tomas.uri).address_id})), by="person:1")
    town.does_what_follows()
    assert not Post.objects.exclude(state=Post.State.DELETED).exists()
    assert "nueve" not in f"{ana.heard}{tomas.heard}", "its words have never left"


def test_who_follows_the_town_hears_its_departments(town: Cast, two: list[Peer]) -> None:
    tomas, ana = two
    ana.posts(ana.does("Follow", full(of("ayuntamiento"))))
    for word in ("ayuntamiento", "alumbrado"):
        tomas.posts(tomas.does("Follow", full(of(word))))
    town.does_what_follows()
    said = announces(town, "Miguel", "Mañana no hay luz.", word="alumbrado")
    echo = ana.heard[-1]
    assert (echo["type"], echo["actor"]) == ("Announce", full(of("ayuntamiento")))
    assert echo["object"] == full(f"/objects/{said.pk}")
    assert [one["type"] for one in tomas.heard] == ["Accept", "Accept", "Create"], "he hears it from the department"
    own = square.open_conversation(Visibility.PUBLIC)
    square.say(own, square.Words(text="Buenos días.", via="web", language="es"), speaker=town["Rosario"])
    town.does_what_follows()
    assert (ana.heard[-1]["type"], ana.heard[-1]["actor"]) == ("Create", full(of("ayuntamiento")))
    square.delete(said, by=town["Miguel"].ref)
    town.does_what_follows()
    assert (ana.heard[-1]["type"], ana.heard[-1]["actor"]) == ("Delete", full(of("alumbrado")))
