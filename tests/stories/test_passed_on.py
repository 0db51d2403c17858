# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tomás has good news; the town passes it on to everybody who follows it, and takes that back when he does."""

import pytest
from django.test import Client
from django.urls import reverse

from cast import Cast
from concejo.core.models import LedgerLine
from concejo.square import actions as square
from concejo.square.models import PassedOn, Post
from fediverse_peer import PUBLIC, Peer, serve
from fediverse_town import full, of


@pytest.fixture
def two(settings):
    """Tomás on his server; Ana, who follows the lamps, on another one."""
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    peers = [Peer(), Peer(name="ana")]
    servers = [serve(one) for one in peers]
    yield peers
    for server in servers:
        server.shutdown()
        server.server_close()


def passes_on(town: Cast, name: str, post: Post, *, voice: str) -> int:
    client = Client()
    client.force_login(town[name].account)
    link = client.get(reverse("web:aloud", args=[post.conversation_id])).content.decode()
    assert reverse("web:aloud-act", args=[post.pk, "pass"]) in link
    asked = client.get(reverse("web:aloud-act", args=[post.pk, "pass"]))
    assert asked.status_code == 200
    assert not PassedOn.objects.exists(), "a link never acts"
    return client.post(reverse("web:aloud-act", args=[post.pk, "pass"]), {"voice": voice}).status_code


def test_it_is_passed_on_once_and_taken_back(town: Cast, two: list[Peer]) -> None:
    tomas, ana = two
    lamps = of("alumbrado")
    ana.posts(ana.does("Follow", full(lamps)))
    spoken = tomas.note("@alumbrado ¡La plaza Mayor luce preciosa!", to=[full(lamps)])
    tomas.posts(spoken)
    town.does_what_follows()
    post = Post.objects.get(via="fediverse")
    heard, his = len(ana.heard), len(tomas.heard)
    miguel = town["Miguel"].roles.get().department
    assert passes_on(town, "Miguel", post, voice=str(miguel.pk)) == 302
    town.does_what_follows()
    (announced,) = ana.heard[heard:]
    assert announced["type"] == "Announce"
    assert announced["actor"] == full(lamps)
    assert announced["object"] == spoken["object"]["id"]
    assert PUBLIC in announced["to"]
    assert tomas.uri in announced["cc"]
    assert tomas.heard[his:] == [], "he knows what he said"
    line = LedgerLine.objects.get(act="square.passed_on")
    assert line.by == town["Miguel"].ref
    page = Client().get(reverse("web:case", args=[post.conversation.case.number]), {"lang": "en"}).content.decode()
    assert "passed on by Alumbrado" in page

    client = Client()
    client.force_login(town["Miguel"].account)
    assert client.post(reverse("web:aloud-act", args=[post.pk, "pass"]), {"voice": "town"}).status_code == 404
    assert client.post(reverse("web:aloud-act", args=[post.pk, "no-more"])).status_code == 302
    town.does_what_follows()
    undone = ana.heard[-1]
    assert undone["type"] == "Undo"
    assert undone["object"]["id"] == announced["id"]
    assert "passed on by" not in Client().get(reverse("web:home"), {"lang": "en"}).content.decode()


def test_what_its_author_deletes_is_passed_on_no_more(town: Cast, two: list[Peer]) -> None:
    tomas, ana = two
    townhall = of("ayuntamiento")
    ana.posts(ana.does("Follow", full(townhall)))
    spoken = tomas.note("@ayuntamiento ¡Qué fiesta!", to=[full(townhall)])
    tomas.posts(spoken)
    town.does_what_follows()
    post = Post.objects.get(via="fediverse")
    assert passes_on(town, "Rosario", post, voice="town") == 302
    town.does_what_follows()
    assert ana.heard[-1]["actor"] == full(townhall)
    tomas.posts(tomas.does("Delete", {"id": spoken["object"]["id"], "type": "Tombstone"}))
    town.does_what_follows()
    assert ana.heard[-1]["type"] == "Undo"
    assert not PassedOn.objects.filter(ended_at=None).exists()


def test_what_came_by_the_form_is_passed_on_here_alone(town: Cast, two: list[Peer]) -> None:
    _tomas, ana = two
    ana.posts(ana.does("Follow", full(of("ayuntamiento"))))
    post = town.hears("Alejandra", "La plaza Mayor luce preciosa")
    heard = len(ana.heard)
    assert passes_on(town, "Rosario", post, voice="town") == 302
    town.does_what_follows()
    assert [one["type"] for one in ana.heard[heard:] if one["type"] != "Accept"] == []
    page = Client().get(reverse("web:home"), {"lang": "en"}).content.decode()
    assert "passed on by Olivar del Genil" in page


def test_two_colleagues_pass_it_on_once(town: Cast) -> None:
    post = town.hears("Alejandra", "La plaza Mayor luce preciosa")
    assert square.pass_on(post, by=town["Rosario"], department=None) is not None
    assert square.pass_on(post, by=town["Pilar"], department=None) is None
    assert PassedOn.objects.get().by == town["Rosario"]
    square.pass_on_no_more(post, by=town["Pilar"].ref)
    assert square.pass_on(post, by=town["Pilar"], department=None) is not None


def test_private_words_and_the_towns_own_are_not_passed_on(town: Cast) -> None:
    private = town.hears("Alejandra", "Es privado", visibility="private")
    answer = town.says("Miguel", "Mañana voy.", to=town.hears("Alejandra", "La farola de la calle Real no luce"))
    client = Client()
    client.force_login(town["Miguel"].account)
    for post in (private, answer):
        assert client.post(reverse("web:aloud-act", args=[post.pk, "pass"]), {"voice": "town"}).status_code == 404
    assert not PassedOn.objects.exists()
