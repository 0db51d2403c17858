# SPDX-License-Identifier: AGPL-3.0-or-later
"""Alejandra wishes to be in no statistics: her cases are mended as before, the town's figures do not hold them."""

import pytest
from django.test import Client

from cast import Cast, address
from concejo.cases.models import Case
from concejo.core import changes
from concejo.core.models import LedgerLine
from concejo.people import actions, links
from concejo.people.models import Proof
from concejo.privacy import holdings
from concejo.privacy.holdings import Subject
from concejo.town.models import Town
from concejo.web.show import figures

HERE = {"HTTP_ORIGIN": "http://testserver"}


def page_of(name: str) -> str:
    """Her own page, opened with the code that came back."""
    proof = actions.ask(address(name), Proof.Wish.ENTER)
    assert actions.check(proof, actions.code_of(proof))
    return f"/my/{links.make(links.Purpose.OWN, proof.pk)}/"


def counted() -> tuple[int, int]:
    """Cases and people of the month, as the square tells them."""
    told = figures.month(Town.objects.get())
    return told["cases"], told["people"]


@pytest.fixture
def told(town: Cast) -> Cast:
    town.hears("Alejandra", "La farola de la calle Real está apagada.")
    town.hears("Tomás", "Hay un bache en la calle Real.")
    return town


def test_with_one_button_and_back(told: Cast):
    her, path = Client(headers={"accept-language": "en"}), page_of("Alejandra")
    assert counted() == (2, 2)
    assert "Leave me out of the statistics" in her.get(path).content.decode()
    before = changes.read(["figures"])["figures"]
    page = her.post(path, {"act": "count", "out": "yes"}, **HERE).content.decode()
    assert "You are in no statistics any more." in page
    assert counted() == (1, 1)
    assert changes.read(["figures"])["figures"] > before, "the square is made anew"
    assert Client().get(f"/c/{Case.objects.order_by('pk')[0].number}/").status_code == 200, "her case stays a case"
    her.post(path, {"act": "count", "out": "no"}, **HERE)
    assert counted() == (2, 2)
    acts = LedgerLine.objects.filter(act__in=["people.left_out", "people.counted_again"]).order_by("id")
    assert [one.act for one in acts] == ["people.left_out", "people.counted_again"]


def test_a_case_that_others_told_of_too_still_counts_and_she_does_not(told: Cast):
    case = Case.objects.order_by("pk")[0]
    case.reports.create(address=address("Tomás"), via="web", at=case.opened_at)
    actions.leave_out(actions.own_person(address("Alejandra")), out=True, by="town")
    assert counted() == (2, 1)


def test_from_every_address_of_hers(told: Cast):
    person = actions.own_person(address("Alejandra"))
    actions.leave_out(person, out=True, by=person.ref)
    other = actions.meet("mailto:alejandra@otro.example")
    actions.link(other, person, by=told["Pilar"])
    other.refresh_from_db()
    assert other.person.left_out
    first = actions.own_person(address("Tomás"))
    actions.merge(first, person, by="town")
    first.refresh_from_db()
    assert first.left_out, "the stricter wish holds when two become one"


def test_at_the_counter_and_written_in_the_file(told: Cast):
    person = actions.own_person(address("Alejandra"))
    pilar = Client(headers={"accept-language": "en"})
    pilar.force_login(told["Pilar"].account)
    actions.look(told["Pilar"], about=person.ref, reason="counter")
    pilar.post(f"/counter/people/{person.pk}/count/", {"out": "yes"})
    person.refresh_from_db()
    assert person.left_out
    told_of = holdings.tell(Subject(frozenset({address("Alejandra").pk}), person.pk))
    assert told_of["person"][0]["left out of statistics"] is True


def test_a_stranger_to_that_page_changes_nothing(told: Cast):
    actions.own_person(address("Alejandra"))
    assert Client().post("/my/nothing/", {"act": "count", "out": "yes"}, **HERE).status_code == 404
    assert counted() == (2, 2)
