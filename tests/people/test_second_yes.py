# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dangerous acts by two persons: another says yes, once, within a day; alone only in a town of one clerk, in public."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from cast import Cast
from concejo.channels.models import Delivery
from concejo.core import clock
from concejo.core.models import LedgerLine
from concejo.people import actions
from concejo.people.models import Countersign
from concejo.town.models import Department, Town

ACT = Countersign.Act.CLOSE_DEPARTMENT


@pytest.fixture
def about(town: Cast) -> str:
    return f"department:{Department.objects.get(handle__word='aguas').pk}"


@pytest.fixture
def asked(town: Cast, about: str) -> Countersign:
    return actions.ask_second(ACT, about, by=town["Sofía"])


def signed_in(town: Cast, name: str) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(town[name].account)
    return client


def test_nothing_happens_before_another_said_yes(town, asked, about):
    with pytest.raises(actions.NoSecondYes):
        actions.use_second(ACT, about, by=town["Sofía"])
    actions.answer_second(asked, by=town["Rosario"], yes=True)
    for act, what, who in (
        (ACT, "department:1", "Sofía"),
        (Countersign.Act.TAKE_FILE, about, "Sofía"),
        (ACT, about, "Rosario"),
    ):
        with pytest.raises(actions.NoSecondYes):
            actions.use_second(act, what, by=town[who])
    assert not actions.use_second(ACT, about, by=town["Sofía"]).alone
    with pytest.raises(actions.NoSecondYes):
        actions.use_second(ACT, about, by=town["Sofía"])
    acts = [line.act for line in LedgerLine.objects.filter(about=asked.ref).order_by("id")]
    assert acts == ["people.second_asked", "people.second_yes", "people.done_by_two"]


def test_a_no_and_a_day_close_it(town, asked, about):
    actions.answer_second(asked, by=town["Rosario"], yes=False)
    with pytest.raises(actions.NoSecondYes):
        actions.use_second(ACT, about, by=town["Sofía"])
    with pytest.raises(actions.NotTheirs):
        actions.answer_second(asked, by=town["Rosario"], yes=True)
    again = actions.ask_second(ACT, about, by=town["Sofía"])
    assert again.pk != asked.pk
    with clock.at(clock.now() + timedelta(hours=25)):
        with pytest.raises(actions.NotTheirs):
            actions.answer_second(again, by=town["Rosario"], yes=True)
        with pytest.raises(actions.NoSecondYes):
            actions.use_second(ACT, about, by=town["Sofía"])


@pytest.mark.parametrize("name", ["Sofía", "Pilar", "Miguel", "Dolores", "Andrés", "Inés"])
def test_neither_whoever_asked_nor_anybody_without_the_right(town, asked, name):
    with pytest.raises(actions.NotTheirs):
        actions.answer_second(asked, by=town[name], yes=True)
    signed_in(town, name).post(f"/second/{asked.pk}/", {"say": "yes"})
    asked.refresh_from_db()
    assert asked.answered_by is None


def test_the_database_itself_holds_it(town, asked):
    with pytest.raises(IntegrityError), transaction.atomic():
        Countersign.objects.filter(pk=asked.pk).update(answered_by=town["Sofía"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Countersign.objects.filter(pk=asked.pk).update(used_at=clock.now())


def test_the_mayor_gets_a_letter_and_answers_with_a_button(town, asked):
    town.does_what_follows()
    letters = Delivery.objects.filter(cause="second")
    assert {one.address.path for one in letters} == {"rosario@personal.example"}, "not to whoever asked"
    rosario = signed_in(town, "Rosario")
    page = rosario.get(f"/second/{asked.pk}/").content.decode()
    assert "Aguas" in page
    asked.refresh_from_db()
    assert asked.answered_by is None, "a GET never acts"
    rosario.post(f"/second/{asked.pk}/", {"say": "yes"})
    asked.refresh_from_db()
    assert asked.has_yes


def test_a_town_of_one_clerk_acts_alone_after_a_quarter_of_an_hour_and_everybody_reads_it(town, asked, about):
    Town.objects.update(one_clerk=True)
    with pytest.raises(actions.NoSecondYes):
        actions.use_second(ACT, about, by=town["Sofía"])
    with clock.at(clock.now() + timedelta(minutes=15)):
        assert actions.use_second(ACT, about, by=town["Sofía"]).alone
    page = Client(headers={"accept-language": "en"}).get("/alone/").content.decode()
    assert "Close a department: Aguas" in page
    assert "Sofía" in page
    assert LedgerLine.objects.filter(act="people.done_alone", about=asked.ref).exists()


def test_a_refused_question_is_not_done_alone_either(town, asked, about):
    Town.objects.update(one_clerk=True)
    actions.answer_second(asked, by=town["Rosario"], yes=False)
    with clock.at(clock.now() + timedelta(minutes=16)), pytest.raises(actions.NoSecondYes):
        actions.use_second(ACT, about, by=town["Sofía"])
