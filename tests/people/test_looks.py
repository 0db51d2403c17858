# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who looked at what of whom: nobody takes a line out unseen, the neighbour reads it, the mayor hears on Monday."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import management
from django.db import transaction
from django.test import Client

from cast import Cast
from concejo.cases import actions as cases
from concejo.cases.models import Case
from concejo.channels import compose, looks
from concejo.channels.models import Delivery
from concejo.config import health
from concejo.core import clock
from concejo.people import actions as people
from concejo.people import chain, links
from concejo.people.models import Look

MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


def looked(town: Cast, *abouts: str) -> None:
    for number, about in enumerate(abouts):
        with clock.at(clock.now() + timedelta(hours=2 * number)):
            people.look(town["Rosario"], about=about, reason="queja")


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"reason": "otra"}, {"about": "case:9"}, {"at": MONDAY}, {"number": 77}])
def test_a_line_that_is_changed_is_found(town: Cast, change) -> None:
    looked(town, "case:1", "case:2", "case:3")
    assert chain.broken() is None
    assert not list(health.looks())
    Look.objects.filter(number=2).update(**change)
    assert chain.broken() == 2
    assert "from number 2" in next(health.looks()).wrong


@pytest.mark.django_db
def test_a_line_that_is_taken_out_is_found_and_the_letter_tells_of_a_cut_end(town: Cast) -> None:
    looked(town, "case:1", "case:2", "case:3")
    kept = chain.last_hash()
    with transaction.atomic():
        Look.objects.filter(number=1).delete()
        assert chain.broken() == 1
        transaction.set_rollback(True)
    Look.objects.filter(number=3).delete()
    assert chain.broken() is None
    assert chain.last_hash() != kept


@pytest.mark.django_db
def test_she_sees_who_looked_and_why(town: Cast) -> None:
    town.hears("Alejandra", "Mi marido no puede subir al autobús.", visibility="private")
    case = Case.objects.get()
    people.look(town["Rosario"], about=case.ref, reason="una queja del autobús")
    token = links.make(links.Purpose.CASE, case.reports.get().pk)
    page = Client().get(f"/c/{case.number}/{token}/", headers={"accept-language": "en"}).content.decode()
    assert "Who has looked" in page
    assert "Rosario" in page
    assert "una queja del autobús" in page
    assert "no puede subir" not in page


@pytest.mark.django_db
def test_on_monday_the_mayor_hears_of_looks_without_an_open_case(town: Cast) -> None:
    with clock.at(MONDAY - timedelta(days=4)):
        town.hears("Alejandra", "La farola de la calle Real, 3, está apagada")
        case = Case.objects.get()
        people.look(town["Pilar"], about=case.ref)
        assert looks.without_open_matter(MONDAY.date() - timedelta(days=7)) == [], "the case is open"
        cases.withdraw(case, by=case.reports.get().address)
    with clock.at(MONDAY - timedelta(days=3)):
        people.look(town["Pilar"], about=case.ref, reason="por curiosidad")
    with clock.at(MONDAY - timedelta(hours=2)):
        assert looks.tell_weekly() == 0, "not before eight in the morning"
    with clock.at(MONDAY):
        assert looks.tell_weekly() > 0
        looks.tell_weekly()
    rows = Delivery.objects.filter(cause="looks")
    assert {row.address.person.public_name for row in rows} >= {"Rosario"}
    assert rows.values("address").distinct().count() == rows.count(), "once each"
    with clock.at(MONDAY):
        words = compose.compose(rows[0])
    assert "Pilar" in words.text
    assert case.number in words.text
    assert "por curiosidad" in words.text
    assert chain.last_hash() in words.text


@pytest.mark.django_db
def test_a_quiet_week_makes_no_letter(town: Cast) -> None:
    with clock.at(MONDAY):
        assert looks.tell_weekly() == 0


@pytest.mark.django_db(transaction=True)
def test_looks_from_before_are_chained_in_their_order(town: Cast) -> None:
    looked(town, "case:1", "case:2", "case:3")
    before = list(Look.objects.order_by("number").values_list("pk", flat=True))
    management.call_command("migrate", "people", "0001", verbosity=0)
    management.call_command("migrate", verbosity=0)
    assert list(Look.objects.order_by("number").values_list("pk", flat=True)) == before
    assert chain.broken() is None
