# SPDX-License-Identifier: AGPL-3.0-or-later
"""A geocoder outside: off unless it is set, asked for nothing but the place, believed only within the town."""

import json

import pytest
from django.test import Client

from cast import Cast
from concejo.core import http
from concejo.town import geocoders
from concejo.web import drafts

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = (37.2123, -3.6012), (48.85, 2.35)


def geojson(lat: float, lon: float) -> bytes:
    return json.dumps({"features": [{"geometry": {"coordinates": [lon, lat]}}]}).encode()


def listed(lat: float, lon: float) -> bytes:
    return json.dumps([{"lat": str(lat), "lon": str(lon)}]).encode()


def jsonp(lat: float, lon: float) -> bytes:
    return b"callback(" + json.dumps({"lat": lat, "lng": lon}).encode() + b");"


ANSWERS = {"photon": geojson, "nominatim": listed, "geoplateforme": geojson, "cartociudad": jsonp}


@pytest.fixture
def asked(town: Cast, settings, monkeypatch: pytest.MonkeyPatch):
    """A geocoder that says what `asked["says"]` is; the addresses that it was asked."""
    told = {"says": b"", "urls": []}

    def get(url: str, **_more: object) -> http.Reply:
        told["urls"].append(url)
        if isinstance(told["says"], Exception):
            raise told["says"]
        return http.Reply(200, {}, told["says"])

    monkeypatch.setattr(http, "get", get)

    def choose(kind: str) -> None:
        settings.OPTIONS = settings.OPTIONS | {"geocoder": kind, "geocoder_url": "https://geo.example/base/"}

    told["choose"] = choose
    return told


def test_every_kind_has_its_trial() -> None:
    assert set(ANSWERS) == set(geocoders.KINDS)


@pytest.mark.parametrize("kind", ANSWERS)
def test_each_kind_is_asked_in_its_way_and_read_in_its_way(asked, kind: str) -> None:
    asked["choose"](kind)
    asked["says"] = ANSWERS[kind](*HERE)
    assert geocoders.find("el  cerro\nde la ermita") == pytest.approx(HERE)
    (url,) = asked["urls"]
    assert url.startswith("https://geo.example/base/")
    assert "q=el+cerro+de+la+ermita%2C+Olivar+del+Genil" in url
    asked["says"] = ANSWERS[kind](*ELSEWHERE)
    assert geocoders.find("el cerro") is None, "another town's hill is no answer"


@pytest.mark.parametrize(
    "says", [b"", b"[]", b"{}", b'{"features": []}', b"<html>", b'{"features": [{}]}', http.Unreachable("too slow"),
             http.Forbidden("inside")],
)  # fmt: skip
@pytest.mark.parametrize("kind", ANSWERS)
def test_whatever_it_answers_the_words_stay(asked, kind: str, says: bytes | Exception) -> None:
    asked["choose"](kind)
    asked["says"] = says
    assert geocoders.find("el cerro") is None


def test_where_none_is_set_nobody_is_asked(asked) -> None:
    assert geocoders.find("el cerro de la ermita") is None
    assert asked["urls"] == []


def test_the_form_asks_only_what_the_towns_own_streets_do_not_know(asked, town: Cast) -> None:
    asked["choose"]("photon")
    asked["says"] = geojson(*HERE)
    browser, token = Client(), drafts.begin().token
    origin = {"HTTP_ORIGIN": "http://testserver"}
    browser.post(f"/speak/{token}/1/", {"text": "Hay un árbol caído."}, **origin)
    browser.post(f"/speak/{token}/2/", {"place": "calle Real, 3"}, **origin)
    assert asked["urls"] == []
    browser.post(f"/speak/{token}/2/", {"place": "el cerro de la ermita"}, **origin)
    assert len(asked["urls"]) == 1
    assert "rbol" not in asked["urls"][0], "only the place leaves the town, never what is said of it"
