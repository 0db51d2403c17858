# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is of use until four leaves first, and reaches nobody after that. A warning stands before what may upset."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cast import Cast
from concejo.channels.models import Delivery
from concejo.core import clock
from concejo.square import actions as square
from concejo.square.models import Post, Visibility
from concejo.town.models import Department
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


def cuts(town: Cast, *, hours: int) -> Post:
    department = Department.objects.get(handle__word="aguas")
    talk = square.open_conversation(Visibility.PUBLIC, department=department)
    words = square.Words(
        text="Sin agua en la calle Real hasta las cuatro.", via="web", language="es",
        useful_until=clock.now() + timedelta(hours=hours),
    )  # fmt: skip
    return square.say(talk, words, speaker=town["Pilar"], department=department)


def test_it_leaves_before_everything_else(town: Cast, peer: Peer) -> None:
    for word in ("aguas", "alumbrado"):
        peer.posts(peer.does("Follow", full(of(word))))
    town.does_what_follows()
    announces(town, "Miguel", "Así se avisa de una farola.", word="alumbrado")
    cuts(town, hours=3)
    town.does_what_follows()
    lanes = {one.post.text[:9]: one.lane for one in Delivery.objects.filter(cause="post").select_related("post")}
    assert lanes == {"Así se av": Delivery.Lane.MANY, "Sin agua ": Delivery.Lane.FIRST}
    assert "Sin agua" in peer.notes()[-1]["content"]


def test_after_its_end_it_is_not_delivered_and_staff_see_why(town: Cast, peer: Peer) -> None:
    peer.posts(peer.does("Follow", full(of("aguas"))))
    town.does_what_follows()
    peer.answers = 503
    cuts(town, hours=3)
    announced = announces(town, "Pilar", "Mañana se limpia el depósito.", word="aguas")
    town.does_what_follows()
    assert not peer.notes()
    peer.answers = 202
    with clock.at(clock.now() + timedelta(hours=8)):
        town.does_what_follows()
        town.does_what_follows()
        assert [one["id"] for one in peer.notes()] == [full(f"/objects/{announced.pk}")]
        late = Delivery.objects.get(outcome=Delivery.EXPIRED)
        assert late.work == Delivery.State.GIVEN_UP
        client = Client(headers={"accept-language": "en"})
        client.force_login(town["Sofía"].account)
        page = client.get(reverse("web:post-drawer", args=["deliveries"])).content.decode()
        assert "too late to be of use" in page


def test_a_warning_stands_before_the_words_here_and_there(town: Cast, peer: Peer) -> None:
    peer.posts(peer.does("Follow", full(of("policia"))))
    town.does_what_follows()
    client = Client(headers={"accept-language": "en"})
    client.force_login(town["Pilar"].account)
    police = Department.objects.get(handle__word="policia")
    told = {
        "voice": str(police.pk),
        "text": "Ha habido un choque con dos heridos en la rotonda.",
        "about": "Un accidente",
    }
    assert client.post(reverse("web:announce"), told | {"guard": "asis"}).status_code == 302
    town.does_what_follows()
    (note,) = peer.notes()
    assert note["summary"] == "Un accidente"
    assert note["sensitive"] is True
    assert "heridos" in note["content"]
    post = Post.objects.get(speaker=town["Pilar"])
    assert post.conversation.title == "Un accidente", "lists say what it is about, not what it says"
    page = Client().get(reverse("web:conversation", args=[post.conversation_id])).content.decode()
    assert page.index("<summary><b>Un accidente</b>") < page.index("heridos en la rotonda")
    assert "heridos" not in Client().get(reverse("web:conversations")).content.decode()

    square.edit(post, "Ha habido un choque; nadie está grave.", by=town["Pilar"])
    town.does_what_follows()
    changed = peer.heard[-1]
    assert changed["type"] == "Update"
    assert changed["object"]["summary"] == "Un accidente"
    assert changed["object"]["sensitive"] is True
    edit = reverse("web:said-edit", args=[post.pk])
    assert client.post(edit, {"text": "Ya no hay nada en la rotonda.", "about": ""}).status_code == 302
    town.does_what_follows()
    assert "summary" not in peer.heard[-1]["object"]
    post.refresh_from_db()
    post.conversation.refresh_from_db()
    before = [one.text for one in post.versions.all()]
    assert before == ["Ha habido un choque; nadie está grave.", told["text"]], "what it said before stays readable"
    assert post.conversation.title == "Ya no hay nada en la rotonda"
    plain = announces(town, "Pilar", "Buenos días.", word="policia")
    assert "summary" not in peer.notes()[-1]
    assert peer.notes()[-1]["sensitive"] is False
    assert plain.about == ""
