# SPDX-License-Identifier: AGPL-3.0-or-later
"""A message is hidden with a reason; its author is told, objects by answering, and somebody else shows it again."""

import pytest
from django.test import Client

from cast import Cast
from concejo.channels import compose, hear, intake
from concejo.channels.contract import Raw
from concejo.channels.models import Delivery
from concejo.core import clock
from concejo.core.ids import new_token
from concejo.people.models import Address
from concejo.square.models import Hiding, Post

WORDS = "El concejal de fiestas es un inútil y la verbena fue un desastre."


@pytest.fixture
def hidden(town: Cast) -> Post:
    post = town.hears("Alejandra", WORDS)
    form = {"why": "insult", "reason": "Sin insultos, por favor."}
    answer = browser(town, "Andrés").post(f"/desk/post/{post.pk}/hide/", form)
    assert answer.status_code == 302
    town.does_what_follows()
    post.refresh_from_db()
    return post


def browser(town: Cast, name: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(town[name].account)
    return client


def last_letter(cause: str) -> compose.Outgoing:
    return compose.compose(Delivery.objects.filter(cause=cause).latest("made_at", "pk"))


def answers(words: str) -> Post:
    """Alejandra answers the letter that told her."""
    told = last_letter("hidden")
    raw = (
        f"From: Alejandra <alejandra@vecinos.example>\r\nTo: Olivar <r+{told.reply_token}@olivar.example>\r\n"
        f"Subject: Re: {told.subject}\r\nMessage-ID: <{new_token()}@vecinos.example>\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{words}\r\n"
    )
    letter = intake.store(Raw(kind="email", body=raw.encode(), received_at=clock.now()), dedupe=new_token())
    (post,) = hear.hear(letter).posts
    return post


def test_nobody_hides_without_a_reason(town):
    post = town.hears("Alejandra", WORDS)
    client = browser(town, "Andrés")
    assert client.post(f"/desk/post/{post.pk}/hide/", {"why": "insult"}).status_code == 422
    assert client.post(f"/desk/post/{post.pk}/hide/", {"reason": "Porque sí."}).status_code == 422
    assert client.post(f"/desk/post/{post.pk}/hide/", {"why": "dislike", "reason": "Porque sí."}).status_code == 422
    assert not Hiding.objects.exists()


def test_the_reason_stands_in_its_place_and_the_author_is_told(town, hidden):
    page = Client().get("/talk/").content.decode() + Client().get("/").content.decode()
    assert "inútil" not in page
    told = last_letter("hidden")
    assert told.to == "alejandra@vecinos.example"
    assert "Sin insultos, por favor." in told.text
    assert "insulta a alguien" in told.text
    assert WORDS in told.text
    assert "responda a este mensaje" in told.text


def test_she_objects_by_answering_and_nobody_else_reads_it(town, hidden):
    said = answers("No es un insulto, es una crítica.")
    row = Hiding.objects.get()
    assert said.conversation == row.talk
    assert not said.conversation.is_public
    assert row.appealed_at
    assert "crítica" not in Client().get(f"/t/{row.talk_id}/").content.decode()
    page = browser(town, "Pilar").get(f"/desk/{row.talk_id}/").content.decode()
    assert "About a hidden message" in page
    assert "Sin insultos, por favor." in page
    assert WORDS in page
    assert browser(town, "Miguel").get(f"/desk/{row.talk_id}/").status_code == 403


def test_shown_again_she_hears_it_and_the_count_is_public(town, hidden):
    answers("No es un insulto, es una crítica.")
    public = Client(headers={"accept-language": "en"})
    assert "1 objection waits" in public.get("/moderation/").content.decode()
    assert browser(town, "Pilar").post(f"/desk/post/{hidden.pk}/restore/").status_code == 302
    town.does_what_follows()
    hidden.refresh_from_db()
    row = Hiding.objects.get()
    assert (hidden.state, row.restored, row.decided_by) == ("published", True, town["Pilar"])
    assert "hidden_because" not in hidden.facts
    assert "se muestra de nuevo" in last_letter("decided").subject
    assert row.talk.waits_since is None
    page = public.get("/moderation/").content.decode()
    assert "Insults somebody" in page
    assert "waits" not in page


def test_kept_hidden_she_hears_that_too(town, hidden):
    answers("No es un insulto.")
    client = browser(town, "Pilar")
    assert client.get(f"/desk/post/{hidden.pk}/keep/").status_code == 200, "a GET never acts"
    assert Hiding.objects.get().decided_at is None
    client.post(f"/desk/post/{hidden.pk}/keep/")
    town.does_what_follows()
    hidden.refresh_from_db()
    assert hidden.state == "hidden"
    assert "sigue oculto" in last_letter("decided").subject


def test_what_was_never_objected_to_brings_no_second_letter(town, hidden):
    browser(town, "Pilar").post(f"/desk/post/{hidden.pk}/keep/")
    town.does_what_follows()
    assert not Delivery.objects.filter(cause="decided").exists()


def test_by_telephone_she_is_called(town):
    post = town.hears("Carmen", WORDS, via="phone")
    browser(town, "Andrés").post(f"/desk/post/{post.pk}/hide/", {"why": "insult", "reason": "Sin insultos."})
    town.does_what_follows()
    carmen = Address.objects.get(path="+34958000731")
    page = browser(town, "Pilar").get(f"/calls/{carmen.pk}/").content.decode()
    assert "Sin insultos." in page
    assert "If they object" in page


def test_an_empty_page_says_so(town):
    assert (
        "Nothing has been hidden so far."
        in Client(headers={"accept-language": "en"}).get("/moderation/").content.decode()
    )
