# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ground of the town: its own map file, its boundary, and whether a point can lie in it at all."""

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, hypot, radians
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from concejo.core.ids import new_token
from concejo.town.models import Street, Town, TownMap

LARGEST = 80 * 1024 * 1024
"""Bytes of a map file; a town of 20,000 people needs about ten megabytes."""
LARGEST_BOUNDARY = 5 * 1024 * 1024
MOST_CORNERS = 2000
REACH = 25_000.0
"""Metres around the town that its people still speak about."""
_HEADER = 127
_VECTOR = 1
_PIECE = 1024 * 1024
_METRES = 111_320.0
Ring = list[list[float]]
"""Corners as [longitude, latitude], as GeoJSON writes them."""


class NotAMap(ValueError):
    """What was sent cannot be the map or the boundary; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Extent:
    """A rectangle in degrees (WGS84)."""

    south: float
    west: float
    north: float
    east: float

    def metres_to(self, lat: float, lon: float) -> float:
        """How far outside a point lies; 0 inside."""
        high = max(self.south - lat, 0.0, lat - self.north)
        wide = max(self.west - lon, 0.0, lon - self.east) * cos(radians(lat))
        return hypot(high, wide) * _METRES


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the head of a map file says."""

    extent: Extent
    deepest: int


def read_head(data: bytes, *, size: int) -> Sheet:
    """The head of a PMTiles file, version 3 (github.com/protomaps/PMTiles, spec v3 section 3); raises `NotAMap`."""
    if len(data) < _HEADER or data[:7] != b"PMTiles":
        raise NotAMap(_("This is not a PMTiles file."))
    if data[7] != 3:
        raise NotAMap(_("This PMTiles file has version %(number)d; we read version 3.") % {"number": data[7]})
    parts = struct.unpack_from("<8Q", data, 8)
    if any(parts[at] + parts[at + 1] > size for at in range(0, 8, 2)):
        raise NotAMap(_("This file is cut off: its end is missing. Please copy it again."))
    if data[99] != _VECTOR:
        raise NotAMap(_("This file holds pictures. We need a map of streets and houses as vector tiles."))
    west, south, east, north = (number / 1e7 for number in struct.unpack_from("<4i", data, 102))
    if not (-90 <= south < north <= 90 and -180 <= west < east <= 180):
        raise NotAMap(_("This file does not say which part of the world it shows."))
    return Sheet(Extent(south, west, north, east), data[101])


def keep_map(file: IO[bytes], *, size: int) -> tuple[str, Sheet]:
    """Keep a map file under a name that is never used for another one; returns its path below the public media."""
    if size > LARGEST:
        raise NotAMap(_("The map is larger than %(number)d MB. Please cut the town out of it.") % {"number": 80})
    file.seek(0)
    sheet = read_head(file.read(_HEADER), size=size)
    path = f"town/{new_token()}.pmtiles"
    place = _place(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    half = place.with_suffix(".half")
    file.seek(0)
    with half.open("wb") as out:
        while piece := file.read(_PIECE):
            out.write(piece)
    half.replace(place)
    return path, sheet


def forget_map(path: str) -> None:
    """Another map stands in its place."""
    if path:
        _place(path).unlink(missing_ok=True)


def read_boundary(data: bytes) -> list[Ring]:
    """The rings of a boundary in GeoJSON, with at most 2,000 corners; raises `NotAMap`."""
    try:
        told = json.loads(data.decode("utf-8-sig"))
        rings = [ring for ring in _rings(told) if len(ring) >= 4]
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise NotAMap(_("This is not GeoJSON. Please choose another file.")) from error
    if not rings:
        raise NotAMap(_("There is no area in this file."))
    if not all(-180 <= lon <= 180 and -90 <= lat <= 90 for ring in rings for lon, lat in ring):
        raise NotAMap(_("This file counts in metres. Please export it in degrees (WGS 84)."))
    corners = sum(len(ring) for ring in rings)
    every = -(-corners // MOST_CORNERS)
    return [[*ring[::every], ring[-1]] if every > 1 else ring for ring in rings]


def extent() -> Extent | None:
    """Where the town lies: its boundary, else its streets, else its map, else a kilometre around the town hall."""
    shown = TownMap.objects.current()
    if shown and shown.boundary:
        corners = [corner for ring in shown.boundary for corner in ring]
        lons, lats = [one[0] for one in corners], [one[1] for one in corners]
        return Extent(min(lats), min(lons), max(lats), max(lons))
    known = (
        Street.objects.exclude(lat=None)
        .exclude(lon=None)
        .aggregate(south=models.Min("lat"), west=models.Min("lon"), north=models.Max("lat"), east=models.Max("lon"))
    )
    if known["south"] is not None and known["north"] > known["south"]:
        return Extent(known["south"], known["west"], known["north"], known["east"])
    if shown and shown.file:
        return Extent(shown.south or 0.0, shown.west or 0.0, shown.north or 0.0, shown.east or 0.0)
    town = Town.objects.current()
    if town.lat is None or town.lon is None:
        return None
    return Extent(town.lat - 0.01, town.lon - 0.01, town.lat + 0.01, town.lon + 0.01)


def astray(lat: float, lon: float, *, around: Extent | None) -> str:
    """Why a point cannot be meant: latitude and longitude changed places, or it lies elsewhere. Empty if it can."""
    if around is None or around.metres_to(lat, lon) <= REACH:
        return ""
    if -90 <= lon <= 90 and around.metres_to(lon, lat) <= REACH:
        return _("Latitude and longitude have changed places.")
    far = round(around.metres_to(lat, lon) / 1000)
    return _("This point lies %(number)d kilometres from the town.") % {"number": far}


def _rings(told: Any) -> Iterator[Ring]:
    kind = told["type"]
    if kind == "FeatureCollection":
        for one in told["features"]:
            yield from _rings(one)
    elif kind == "Feature":
        yield from _rings(told["geometry"])
    elif kind == "GeometryCollection":
        for one in told["geometries"]:
            yield from _rings(one)
    elif kind in {"Polygon", "MultiPolygon"}:
        areas = [told["coordinates"]] if kind == "Polygon" else told["coordinates"]
        for area in areas:
            yield [[float(corner[0]), float(corner[1])] for corner in area[0]]


def _place(path: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "public" / path
