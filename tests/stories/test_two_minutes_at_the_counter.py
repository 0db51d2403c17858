# SPDX-License-Identifier: AGPL-3.0-or-later
"""Verification in under two minutes: how many pages the clerk opens, how many fields she fills in."""

import time
from html.parser import HTMLParser

import pytest
from django.test import Client

from cast import Cast
from concejo.people import actions, roll
from concejo.people.models import Person, Residency
from concejo.people.queries import today

CARMEN = "23456789D"
TICKED = {"on", "counter"}
"""What is ticked, not typed."""
A_PAGE, A_FIELD, A_TICK = 5.0, 12.0, 2.0
"""Seconds for finding one's way on a page, for typing one field, for one tick (slow hands; a document is at hand)."""


class Fields(HTMLParser):
    """What has to be filled in on a page: names of fields that are required or have no value yet."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect."""
        told = dict(attrs)
        if tag in {"input", "select", "textarea"} and told.get("type") not in {"hidden", "submit"}:
            self.names.append(told.get("name") or "")


class Desk:
    """Pilar's browser, which counts."""

    def __init__(self, town: Cast) -> None:
        self.client = Client(headers={"accept-language": "en"})
        self.client.force_login(town["Pilar"].account)
        self.pages = self.typed = self.ticks = 0
        self.waited = 0.0

    def opens(self, path: str) -> str:
        return self._count(lambda: self.client.get(path))

    def fills_in(self, page: str, path: str, **told: str) -> str:
        """Every field that she types stands on the page before her."""
        there = Fields()
        there.feed(page)
        assert set(told) <= set(there.names), (set(told), there.names)
        self.ticks += sum(value in TICKED for value in told.values())
        self.typed += sum(value not in TICKED for value in told.values())
        return self._count(lambda: self.client.post(path, told, follow=True))

    def seconds(self) -> float:
        return self.pages * A_PAGE + self.typed * A_FIELD + self.ticks * A_TICK + self.waited

    def _count(self, asks) -> str:
        begun = time.monotonic()
        answer = asks()
        self.waited += time.monotonic() - begun
        assert answer.status_code == 200, answer.status_code
        self.pages += 1
        return answer.content.decode()


@pytest.fixture
def desk(town: Cast) -> Desk:
    raw = f"DNI;Fecha de nacimiento;Distrito\n{CARMEN};02/03/1945;Centro"
    actions.replace_roll(roll.read(raw.encode(), region="ES", today=today()), by=None)
    return Desk(town)


def test_somebody_who_is_in_the_book(town: Cast, desk: Desk) -> None:
    carmen = actions.write_down("Carmen Vílchez", by="town")
    page = desk.opens("/counter/people/")
    found = desk.fills_in(page, "/counter/people/", who="vilchez", why="counter")
    assert f"/counter/people/{carmen.pk}/" in found
    page = desk.opens(f"/counter/people/{carmen.pk}/")
    done = desk.fills_in(page, f"/counter/people/{carmen.pk}/verify/", number=CARMEN, seen="on")
    assert "Resident, verified until" in done
    assert (desk.pages, desk.typed, desk.ticks) == (4, 2, 2)
    assert desk.seconds() < 60


def test_somebody_who_comes_for_the_first_time_and_leaves_a_telephone(town: Cast, desk: Desk) -> None:
    page = desk.opens("/counter/people/")
    assert "0 people" in desk.fills_in(page, "/counter/people/", who="vilchez", why="counter")
    page = desk.opens("/counter/people/new/")
    page = desk.fills_in(page, "/counter/people/new/", name="Carmen Vílchez", phone="958 00 07 31")
    carmen = Person.objects.get(known_as="Carmen Vílchez")
    done = desk.fills_in(page, f"/counter/people/{carmen.pk}/verify/", number=CARMEN, seen="on")
    assert "Resident, verified until" in done
    assert Residency.objects.get().person == carmen
    assert (desk.pages, desk.typed, desk.ticks) == (5, 4, 2)
    assert desk.seconds() < 120
