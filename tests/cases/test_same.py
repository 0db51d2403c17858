# SPDX-License-Identifier: AGPL-3.0-or-later
"""Is it the same thing? Words, kind, distance and time are weighed; a number on the thing settles it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import Cast
from concejo.cases import same
from concejo.cases.likely import Asked, likely_same
from concejo.cases.models import Case, Category
from concejo.core import clock
from concejo.town.models import Asset, Street

LAMP = "La farola de la calle Alfareros, 12 está apagada"


def told(text: str, *, kind: int | None = 1, days: int = 3, ago: float = 0.0, thing: str = "") -> same.Told:
    at = clock.now() - timedelta(days=ago)
    return same.Told(stems=same.stems(text), kind=kind, days=days, at=at, thing=thing)


def test_each_of_the_four_counts_and_none_alone_decides() -> None:
    now = told(LAMP)
    alike = same.likeness(now, told("Farola apagada en Alfareros", ago=1), metres=5)
    assert alike >= same.LIKELY
    assert same.likeness(now, told("Hay una baldosa suelta", ago=1), metres=5) < alike
    assert same.likeness(now, told("Farola apagada en Alfareros", ago=1), metres=90) < alike
    assert same.likeness(now, told("Farola apagada en Alfareros", ago=25), metres=5) < alike
    assert same.likeness(now, told("Farola apagada en Alfareros", ago=1, kind=2), metres=5) < alike
    assert same.likeness(now, told("Farola apagada en Alfareros", ago=25), metres=95) < same.LIKELY


def test_rubbish_is_gone_when_a_hole_is_still_there() -> None:
    def after_a_week(days: int) -> float:
        return same.likeness(told("Está ahí", days=days), told("Está ahí", days=days, ago=7), metres=10)

    assert after_a_week(2) < after_a_week(10)


def test_the_number_on_a_thing_settles_it() -> None:
    lamp = told("Farola 112 apagada", thing="farola 112")
    assert same.likeness(lamp, told("No luce", thing="farola 112", ago=20), metres=90) == 1
    assert same.likeness(lamp, told("Farola 114 apagada", thing="farola 114"), metres=2) == 0


def test_small_words_and_endings_say_nothing() -> None:
    assert same.stems("¡Las farolas de la calle!") == same.stems("la farola, calle")
    assert same.shared(same.stems("el de la"), same.stems("el de la")) == 0


@pytest.mark.django_db
class TestInTown:
    """What is offered of the cases that are there."""

    def near(self, text: str = LAMP, **more: object) -> list[str]:
        street = Street.objects.get(name="calle Alfareros")
        kind = Category.objects.select_related("department").get(slug=more.pop("kind", "lamp"))
        where = {"lat": street.lat, "lon": street.lon, "street": street} | more
        return [one.case.number for one in likely_same(Asked(text=text, category=kind, **where))]  # type: ignore[arg-type]

    def test_the_likeliest_come_first_and_three_at_most(self, town: Cast) -> None:
        for words in ("Farola sucia en calle Alfareros", LAMP, "No hay luz, farola apagada, calle Alfareros", LAMP):
            town.hears("Alejandra", words)
        found = self.near()
        assert len(found) == 3
        assert found[0] in Case.objects.filter(conversation__title__contains="12 está").values_list("number", flat=True)

    def test_what_is_private_closed_old_or_of_other_work_is_not_offered(self, town: Cast) -> None:
        town.hears("Alejandra", LAMP, visibility="private")
        assert self.near() == []
        town.hears("Tomás", LAMP)
        (number,) = self.near()
        assert self.near(kind="tree") == [], "another department's work"
        case = Case.objects.get(number=number)
        Case.objects.filter(pk=case.pk).update(opened_at=clock.now() - timedelta(weeks=13))
        assert self.near() == []
        Case.objects.filter(pk=case.pk).update(opened_at=clock.now(), closed_at=clock.now(), state="done")
        assert self.near() == []

    def test_kinds_of_one_department_are_taken_for_each_other(self, town: Cast) -> None:
        town.hears("Alejandra", "Hay basura en la calle Alfareros, 12, junto al contenedor", category="rubbish")
        assert self.near("Contenedor desbordado con basura, calle Alfareros, 12", kind="container")

    def test_where_only_the_street_is_known_the_street_counts(self, town: Cast) -> None:
        Street.objects.update(lat=None, lon=None)
        town.hears("Alejandra", LAMP)
        assert self.near(lat=None, lon=None)
        assert not self.near(lat=None, lon=None, street=Street.objects.get(name="calle Real"))

    def test_two_lamps_with_numbers_are_two(self, town: Cast) -> None:
        for number in ("112", "114"):
            Asset.objects.create(kind="farola/lamp", number=number, folded=number, lat=37.2203, lon=-3.6)
        town.hears("Alejandra", "La farola 112 está apagada", place="calle Alfareros, farola 112")
        assert not self.near("La farola 114 está apagada", place="farola 114")
        assert self.near("Nada de luz", place="farola nº 112")

    def test_the_database_is_asked_as_often_for_thirty_as_for_two(self, town: Cast) -> None:
        asked = []
        for many in (2, 28):
            for _one in range(many):
                town.hears("Alejandra", LAMP)
            self.near()
            with CaptureQueriesContext(connection) as few:
                self.near()
            asked.append(len(few))
        assert asked[0] == asked[1] <= 5
