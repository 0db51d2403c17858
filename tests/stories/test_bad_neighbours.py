# SPDX-License-Identifier: AGPL-3.0-or-later
"""Servers and accounts to which the town listens with care, or not at all; what they send, and what goes to them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cast import Cast
from concejo.channels import intake, stances
from concejo.channels.contract import Raw
from concejo.channels.models import Channel, Delivery, Letter, Stance
from concejo.core import clock
from concejo.core.models import LedgerLine
from concejo.fediverse.models import Following
from concejo.square.models import Follow, Post
from fediverse_peer import Peer, serve
from fediverse_town import announces, full, of

PAGE = "/town/channels/fediverse/whom/"


@pytest.fixture
def peer(settings):
    """Tomás on a server of his own."""
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    one = Peer()
    server = serve(one)
    yield one
    server.shutdown()
    server.server_close()


def signed_in(town: Cast, name: str) -> Client:
    """A browser in which a colleague is at work."""
    client = Client()
    client.force_login(town[name].account)
    return client


def says(peer: Peer, words: str) -> int:
    """He mentions the lamps."""
    return peer.posts(peer.note(f"@alumbrado {words}", to=[full(of("alumbrado"))]))


def test_a_server_that_is_shut_out_stays_out(town: Cast, peer: Peer) -> None:
    lamps = of("alumbrado")
    assert peer.posts(peer.does("Follow", full(lamps)), path=f"{lamps}/inbox") == 202
    town.does_what_follows()
    heard = len(peer.heard)
    browser = signed_in(town, "Sofía")
    told = {"form": "rule", "who": "https://127.0.0.1/", "how": "suspend", "why": "spam since Monday"}
    assert browser.post(PAGE, told).status_code == 302
    assert Stance.objects.get().who == "127.0.0.1"
    assert LedgerLine.objects.filter(act="channels.stance_taken", facts__how="suspend").exists()
    assert says(peer, "Compre relojes baratos") == 403
    assert peer.posts(peer.does("Follow", full(lamps)), path=f"{lamps}/inbox") == 403
    announces(town, "Miguel", "Mañana no hay luz.", word="alumbrado")
    assert len(peer.heard) == heard, "nothing goes there either"
    assert not Follow.objects.filter(address__scheme="acct", ended_at=None).exists()
    assert not Delivery.objects.filter(kind="fediverse", work=Delivery.State.WAITING).exists()
    assert Letter.objects.filter(kind="fediverse").count() == 1, "only the Follow of before"

    row = Stance.objects.get()
    assert "127.0.0.1" in browser.get(PAGE).content.decode()
    assert browser.post(f"{PAGE}{row.pk}/end/").status_code == 302
    assert says(peer, "La farola de la calle Real no funciona") == 202


def test_what_arrived_before_the_rule_is_not_heard(town: Cast, peer: Peer) -> None:
    lamps = of("alumbrado")
    assert says(peer, "Compre relojes") == 202
    assert peer.posts(peer.does("Follow", full(lamps))) == 202
    stances.take("fediverse", "127.0.0.1", "suspend", by=town["Sofía"])
    town.does_what_follows()
    assert not Post.objects.filter(via="fediverse").exists()
    assert not Following.objects.exists()
    assert set(Letter.objects.filter(kind="fediverse").values_list("why", flat=True)) == {"shut_out"}


def test_a_server_under_care_waits_until_somebody_has_looked(town: Cast, peer: Peer) -> None:
    stances.take("fediverse", "127.0.0.1", "limit", by=town["Sofía"])
    says(peer, "La farola de la calle Real, 12 está tuerta")
    town.does_what_follows()
    post = Post.objects.get(via="fediverse")
    assert (post.state, post.held_for) == (Post.State.HELD, "look")
    assert "tuerta" not in Client().get("/").content.decode()
    assert "tuerta" not in Client().get(f"/t/{post.conversation_id}/").content.decode()
    page = signed_in(town, "Pilar").get(f"/desk/{post.conversation_id}/").content.decode()
    assert "tuerta" in page
    signed_in(town, "Pilar").post(reverse("web:desk-post", args=[post.pk, "publish"]))
    post.refresh_from_db()
    assert post.state == Post.State.PUBLISHED


def test_an_account_that_is_let_in_counts_more_than_its_server(town: Cast, peer: Peer) -> None:
    stances.take("fediverse", "127.0.0.1", "suspend", by=town["Sofía"])
    stances.take("fediverse", peer.acct, "allow", by=town["Sofía"])
    assert says(peer, "La farola de la calle Real no funciona") == 202
    town.does_what_follows()
    assert Post.objects.get(via="fediverse").state == Post.State.PUBLISHED


def test_where_only_those_are_heard_whom_a_rule_lets_in(town: Cast, peer: Peer) -> None:
    browser = signed_in(town, "Sofía")
    assert browser.post(PAGE, {"form": "everybody", "only_known": "on", "watched": ""}).status_code == 302
    assert says(peer, "Hola") == 403
    stances.take("fediverse", "127.0.0.1", "allow", by=town["Sofía"])
    assert says(peer, "Hola") == 202


def test_words_at_which_somebody_looks_first(town: Cast, peer: Peer) -> None:
    channel = Channel.objects.get_or_create(kind="fediverse")[0]
    channel.settings = {"watched": "casino\nganar dinero"}
    channel.save()
    says(peer, "¡Gane en nuestro CASINO!")
    says(peer, "La casinoteca no existe")
    town.does_what_follows()
    assert [one.held_for for one in Post.objects.filter(via="fediverse").order_by("id")] == ["look", ""]


def test_a_mail_server_that_is_shut_out(town: Cast) -> None:
    stances.take("email", "spam.example", "suspend", by=town["Sofía"])
    body = b"From: Relojes <relojes@mail.spam.example>\nTo: avisos@olivar.example\nSubject: Relojes\n\nCompre.\n"
    intake.store(Raw(kind="email", body=body, received_at=clock.now()))
    town.does_what_follows()
    letter = Letter.objects.latest("id")
    assert (letter.fate, letter.why) == (Letter.Fate.JUNK, "shut_out")


def test_lists_of_blocked_servers_go_in_and_out(town: Cast) -> None:
    browser = signed_in(town, "Sofía")
    data = (
        "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\n"
        'bad.example,suspend,False,False,"spam, again",False\n'
        "noisy.example,silence,True,False,,False\n"
        "quiet.example,noop,False,False,,False\n"
        "españa.example,suspend,False,False,,False\n"
        "*** ,suspend,False,False,,False\n"
        "odd.example,shout,False,False,,False\n"
    )
    file = SimpleUploadedFile("blocks.csv", data.encode(), content_type="text/csv")
    page = browser.post(PAGE, {"form": "list", "file": file})
    assert page.status_code == 200
    body = page.content.decode()
    assert "***" in body
    assert "shout" in body
    rules = dict(Stance.objects.values_list("who", "how"))
    assert rules == {"bad.example": "suspend", "noisy.example": "limit", "xn--espaa-rta.example": "suspend"}
    out = browser.get(f"{PAGE}list.csv").content.decode()
    assert 'bad.example,suspend,False,False,"spam, again",False' in out
    assert "noisy.example,silence" in out
    Stance.objects.all().delete()
    again = SimpleUploadedFile("blocks.csv", out.encode(), content_type="text/csv")
    assert browser.post(PAGE, {"form": "list", "file": again}).status_code == 302
    assert dict(Stance.objects.values_list("who", "how")) == rules
    plain = SimpleUploadedFile("list.txt", b"\xff\xfe")
    assert browser.post(PAGE, {"form": "list", "file": plain}).status_code == 422


@pytest.mark.parametrize("told", ["", "two words", "no-dot", "a@b@", "bad.example/path", "-x.example", "x" * 300])
def test_what_is_no_server_is_said(town: Cast, told: str) -> None:
    answer = signed_in(town, "Sofía").post(PAGE, {"form": "rule", "who": told, "how": "limit", "why": "x"})
    assert answer.status_code == 422
    assert not Stance.objects.exists()


def test_many_hearers_are_asked_about_at_once(town: Cast, django_assert_max_num_queries) -> None:
    paths = [f"n{number}@s{number}.example" for number in range(400)]
    with django_assert_max_num_queries(3):
        assert set(stances.toward("fediverse", paths).values()) == {"allow"}
