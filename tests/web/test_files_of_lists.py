# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every list of the town hall can be taken along as a file, by whoever sees the list; nothing in it is a formula."""

import csv
from collections.abc import Callable
from io import StringIO

import pytest
from django.test import Client

from cast import Cast
from concejo.cases.models import Case, Category, Route
from concejo.channels.models import Delivery
from concejo.town import assets, gazetteer
from concejo.town.models import Asset, Department, Street
from concejo.web.show.lists import LISTS

Enter = Callable[[str], Client]
EVIL = "=cmd|' /C calc'!A0"


def lines(client: Client, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.startswith(b"\xef\xbb\xbf"), "a spreadsheet of Windows reads its accents"
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


@pytest.fixture
def filled(town: Cast) -> Cast:
    """Something in each list, and a formula wherever people may write."""
    Street.objects.create(name=EVIL, lat=37.2, lon=-3.6)
    assets.load_csv(StringIO("kind,number,lat,lon\nfarola,112,37.21,-3.61\n"))
    Asset.objects.update(place=EVIL)
    Route.objects.create(name=EVIL, person=town["Miguel"], words=["farola"])
    Department.objects.filter(handle__word="aguas").update(name={"es": EVIL}, purpose={"es": "+34"})
    Category.objects.filter(slug="lamp").update(name={"es": "@SUM(A1)"})
    town.hears("Alejandra", "La farola de la calle Real está apagada.")
    return town


@pytest.mark.parametrize("name", LISTS)
def test_the_page_offers_it_and_it_holds_what_the_page_shows(filled: Cast, signed_in: Enter, name: str) -> None:
    sofia = signed_in("Sofía")
    assert f"/town/{name}.csv" in sofia.get(f"/town/{name}/").content.decode()
    found = lines(sofia, f"/town/{name}.csv")
    assert found or name == "bodies"
    for row in found:
        for value in row.values():
            number = value.replace("-", "", 1).replace(".", "", 1).isdigit()
            assert number or not value.startswith(("=", "+", "-", "@", "\t", "\r")), value
    for other in ("Pilar", "Rosario", "Miguel"):
        assert signed_in(other).get(f"/town/{name}.csv").status_code == 404
    assert Client().get(f"/town/{name}.csv").status_code == 302
    assert sofia.get("/town/secrets.csv").status_code == 404


def test_of_colleagues_neither_address_nor_telephone(filled: Cast, signed_in: Enter) -> None:
    answer = signed_in("Sofía").get("/town/people.csv").content.decode()
    assert 'miguel,"' in answer or "Miguel,miguel," in answer
    assert "personal.example" not in answer


def test_streets_and_things_go_out_as_they_come_in(filled: Cast, signed_in: Enter) -> None:
    sofia = signed_in("Sofía")
    Street.objects.filter(name=EVIL).delete()
    out = sofia.get("/town/streets.csv").content.decode("utf-8-sig")
    before = sorted(Street.objects.values_list("name", "lat", "lon"))
    Street.objects.filter(cases=None).delete()
    gazetteer.load_csv(StringIO(out))
    assert sorted(Street.objects.values_list("name", "lat", "lon")) == before
    Asset.objects.update(place="")
    out = sofia.get("/town/assets.csv").content.decode("utf-8-sig")
    Asset.objects.all().delete()
    assets.load_csv(StringIO(out))
    assert (Asset.objects.get().number, Asset.objects.get().lat) == ("112", 37.21)


def test_what_waits_and_what_did_not_arrive(filled: Cast, signed_in: Enter) -> None:
    case = Case.objects.get()
    pilar = signed_in("Pilar")
    assert "/waits/waits.csv" in pilar.get("/waits/").content.decode()
    by_name = {row["name"]: row for row in lines(pilar, "/waits/waits.csv") if row["by"] == "department"}
    assert by_name["Alumbrado"]["open"] == "1"
    Delivery.objects.filter(address__path="alejandra@vecinos.example").update(
        outcome="invalid", work="given_up", error=EVIL
    )
    assert "/post/deliveries.csv" in pilar.get("/post/deliveries/").content.decode()
    assert f"'{EVIL}" in [row["detail"] for row in lines(pilar, "/post/deliveries.csv")]
    assert "alejandra" not in pilar.get("/post/deliveries.csv").content.decode()
    assert case.main.title not in pilar.get("/post/deliveries.csv").content.decode()
    assert signed_in("Miguel").get("/post/deliveries.csv").status_code == 404
    assert pilar.get("/post/nothing.csv").status_code == 404
