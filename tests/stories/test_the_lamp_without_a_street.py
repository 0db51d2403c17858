# SPDX-License-Identifier: AGPL-3.0-or-later
"""A lamp on a road without a name: its number is enough, its place stands on the map, and the street hears of it.

The lamps of Olivar came in as a list. On the road to the mill, which has no name, Alejandra reads the number.
"""

from io import StringIO

import pytest
from django.test import Client

from cast import Cast
from concejo.cases import near
from concejo.cases.models import Case
from concejo.cases.topics import topic_words
from concejo.people import actions as people
from concejo.square import actions as square
from concejo.town import assets
from concejo.town.models import Street

pytestmark = pytest.mark.django_db
LAMPS = "kind,number,place,lat,lon\nfarola/lamp/lampadaire,112,camino del molino,{lat},-3.6\n"


def test_the_number_on_the_post_is_enough(town: Cast) -> None:
    north = max(Street.objects.exclude(lat=None).values_list("lat", flat=True)) + 0.01
    taken, wrong = assets.load_csv(StringIO(LAMPS.format(lat=north)))
    assert (taken, wrong) == (1, [])

    town.hears("Alejandra", "La farola 112 no luce desde el lunes")
    case = Case.objects.get()
    assert (case.place, case.lat, case.lon) == ("farola 112, camino del molino", north, -3.6)

    tomas = Client(headers={"accept-language": "es"})
    page = tomas.get("/map/?near=37.15,-3.6").content.decode()
    assert case.number in page
    assert f"geo:{north:.6f},-3.600000" in page
    assert "data-chart" not in page  # the town has no map file, and nobody else is asked for one
    assert "geo:" in tomas.get(f"/c/{case.number}/").content.decode()


def test_the_map_does_not_show_where_somebody_lives(town: Cast) -> None:
    """What the page leaves out of the place in words, a point on the map does not give away."""
    street = Street.objects.exclude(lat=None).first()
    told = {"place": f"{street.name}, 12, donde vive Antonio Ruiz", "lat": str(street.lat + 0.0007), "lon": "-3.6011"}
    town.hears("Alejandra", "La farola no luce", **told)
    case = Case.objects.get()
    assert "12" not in case.place
    assert (case.lat, case.lon) == (street.lat, street.lon)


def test_a_number_on_no_list_is_taken_as_it_was_written(town: Cast) -> None:
    assets.load_csv(StringIO(LAMPS.format(lat=37.15)))
    town.hears("Alejandra", "La farola 9999 no luce", place="farola 9999, junto al pozo")
    case = Case.objects.get()
    assert (case.place, case.lat) == ("farola 9999, junto al pozo", None)
    assert case.number not in Client().get("/map/").content.decode()


def test_whoever_follows_the_neighbourhood_hears_of_it_and_nobody_else(town: Cast) -> None:
    """Carmen lives by the road to the mill, and wants to hear of everything within five hundred metres."""
    carmen, tomas = people.meet("mailto:carmen@vecinos.example"), people.meet("mailto:tomas@vecinos.example")
    square.follow(carmen, near.topic(37.16, -3.6, 500))
    square.follow(tomas, near.topic(37.18, -3.6, 500))
    assert topic_words("near:37.160,-3.600,500", "es").startswith("todo a menos de 500 metros de")
    assert topic_words("near:0.000,0.000,500", "es") == topic_words("near:37.160,-3.600,9000", "es") == ""
    town.hears("Alejandra", "Hay un bache en el camino", lat="37.1635", lon="-3.6", place="camino del molino")
    topics = Case.objects.get().main.topics
    assert [one for one in topics if one.startswith("near:")] == ["near:37.160,-3.600,500"]
