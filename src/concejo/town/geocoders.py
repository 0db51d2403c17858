# SPDX-License-Identifier: AGPL-3.0-or-later
"""Places in words that the town's own gazetteer does not know: asked of a geocoder, where the town names one.

Off unless the settings `geocoder` and `geocoder_url` say otherwise, because the words leave the town for it. They go
alone, from the town's machine, without anything of whoever wrote them. What lies outside the town is no answer.
"""

import json
import logging
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from concejo.core import http
from concejo.town import ground
from concejo.town.models import Town

log = logging.getLogger(__name__)
SECONDS = 4.0
LONGEST = 160
Point = tuple[float, float]
"""Latitude and longitude."""


def find(words: str) -> Point | None:
    """Where that is, if a geocoder is set and knows it; never raises for what the network does."""
    kind, base = settings.OPTIONS["geocoder"], settings.OPTIONS["geocoder_url"]
    words = " ".join(words.split())[:LONGEST]
    if kind not in KINDS or not base or not words:
        return None
    town = Town.objects.current()
    query, read = KINDS[kind]
    told = query(f"{words}, {town.name}", town)
    path, asked = told.pop("path"), urlencode(told)
    try:
        reply = http.get(f"{base.rstrip('/')}{path}?{asked}", headers={"Accept": "application/json"}, seconds=SECONDS)
        point = read(_json(reply.body)) if reply.status == 200 else None
    except (http.Forbidden, http.Unreachable, ValueError, LookupError, TypeError, AttributeError) as error:
        log.warning("the geocoder gave no answer (%s); the words stay as the place", type(error).__name__)
        return None
    if point is None or ground.astray(*point, around=ground.extent()):
        return None
    return point


def _json(body: bytes) -> Any:
    """Also where it stands inside a call (JSONP), as one of them answers."""
    inside = re.fullmatch(rb"\s*[\w.]+\((.*)\)\s*;?\s*", body, re.DOTALL)
    return json.loads(inside[1] if inside else body)


def _photon(words: str, town: Town) -> dict[str, str]:
    """Komoot's Photon: ``/api``."""
    return {"path": "/api", "q": words, "limit": "1"} | _near(town, "lon")


def _nominatim(words: str, town: Town) -> dict[str, str]:
    """OpenStreetMap's Nominatim, a server of the town's own: ``/search``."""
    return {"path": "/search", "q": words, "format": "jsonv2", "limit": "1", "countrycodes": town.region.lower()}


def _geoplateforme(words: str, town: Town) -> dict[str, str]:
    """The French state's: ``/search``, behind ``https://data.geopf.fr/geocodage``."""
    return {"path": "/search", "q": words, "limit": "1"} | _near(town, "lon")


def _cartociudad(words: str, _town: Town) -> dict[str, str]:
    """The Spanish state's: ``/findJsonp``, behind ``https://www.cartociudad.es/geocoder/api/geocoder``."""
    return {"path": "/findJsonp", "q": words}


def _near(town: Town, lon: str) -> dict[str, str]:
    return {"lat": f"{town.lat:.4f}", lon: f"{town.lon:.4f}"} if town.lat is not None and town.lon is not None else {}


def _geojson(told: Mapping[str, Any]) -> Point | None:
    features = told["features"]
    if not features:
        return None
    lon, lat = features[0]["geometry"]["coordinates"][:2]
    return float(lat), float(lon)


def _listed(told: list[Mapping[str, Any]]) -> Point | None:
    return (float(told[0]["lat"]), float(told[0]["lon"])) if told else None


def _named(told: Mapping[str, Any]) -> Point | None:
    return (float(told["lat"]), float(told["lng"])) if told.get("lat") and told.get("lng") else None


KINDS: dict[str, tuple[Callable[[str, Town], dict[str, str]], Callable[[Any], Point | None]]] = {
    "photon": (_photon, _geojson),
    "nominatim": (_nominatim, _listed),
    "geoplateforme": (_geoplateforme, _geojson),
    "cartociudad": (_cartociudad, _named),
}
