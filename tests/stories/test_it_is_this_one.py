# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same lamp is told of twice: the second neighbour joins, and both hear everything until it is mended."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from django.test import Client

from cast import Cast, address
from concejo.cases import actions as cases
from concejo.cases.models import Case, Report, State
from concejo.cases.states import NotAllowed
from concejo.people.actions import meet
from concejo.square.models import Conversation
from fediverse_peer import Peer, serve
from fediverse_town import lamp

pytestmark = pytest.mark.django_db
OUT = "La farola de la calle Alfareros, 12 está apagada y no se ve el escalón."
TOO = "No luce la farola que hay en calle Alfareros, 12."
HOST = {"host": "olivar.example", "accept-language": "en"}
FROM = {"origin": "http://olivar.example"}


class Tomas:
    """He fills in the form; he has no script."""

    def __init__(self) -> None:
        self.client = Client(headers=HOST)
        self.at = "/speak/"

    def tells(self, **fields: object) -> "Tomas":
        answer = self.client.post(self.at, fields, headers=FROM)
        assert answer.status_code == 302, answer.content.decode()[-2000:]
        self.at = answer["Location"]
        if self.at.endswith("/about/"):  # what the kind asks he leaves open
            shown = re.search(r'name="shown" value="([^"]*)"', self.sees())
            self.at = self.client.post(self.at, {"shown": shown[1] if shown else ""}, headers=FROM)["Location"]
        return self

    def sees(self) -> str:
        return self.client.get(self.at).content.decode()


@pytest.fixture
def first(town: Cast) -> Case:
    """Alejandra told of it, with a photo that everybody may see."""
    town.hears("Alejandra", OUT, media=[town.photo()])
    return Case.objects.get()


def test_he_is_asked_before_he_sends_and_three_questions_fall_away(town: Cast, first: Case) -> None:
    tomas = Tomas().tells(text=TOO).tells(place="calle Alfareros, 12")
    assert tomas.at.endswith("/alike/")
    page = tomas.sees()
    for shown in (
        "Is it one of these?",
        first.number,
        "no se ve el escalón",
        "in the same street",
        "just now",
        "/media/",
    ):
        assert shown in page
    assert page.index("It is this one: join it") < page.index("No, it is another one")
    tomas.tells(join=first.number)
    assert tomas.at.endswith("/5/"), "only how to answer him is left to ask"
    page = tomas.sees()
    assert f"{first.number}: " in page
    assert "Only the town hall" in page

    tomas.tells(answer_by="email", email="tomas@vecinos.example")
    page = tomas.sees()
    assert f"You have joined case {first.number}." in page
    assert "2 people have told the town of it" in page
    assert Case.objects.count() == 1
    mine = re.search(r'href="(/c/[^"]+)">See my case', page)
    assert mine
    assert "You joined on" in tomas.client.get(mine[1]).content.decode()
    assert "also reported by 1 more" in Client(headers=HOST).get(f"/c/{first.number}/").content.decode()
    own = Report.objects.get(address=address("Tomás")).conversation
    assert own is not None
    assert own.visibility == "private", "his words are for the town hall"


def test_his_is_another_one_and_he_is_not_asked_again(town: Cast, first: Case) -> None:
    tomas = Tomas().tells(text=TOO).tells(place="calle Alfareros, 12").tells(apart="1")
    assert tomas.at.endswith("/3/")
    tomas.tells().tells(visibility="public").tells(answer_by="code")
    assert Case.objects.count() == 2
    assert Case.objects.exclude(pk=first.pk).get().joined_to is None


def test_he_changes_his_mind_before_he_sends(town: Cast, first: Case) -> None:
    tomas = Tomas().tells(text=TOO).tells(place="calle Alfareros, 12").tells(join=first.number)
    tomas.at = tomas.at.replace("/5/", "/alike/")
    tomas.tells(apart="1")
    assert tomas.at.endswith("/3/"), "photo and readers are asked after all"
    tomas.tells().tells(visibility="public").tells(answer_by="code")
    assert Case.objects.count() == 2


def test_a_number_that_was_not_offered_is_not_joined(town: Cast, first: Case) -> None:
    town.hears("Carmen", "Necesito ayuda con el recibo", visibility="private", via="phone")
    private = Case.objects.get(conversation=None)
    tomas = Tomas().tells(text=TOO).tells(place="calle Alfareros, 12").tells(join=private.number)
    assert tomas.at.endswith("/3/")
    assert private.reports.count() == 1


def test_from_the_page_of_the_case_two_questions_are_enough(town: Cast, first: Case) -> None:
    tomas = Tomas()
    assert first.number in tomas.client.get(f"/speak/?join={first.number}").content.decode()
    tomas.tells(text=TOO, concerns=first.number)
    assert tomas.at.endswith("/5/")
    tomas.tells(answer_by="phone", phone="958 00 07 31")
    assert first.reports.count() == 2


@pytest.fixture
def peer(settings) -> Iterator[Peer]:
    """Somebody on a server of their own."""
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    one = Peer()
    server = serve(one)
    yield one
    server.shutdown()
    server.server_close()


@pytest.fixture
def everybody(town: Cast, first: Case, peer: Peer) -> Case:
    """Alejandra by the web, Tomás by mail, Carmen by telephone, and somebody on another server: all of one lamp."""
    cases.join_report(first, address=meet("mailto:tomas@vecinos.example"), via="email")
    town.hears("Carmen", TOO, via="phone", join=first.number)
    peer.posts(lamp(peer, TOO))
    town.does_what_follows()
    second = Case.objects.exclude(pk=first.pk).get()
    cases.join_cases(second, into=first, by=town["Pilar"])
    town.does_what_follows()
    assert first.reports.count() == 4
    return first


def test_everybody_who_joined_hears_every_step(town: Cast, everybody: Case, peer: Peer) -> None:
    case = everybody
    heard = {name: len(town.told(name)) for name in ("Alejandra", "Tomás", "Carmen")}
    elsewhere = len(peer.heard)

    def hears(*names: str, peer_too: bool = True) -> None:
        nonlocal elsewhere
        town.does_what_follows()
        for name, before in heard.items():
            heard[name] = len(town.told(name))
            assert heard[name] - before == (name in names), f"{name} hears {heard[name] - before} times"
        assert (len(peer.heard) > elsewhere) == peer_too
        elsewhere = len(peer.heard)

    all_three = ("Alejandra", "Tomás", "Carmen")
    town.says("Rosario", "Gracias a los cuatro. @miguel va mañana.", to=case)
    hears(*all_three)
    case.refresh_from_db()
    cases.plan(case, day=date(2026, 12, 9), by=town["Miguel"])
    hears(*all_three)
    cases.start(case, by=town["Miguel"])
    hears(*all_three)
    town.says("Miguel", "Hecho, ya luce.", to=case, media=(town.photo(),))
    case.refresh_from_db()
    assert case.state == State.DONE
    hears(*all_three)
    cases.mended(case, by=address("Tomás"))
    hears("Alejandra", "Carmen")
    cases.still_broken(case, by=address("Alejandra"))
    hears("Tomás", "Carmen")
    page = Client(headers=HOST).get(f"/c/{case.number}/").content.decode()
    for step in ("Planned for", "is at it", "says it is done", "confirms that it is mended", "Still broken"):
        assert step in page, "whoever looks on the web reads the same"


def test_what_others_wait_for_is_not_withdrawn_by_one(town: Cast, everybody: Case) -> None:
    with pytest.raises(NotAllowed):
        cases.withdraw(everybody, by=address("Alejandra"))
    everybody.refresh_from_db()
    assert everybody.is_open


def test_a_join_is_undone_before_anybody_heard_and_later_with_a_word(town: Cast, first: Case) -> None:
    town.hears("Tomás", TOO)
    second = Case.objects.exclude(pk=first.pk).get()
    before = len(town.told("Tomás"))
    cases.join_cases(second, into=first, by=town["Pilar"])
    cases.part_cases(Case.objects.get(pk=second.pk), by=town["Pilar"])
    town.does_what_follows()
    assert len(town.told("Tomás")) == before, "within half a minute nobody has heard of it"

    cases.join_cases(Case.objects.get(pk=second.pk), into=first, by=town["Pilar"])
    town.does_what_follows()
    cases.part_cases(Case.objects.get(pk=second.pk), by=town["Pilar"])
    town.does_what_follows()
    assert [one.cause for one in town.told("Tomás")[before:]] == ["told", "told"]
    town.says("Rosario", "Vamos mañana.", to=first)
    assert len(town.told("Tomás")) == before + 2, "of the other one he hears no more"


def test_whoever_told_of_both_keeps_the_older_one(town: Cast, first: Case) -> None:
    town.hears("Alejandra", TOO)
    second = Case.objects.exclude(pk=first.pk).get()
    cases.join_cases(second, into=first, by=town["Pilar"])
    cases.part_cases(Case.objects.get(pk=second.pk), by=town["Pilar"])
    assert first.reports.get().first
    assert Conversation.objects.get(pk=first.conversation_id).participants.filter(address=address("Alejandra"))
