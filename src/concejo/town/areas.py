# SPDX-License-Identifier: AGPL-3.0-or-later
"""The districts of the town: in which of them a point lies, and how they are read from a file."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from concejo.core import asked
from concejo.town.ground import NotAMap, Ring
from concejo.town.models import Area

MOST = 60
"""Districts of one town."""
MOST_CORNERS = 20_000
NAMES = ("name", "nombre", "nom", "libelle", "district", "distrito", "barrio", "quartier")
"""What the name of a district is called in files of es, fr and en; looked for without minding capitals."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A district as a file draws it."""

    name: str
    rings: list[Ring]


def lies_in(lat: float, lon: float, rings: list[Ring]) -> bool:
    """Whether a point lies inside: a line from it crosses the edges an odd number of times, so holes count as outside.

    (W. Randolph Franklin's test; of the libraries that do it, the smallest weighs forty times as much as this town's
    districts, and asks for numpy.)
    """
    inside = False
    for ring in rings:
        before = ring[-1]
        for corner in ring:
            (x, y), (far_x, far_y) = corner, before
            if (y > lat) != (far_y > lat) and lon < (far_x - x) * (lat - y) / (far_y - y) + x:
                inside = not inside
            before = corner
    return inside


def area_at(lat: float | None, lon: float | None, *, among: list[Area] | None = None) -> Area | None:
    """The district in which a point lies; the first in the town's order where two overlap."""
    if lat is None or lon is None:
        return None
    return next((one for one in among or known() if one.holds(lat, lon) and lies_in(lat, lon, one.rings)), None)


def known() -> list[Area]:
    """All districts, read once while one request is answered."""
    return asked.once("areas", lambda: list(Area.objects.all()))


def read(data: bytes) -> list[Outline]:
    """The districts in a GeoJSON file, each with its name; raises `NotAMap`."""
    try:
        outlines = list(_outlines(json.loads(data.decode("utf-8-sig"))))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise NotAMap(_("This is not GeoJSON. Please choose another file.")) from error
    if not outlines:
        raise NotAMap(_("There is no area in this file."))
    if len(outlines) > MOST:
        raise NotAMap(_("There are more than %(number)d districts in this file.") % {"number": MOST})
    if any(not one.name for one in outlines):
        raise NotAMap(_("A district in this file has no name. Each needs a property called “name”."))
    if len({one.name for one in outlines}) < len(outlines):
        raise NotAMap(_("Two districts in this file have the same name."))
    corners = [corner for one in outlines for ring in one.rings for corner in ring]
    if not all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in corners):
        raise NotAMap(_("This file counts in metres. Please export it in degrees (WGS 84)."))
    if len(corners) > MOST_CORNERS:
        raise NotAMap(_("These districts have too many corners. Please make the file simpler."))
    return outlines


def _outlines(told: Any) -> Iterator[Outline]:
    if told["type"] == "FeatureCollection":
        for one in told["features"]:
            yield from _outlines(one)
    elif told["type"] == "Feature":
        rings = [ring for ring in _rings(told["geometry"]) if len(ring) >= 4]
        if rings:
            yield Outline(_name(told.get("properties") or {}), rings)


def _rings(geometry: Any) -> Iterator[Ring]:
    """Outer and inner ones alike."""
    kind = geometry["type"]
    if kind in {"Polygon", "MultiPolygon"}:
        for area in [geometry["coordinates"]] if kind == "Polygon" else geometry["coordinates"]:
            for ring in area:
                yield [[float(corner[0]), float(corner[1])] for corner in ring]


def _name(properties: dict[str, Any]) -> str:
    told = {str(key).casefold(): value for key, value in properties.items()}
    return next((str(told[key]).strip()[:80] for key in NAMES if told.get(key)), "")
