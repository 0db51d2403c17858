# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town's own map and boundary, points that cannot be meant, and things with a number on them."""

import json
from io import BytesIO, StringIO

import pytest
from django.conf import settings
from django.utils import translation

from concejo.town import assets, gazetteer, ground
from concejo.town.models import Asset, Place, Street
from map_file import map_file

LAT, LON = 37.15, -3.64
pytestmark = pytest.mark.django_db
METRES = b'{"type": "Polygon", "coordinates": [[[447000, 4e6], [447100, 4e6], [447100, 5e6], [447000, 4e6]]]}'


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def streets() -> None:
    Street.objects.create(name="calle Real", lat=LAT, lon=LON)
    Street.objects.create(name="calle Alta", lat=LAT + 0.004, lon=LON + 0.004)


def test_a_map_file_says_which_part_of_the_world_it_shows() -> None:
    data = map_file(LAT, LON)
    path, sheet = ground.keep_map(BytesIO(data), size=len(data))
    assert sheet.deepest == 14
    assert sheet.extent.metres_to(LAT, LON) == 0
    assert (settings.MEDIA_ROOT / "public" / path).read_bytes() == data
    ground.forget_map(path)
    assert not (settings.MEDIA_ROOT / "public" / path).exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04" + b"0" * 200, "not a PMTiles"),
        (map_file(LAT, LON, version=2), "version 2"),
        (map_file(LAT, LON, kind=2), "pictures"),
        (map_file(LAT, LON)[:200], "cut off"),
        (b"", "not a PMTiles"),
    ],
)
def test_what_is_no_map_is_told_why(data: bytes, said: str) -> None:
    with pytest.raises(ground.NotAMap, match=said):
        ground.keep_map(BytesIO(data), size=len(data))


def test_a_boundary_of_many_corners_is_made_simpler() -> None:
    ring = [[LON + at / 1e5, LAT] for at in range(9000)] + [[LON, LAT + 0.01], [LON, LAT]]
    area = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}}
    told = {"type": "FeatureCollection", "features": [area]}
    (kept,) = ground.read_boundary(json.dumps(told).encode())
    assert len(kept) <= ground.MOST_CORNERS + 1
    assert kept[-1] == [LON, LAT]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (b"<svg onload=alert(1)>", "not GeoJSON"),
        (b'{"type": "Point", "coordinates": [1, 2]}', "no area"),
        (METRES, "metres"),
        (b"[" * 100_000, "not GeoJSON"),
    ],
)
def test_what_is_no_boundary_is_told_why(told: bytes, said: str) -> None:
    with pytest.raises(ground.NotAMap, match=said):
        ground.read_boundary(told)


@pytest.mark.parametrize(
    ("lat", "lon", "said"),
    [
        (LAT, LON, ""), (LAT + 0.1, LON, ""), (LON, LAT, "changed places"),
        (0.0, 0.0, "kilometres"), (-37.15, LON, "kilometres"),
    ],
)  # fmt: skip
def test_a_point_that_cannot_be_meant(streets: None, lat: float, lon: float, said: str) -> None:
    found = ground.astray(lat, lon, around=ground.extent())
    assert (said in found) if said else found == ""


def test_the_nearest_door_is_named_else_the_street(streets: None) -> None:
    Place.objects.create(
        name="calle Real", street=Street.objects.get(name="calle Real"), number="12", lat=LAT + 0.0001, lon=LON
    )
    assert gazetteer.nearest(LAT + 0.0002, LON).words == "calle Real, 12"
    assert gazetteer.nearest(LAT + 0.0038, LON + 0.004).words == "calle Alta"
    assert gazetteer.nearest(LAT + 0.1, LON) is None


THINGS = f"""kind;number;place;lat;lon
farola/lamp/lampadaire;0112;calle Real;{LAT + 0.001};{LON}
contenedor;C-7;;{str(LAT).replace(".", ",")};{LON}
farola/lamp/lampadaire;113;;{LON};{LAT}
farola/lamp/lampadaire;114;;0;0
farola/lamp/lampadaire;115;;{LAT};
farola/lamp/lampadaire;;;;
"""


def test_things_come_from_a_list_and_wrong_lines_say_why(streets: None) -> None:
    for _turn in range(2):
        taken, wrong = assets.load_csv(StringIO(THINGS))
    assert (taken, Asset.objects.count()) == (2, 2)
    assert [line.split(":")[0] for line in wrong] == ["4", "5", "6", "7"]
    assert "changed places" in wrong[0]
    assert "kilometres" in wrong[1]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("La farola 112 no luce", "farola 0112, calle Real"),
        ("farola nº 112", "farola 0112, calle Real"),
        ("Lamp no. 112 is out", "farola 0112, calle Real"),
        ("Le lampadaire 112 est éteint", "farola 0112, calle Real"),
        ("contenedor C7 lleno", "contenedor C-7"),
        ("la farola 999 de la calle Alta", "calle Alta"),  # not on the list: taken as it was written
        ("hay 112 farolas rotas", None),
    ],
)
def test_a_number_is_enough(streets: None, words: str, found: str | None) -> None:
    assets.load_csv(StringIO(THINGS))
    spot = gazetteer.find_in(words)
    assert (spot.words if spot else None) == found


def test_a_thing_knows_its_place_and_its_street(streets: None) -> None:
    assets.load_csv(StringIO(THINGS))
    spot = gazetteer.find_in("farola 112")
    assert (round(spot.lat, 4), spot.lon, spot.street.name) == (round(LAT + 0.001, 4), LON, "calle Real")
