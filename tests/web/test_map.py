# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases on the map: the list says what the drawing shows, the nearest first where somebody asks for it."""

import json
import re

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import Cast
from concejo.cases.models import Case
from concejo.channels.models import Draft, Letter
from concejo.town.models import Asset, Street, TownMap
from concejo.web import drafts
from map_file import map_file

pytestmark = pytest.mark.django_db
LAT, LON = 37.15, -3.64
HERE = {"origin": "http://testserver"}


@pytest.fixture
def reader() -> Client:
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def placed(town: Cast) -> list[Case]:
    """Three public cases, each a kilometre further north than the one before."""
    for at, words in enumerate(("La farola está rota", "Otra farola apagada", "Un bache enorme")):
        town.hears("Alejandra", f"{words} {at}", via="counter", visibility="public")
        Case.objects.filter(pk=Case.objects.latest("pk").pk).update(lat=LAT + at / 100, lon=LON)
    Street.objects.create(name="calle del Norte", lat=LAT + 0.021, lon=LON)
    return list(Case.objects.order_by("pk"))


def numbers(page: str) -> list[str]:
    return re.findall(r'<a href="/c/(\d{4}-\d{4})/">', page)


def test_newest_first_and_the_nearest_first_where_it_is_asked(placed: list[Case], reader: Client) -> None:
    first, second, third = (case.number for case in placed)
    assert numbers(reader.get("/map/").content.decode()) == [third, second, first]
    near = reader.get(f"/map/?near={LAT},{LON}").content.decode()
    assert numbers(near) == [first, second, third]
    assert "1.1 km away" in near
    street = Street.objects.get(name="calle del Norte")
    page = reader.get(f"/map/?street={street.pk}").content.decode()
    assert numbers(page)[0] == third
    assert f"/follow/?topic=street:{street.pk}" in page


def test_each_line_has_its_number_in_the_drawing_and_a_way_there(placed: list[Case], reader: Client) -> None:
    page = reader.get("/map/").content.decode()
    assert page.count("geo:37.1") == 3
    for svg in re.findall(r'<svg class="drawn-.*?</svg>', page, re.DOTALL):
        assert re.findall(r"<text y=.*?>(\d+)</text>", svg) == ["3", "2", "1"]
    assert "style=" not in page


def test_private_and_closed_ones_stay_away(placed: list[Case], town: Cast, reader: Client) -> None:
    hidden, closed, shown = placed
    Case.objects.filter(pk=closed.pk).update(state="done", closed_at=closed.opened_at)
    Case.objects.filter(pk=hidden.pk).update(private_conversation=hidden.conversation, conversation=None)
    for path in ("/map/", "/map/points/", "/map/?which=all", "/map/points/?which=all"):
        page = reader.get(path).content.decode()
        assert shown.number in page
        assert hidden.number not in page
        assert (closed.number in page) == ("all" in path)


def test_points_of_a_window(placed: list[Case], reader: Client) -> None:
    told = reader.get(f"/map/points/?box={LAT - 0.001},{LON - 0.001},{LAT + 0.011},{LON + 0.001}").json()
    assert [point[0] for point in told["points"]] == [placed[1].number, placed[0].number]
    assert told["points"][0][1] == "circle"
    assert reader.get("/map/points/?box=a,b,c,d").status_code == 200
    assert reader.get("/map/?near=nan,999&street=x&since=0&category=%00").status_code in {200, 400}


def test_the_page_asks_a_constant_number_of_questions(
    placed: list[Case], reader: Client, django_assert_num_queries
) -> None:
    from django.db import connection  # noqa: PLC0415 -- only counted here

    with CaptureQueriesContext(connection) as few:
        reader.get("/map/")
    Case.objects.exclude(pk=placed[0].pk).update(lat=None)
    with CaptureQueriesContext(connection) as one:
        reader.get("/map/")
    assert len(few) == len(one) <= 14


def test_the_administrator_brings_a_map_and_everybody_sees_it(placed: list[Case], signed_in, reader: Client) -> None:
    assert "data-chart" not in reader.get("/map/").content.decode()
    admin = signed_in("Sofía")
    wrong = admin.post("/town/map/", {"file": SimpleUploadedFile("m.pmtiles", b"no map")})
    assert (wrong.status_code, "not a PMTiles file" in wrong.content.decode()) == (422, True)
    data = map_file(LAT, LON)
    area = {
        "type": "Polygon",
        "coordinates": [[[LON - 0.1, LAT - 0.1], [LON + 0.1, LAT - 0.1], [LON, LAT + 0.1], [LON - 0.1, LAT - 0.1]]],
    }
    files = {
        "file": SimpleUploadedFile("m.pmtiles", data),
        "boundary": SimpleUploadedFile("b.json", json.dumps(area).encode()),
    }
    assert admin.post("/town/map/", files).status_code == 302
    first = TownMap.objects.get().file
    page = reader.get("/map/").content.decode()
    assert '<polygon class="d-town"' in page
    assert (f'data-file="/media/{first}"' in page) == ("leaflet" in page)
    assert admin.post("/town/map/", {"file": SimpleUploadedFile("m.pmtiles", data)}).status_code == 302
    kept = [one.name for one in (settings.MEDIA_ROOT / "public" / "town").glob("*.pmtiles")]
    assert kept == [TownMap.objects.get().file.removeprefix("town/")]
    assert admin.post("/town/map/", {"no_file": "on", "no_boundary": "on"}).status_code == 302
    assert (TownMap.objects.get().file, TownMap.objects.get().boundary) == ("", [])


def test_lamps_come_by_list(placed: list[Case], signed_in) -> None:
    admin = signed_in("Sofía")
    lines = f"kind,number,lat,lon\nfarola,112,{LAT},{LON}\nfarola,113,{LON},{LAT}\n"
    page = admin.post("/town/assets/", {"file": SimpleUploadedFile("f.csv", lines.encode())}).content.decode()
    assert "changed places" in page
    assert [str(one) for one in Asset.objects.all()] == ["farola 112"]


def test_where_i_am_becomes_words_that_i_may_put_right(placed: list[Case], reader: Client) -> None:
    at = reader.post("/speak/", {"text": "La farola no luce"}, headers=HERE)["Location"]
    at = reader.post(at, {"shown": "which how road"}, headers=HERE)["Location"]
    point = {"lat": str(LAT + 0.0209), "lon": str(LON), "place": "", "locate": "1"}
    assert reader.post(at, point, headers=HERE)["Location"] == at
    page = reader.get(at).content.decode()
    assert "near calle del Norte" in page
    far = reader.post(at, {"lat": "0", "lon": "0", "place": ""}, headers=HERE)
    assert (far.status_code, "kilometres from the town" in far.content.decode()) == (422, True)
    Street.objects.create(name="calle del Sur", lat=LAT, lon=LON)
    kept = {"lat": point["lat"], "lon": point["lon"]}
    reader.post(at, kept | {"place": "near calle del Norte, opposite the well"}, headers=HERE)
    assert drafts.answers(Draft.objects.get()).lat == point["lat"]
    reader.post(at, kept | {"place": "calle del Sur"}, headers=HERE)
    assert drafts.answers(Draft.objects.get()).lat == ""


def test_what_a_telephone_kept_is_written_down_once(placed: list[Case], reader: Client) -> None:
    before = Case.objects.count(), Letter.objects.count()
    told = {"key": "a2" * 13, "text": "La farola 112 no luce", "visibility": "public", "answer_by": "code"}
    accept = HERE | {"accept": "application/json"}
    wrong = reader.post("/speak/offline/", told | {"text": ""}, headers=accept)
    assert (wrong.status_code, len(wrong.json()["problems"])) == (422, 1)
    urls = {reader.post("/speak/offline/", told, headers=accept).json()["url"] for _turn in range(3)}
    assert urls == {f"/speak/{told['key']}/sent/"}
    assert (Case.objects.count(), Letter.objects.count()) == (before[0] + 1, before[1] + 1)
    assert Case.objects.latest("pk").number in reader.get(urls.pop()).content.decode()
    assert reader.post("/speak/offline/", told).status_code == 403  # from a page of somebody else
    plain = reader.post("/speak/offline/", told | {"key": ""}, headers=HERE)
    assert re.fullmatch(r"/speak/[a-z0-9]{26}/sent/", plain["Location"])
