# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town's own settings, as the administrator changes them."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from concejo.core.models import ChangeCounter
from concejo.town.models import Town
from concejo.web import accents

WELL = {
    "name": "Olivar", "hall_es": "Ayuntamiento de Olivar", "hall_fr": "Mairie", "hall_en": "Town hall",
    "population": "3600",
    "address": "Plaza Mayor, 2", "phone": "958 00 01 01", "region": "es", "hours_es": "De 8 a 15", "hours_fr": "",
    "hours_en": "8 to 15", "opens": "08:00", "closes": "15:00", "first": "es", "second": "en", "third": "",
    "time_zone": "Europe/Madrid", "lat": "37.15", "lon": "-3.64", "accent": "12573B",
    "resident_years": "3",
}  # fmt: skip


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 300)) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind)
    return SimpleUploadedFile("arms.png", out.getvalue(), "image/png")


def test_everything_is_kept_and_every_page_is_made_anew(admin):
    before = {row.scope: row.version for row in ChangeCounter.objects.all()}
    assert admin.post("/town/settings/", WELL).status_code == 302
    town = Town.objects.current()
    assert (town.name, town.population, town.languages, town.accent) == ("Olivar", 3600, ["es", "en"], "#12573b")
    assert town.hours == {"es": "De 8 a 15", "en": "8 to 15"}
    assert (f"{town.opens:%H:%M}", f"{town.closes:%H:%M}", town.region) == ("08:00", "15:00", "ES")
    after = {row.scope: row.version for row in ChangeCounter.objects.all()}
    assert all(after[scope] > before.get(scope, 0) for scope in ("town", "square", "cases"))


def test_what_was_set_up_once_is_shown_and_cannot_be_changed(admin):
    page = admin.get("/town/settings/").content.decode()
    assert "http://olivar.example" in page
    admin.post("/town/settings/", WELL | {"public_url": "https://evil.example", "mail_domain": "evil.example"})
    assert Town.objects.current().public_url == "http://olivar.example"
    assert Town.objects.current().mail_domain == "olivar.example"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"accent": "#7799ff"}, "too pale to be read"),
        ({"accent": "blue"}, "as # and six digits"),
        ({"time_zone": "Mars/Olympus"}, "no time zone Mars/Olympus"),
        ({"second": "es"}, "name each language once"),
        ({"closes": "07:00"}, "cannot close before it opens"),
        ({"phone": "12"}, "too long or too short"),
        ({"phone": "hello"}, "write a telephone number"),
        ({"region": "XX"}, "two letters of a country"),
        ({"lat": "95"}, "Degrees go from"),
    ],
)
def test_what_makes_no_sense_is_said_in_a_sentence(admin, wrong, sentence):
    response = admin.post("/town/settings/?lang=en", WELL | wrong)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Town.objects.current().name == "Olivar del Genil"


def test_arms_are_encoded_anew_and_served_under_a_random_name(admin, settings):
    admin.post("/town/settings/", WELL | {"picture": picture()})
    first = Town.objects.current().arms
    with Image.open(Path(settings.MEDIA_ROOT) / "public" / first) as kept:
        assert (kept.format, kept.size) == ("PNG", (400, 400))
    served = admin.get(f"/media/{first}")
    assert b"".join(served.streaming_content).startswith(b"\x89PNG")
    assert f"/media/{first}" in admin.get("/").content.decode()
    admin.post("/town/settings/", WELL | {"picture": picture("JPEG")})
    assert Town.objects.current().arms != first
    assert not (Path(settings.MEDIA_ROOT) / "public" / first).exists()
    admin.post("/town/settings/", WELL | {"no_arms": "on"})
    assert Town.objects.current().arms == ""


@pytest.mark.parametrize("data", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"no picture at all", b""])
def test_what_is_no_picture_is_no_arms(admin, data):
    response = admin.post("/town/settings/?lang=en", WELL | {"picture": SimpleUploadedFile("arms.svg", data)})
    assert response.status_code == 422
    assert Town.objects.current().arms == ""


def test_the_colour_that_is_checked_is_the_colour_that_is_served(client, town):
    tone = accents.shades("#12573b")
    css = client.get("/accent-12573b.css").content.decode()
    assert tone["day_wash"] in css
    assert tone["night_wash"] in css
    assert accents.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert accents.mix("#1b3c9b", "#ffffff", 90) == "#e8ecf5"


def test_the_overview_says_what_is_missing(admin):
    page = admin.get("/town/?lang=en").content.decode()
    assert "No e-mail yet" in page
    assert "Set up a second factor" in page
    assert "3 streets are known." in page
    assert "The holidays of 2026 are known." in page
    assert "The holidays of 2027 are missing" in page
