# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bar below, the neighbour on the stairs, somebody in need: read by the town hall alone, whatever way it came."""

import re
from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client

from cast import Cast
from concejo.cases import actions as cases
from concejo.cases import questions
from concejo.cases.models import Case, Category
from concejo.channels import hear, intake
from concejo.channels.contract import Raw
from concejo.core import clock
from concejo.core.ids import new_token
from concejo.square.models import Post
from fediverse_peer import Peer, serve
from fediverse_town import full, of

SECRET = "la del tercero pone la tele a medianoche"
WORDS = f"Hay mucho ruido en mi casa de la plaza Mayor: {SECRET}."
HERE = {"origin": "http://olivar.example", "host": "olivar.example"}


@pytest.fixture(autouse=True)
def _keys_of_this_town() -> None:
    caches["keys"].clear()


@pytest.fixture
def peer(settings) -> Iterator[Peer]:
    """Tomás on a server of his own."""
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    one = Peer()
    server = serve(one)
    yield one
    server.shutdown()
    server.server_close()


def mails(words: str) -> Post:
    """Ana writes to the public address."""
    raw = f"From: Ana <alejandra@vecinos.example>\r\nTo: avisos@olivar.example\r\nSubject: Hola\r\n\r\n{words}\r\n"
    letter = intake.store(Raw(kind="email", body=raw.encode(), received_at=clock.now()), dedupe=new_token())
    (post,) = hear.hear(letter).posts
    return post


def nobody_else_reads_it() -> Case:
    """Neither on a page nor anywhere in the database."""
    case = Case.objects.get()
    assert (case.is_private, case.category.slug) == (True, "noise")
    client = Client(headers={"host": "olivar.example"})
    assert client.get(f"/c/{case.number}/").status_code == 404
    for path in ("/", "/talk/", "/cases/?which=all", "/map/", "/feed/", "/cases/feed/", "/search/?q=tele"):
        page = client.get(path).content.decode()
        assert "medianoche" not in page, path
        assert case.number not in page, path
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- names from the database itself
            rows = [[bytes(one) if isinstance(one, memoryview) else one for one in row] for row in cursor.fetchall()]
            assert SECRET not in str(rows), table
    assert SECRET in case.main.posts.exclude(author=None).get().words, "the town hall reads it"
    return case


def test_the_form_says_so_before_anything_is_sent(town: Cast) -> None:
    client = Client(headers={"accept-language": "es"})
    at = client.post("/speak/", {"text": WORDS}, headers=HERE)["Location"]
    at = client.post(at, {"shown": "when source", "q_when": ["night"], "q_source": "home"}, headers=HERE)["Location"]
    at = client.post(at, {"place": "plaza Mayor"}, headers=HERE)["Location"]
    at = client.post(at, {}, headers=HERE)["Location"]
    page = client.get(at, headers=HERE).content.decode()
    assert "Solo lo lee el ayuntamiento" in page
    assert "Ruidos" in page
    assert "Público: todos" not in page
    at = client.post(at, {"visibility": "public", "name": ""}, headers=HERE)["Location"]
    at = client.post(at, {"answer_by": "code"}, headers=HERE)["Location"]
    case = nobody_else_reads_it()
    assert case.number in client.get(at, headers=HERE).content.decode()
    assert questions.answers_of(case) == {"when": ["night"], "source": "home"}
    assert {one.value for one in case.given.all()} == {None}, "answers lie sealed too"


def test_if_it_is_something_else_she_chooses_herself(town: Cast) -> None:
    client = Client(headers={"accept-language": "es"})
    at = client.post("/speak/", {"text": "Mucho ruido: la tapa del registro suelta."}, headers=HERE)["Location"]
    at = client.post(at, {"else": "1"}, headers=HERE)["Location"]
    for fields in ({"place": "plaza Mayor"}, {}, {"visibility": "public", "name": ""}, {"answer_by": "code"}):
        at = client.post(at, fields, headers=HERE)["Location"]
    assert not Case.objects.get().is_private


def test_from_one_page_without_a_line(town: Cast) -> None:
    told = {"text": WORDS, "place": "plaza Mayor", "visibility": "public", "answer_by": "code"}
    at = Client().post("/speak/offline/", told, headers=HERE)["Location"]
    case = nobody_else_reads_it()
    page = Client(headers={"accept-language": "en"}).get(at, headers=HERE).content.decode()
    assert "yours does not stand on the square" in page
    link = re.search(r'href="(/c/[^"]+/answers/)"', page).group(1)
    assert Client().get(link, headers=HERE).status_code == 200
    assert [one.code for one in questions.missing(case)] == ["when"]


def test_by_mail_to_the_public_address(town: Cast) -> None:
    mails(WORDS)
    town.does_what_follows()
    nobody_else_reads_it()
    assert [one.cause for one in town.told("Alejandra")] == ["received"], "nobody asks whether it may be public"


@pytest.mark.django_db(transaction=True)
def test_from_another_server(town: Cast, peer: Peer) -> None:
    assert peer.posts(peer.note(f"@policia {WORDS}", to=[full(of("policia"))])) == 202
    town.does_what_follows()
    case = nobody_else_reads_it()
    assert not peer.notes(public=True)
    (receipt,) = peer.notes(public=False)
    assert case.number in receipt["content"], "he hears in private that it was received"


@pytest.mark.parametrize("via", ["counter", "phone"])
def test_at_the_counter(town: Cast, via: str) -> None:
    town.hears("Carmen", WORDS, via=via)
    nobody_else_reads_it()


def test_when_a_colleague_makes_a_case_of_what_was_said_in_public(town: Cast) -> None:
    post = mails(f"De nuevo: {SECRET}.")
    Case.objects.all().delete()
    assert post.conversation.is_public
    kind = Category.objects.get(slug="noise")
    cases.open_case(post, post.words, by=town["Pilar"], hints=cases.Hints(category=kind))
    town.does_what_follows()
    nobody_else_reads_it()


def test_put_right_by_the_town_hall(town: Cast) -> None:
    town.hears("Alejandra", f"La vecina de la plaza Mayor no nos deja en paz; {SECRET}.", category="-")
    case = Case.objects.get()
    assert not case.is_private
    kind = Category.objects.get(slug="noise")
    cases.sort(case, hints=cases.Hints(category=kind, place="plaza Mayor"), by=town["Pilar"])
    town.does_what_follows()
    nobody_else_reads_it()
