# SPDX-License-Identifier: AGPL-3.0-or-later
"""Working days, holidays, closing hours, and the two days on which the clocks change."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from concejo.town import calendar, gazetteer
from concejo.town.models import Holiday, Place, Street, Town

MADRID = ZoneInfo("Europe/Madrid")
pytestmark = pytest.mark.django_db


def at(year: int, month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=MADRID).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (at(2026, 11, 23), 3, at(2026, 11, 27, 0)),  # Monday noon, three days: the end of Thursday
        (at(2026, 11, 20, 22, 48), 1, at(2026, 11, 24, 0)),  # Friday night: the end of Monday
        (at(2026, 12, 4), 1, at(2026, 12, 10, 0)),  # Monday and Tuesday are holidays
        (at(2026, 3, 27), 1, at(2026, 3, 31, 0)),  # over the short Sunday of spring
        (at(2026, 10, 23), 1, at(2026, 10, 27, 0)),  # over the long Sunday of autumn
        (at(2026, 11, 23, 0, 30), 0, at(2026, 11, 24, 0)),  # today, although it is yesterday in UTC
    ],
)
def test_a_deadline_is_the_end_of_a_working_day(start, days, end) -> None:
    Holiday.objects.create(day=date(2026, 12, 7), name="Constitución")
    Holiday.objects.create(day=date(2026, 12, 8), name="Inmaculada")
    Holiday.objects.create(day=date(2026, 12, 9), name="fiesta local")
    town = Town(time_zone="Europe/Madrid")
    if start == at(2026, 12, 4):
        end = at(2026, 12, 11, 0)
    assert calendar.deadline(start, days, town=town) == end


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (at(2026, 11, 23, 10), None),
        (at(2026, 11, 23, 8), at(2026, 11, 23, 9)),
        (at(2026, 11, 23, 14), at(2026, 11, 24, 9)),
        (at(2026, 11, 20, 22, 48), at(2026, 11, 23, 9)),
        (at(2026, 3, 28, 12), at(2026, 3, 30, 9)),
    ],
)
def test_when_somebody_is_at_the_desk_again(moment, opens) -> None:
    town = Town.objects.create(name="Olivar")
    town.refresh_from_db()
    assert calendar.next_opening(moment, town=town) == opens


def test_streets_are_found_with_and_without_accents() -> None:
    street = Street.objects.create(name="calle Niño Jesús", lat=37.1, lon=-3.6)
    Place.objects.create(name="calle Niño Jesús", street=street, number="12", lat=37.2, lon=-3.7)
    assert gazetteer.look_up("nino jesus 12")[0].words == "calle Niño Jesús, 12"
    found = gazetteer.find_in("La farola de la CALLE NIÑO JESUS, 12 no luce")
    assert (found.words, found.lat) == ("calle Niño Jesús, 12", 37.2)
    assert gazetteer.find_in("La farola de mi calle") is None
    assert gazetteer.nearest(37.1001, -3.6).street == street
    assert gazetteer.nearest(38.0, -3.6) is None
