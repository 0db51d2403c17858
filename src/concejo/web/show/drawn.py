# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town drawn by the server: its boundary or its streets, and points with a shape for each state; no script."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from django.utils.translation import gettext as _

from concejo.cases.states import CLOSED, State
from concejo.town import ground
from concejo.town.models import Street, TownMap

WIDTHS = {"narrow": 350, "wide": 720}
MARGIN, LETTER, NAME_BELOW, APART = 34, 15, 29, 25
MOST_STREETS, MOST_NAMES = 600, 14
SHAPES = {"new": "circle", "hand": "square", "waits": "triangle", "closed": "diamond"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A case on the map; `pin` is its number in the list beside it, 0 for none."""

    number: str
    state: str
    lat: float
    lon: float
    title: str = ""
    pin: int = 0


def stage(state: str) -> str:
    """Which of the four shapes a state has."""
    if state in CLOSED:
        return "closed"
    return {State.RECEIVED: "new", State.WAITING: "waits"}.get(State(state), "hand")


def legend() -> list[tuple[str, str]]:
    """What each shape says, in words."""
    words = {"new": _("received"), "hand": _("in hand"), "waits": _("waiting for the neighbour"), "closed": _("closed")}
    return [(SHAPES[one], said) for one, said in words.items()]


def drawing(pins: Sequence[Mark]) -> dict[str, Any] | None:
    """Two renderings of the same picture; nothing where nothing is known."""
    town = ground.extent()
    extent = _with(town, pins) if town else _about(pins)
    if extent is None:
        return None
    shown = TownMap.objects.current()
    rings = shown.boundary if shown else []
    streets = [
        (name, lat, lon)
        for name, lat, lon in Street.objects.values_list("name", "lat", "lon")
        if lat is not None and lon is not None and extent.metres_to(lat, lon) == 0
    ][:MOST_STREETS]
    return {"sizes": [_size(name, extent, pins, rings, streets) for name in WIDTHS], "legend": legend()}


def _with(town: ground.Extent, pins: Sequence[Mark]) -> ground.Extent:
    """What stands in the list beside it is on the paper too, if it lies anywhere near."""
    listed = [one for one in pins if one.pin and town.metres_to(one.lat, one.lon) <= ground.REACH]
    lats, lons = [one.lat for one in listed], [one.lon for one in listed]
    return ground.Extent(
        min([town.south, *lats]), min([town.west, *lons]), max([town.north, *lats]), max([town.east, *lons])
    )


def _about(pins: Sequence[Mark]) -> ground.Extent | None:
    if not pins:
        return None
    lats, lons = [one.lat for one in pins], [one.lon for one in pins]
    pad = 0.003
    return ground.Extent(min(lats) - pad, min(lons) - pad * 1.25, max(lats) + pad, max(lons) + pad * 1.25)


def _size(
    name: str, extent: ground.Extent, pins: Sequence[Mark], rings: list[ground.Ring], streets: list[Any]
) -> dict[str, Any]:
    paper = _Paper(extent, WIDTHS[name])
    spots = [(paper.at(one.lat, one.lon), one) for one in pins if extent.metres_to(one.lat, one.lon) < 2000]
    spots = [(at, one) for at, one in spots if paper.holds(at)]
    return {
        "name": name, "width": paper.width, "height": paper.height,
        "rings": [" ".join(_pair(paper.at(lat, lon)) for lon, lat in ring) for ring in rings],
        "streets": _named(streets, paper),
        "pins": _apart(sorted(spots, key=lambda spot: -spot[1].pin or -(10**6)), paper.width),
    }  # fmt: skip


class _Paper:
    """Degrees become places on the paper; a town is flat enough."""

    def __init__(self, extent: ground.Extent, width: int) -> None:
        self.width = width
        self._extent = extent
        self._narrow = cos(radians((extent.south + extent.north) / 2))
        wide = max((extent.east - extent.west) * self._narrow, 1e-6)
        high = max(extent.north - extent.south, 1e-6)
        self.height = round(min(max(width * high / wide, width * 0.6), width * 1.15))
        self._scale = min((width - 2 * MARGIN) / wide, (self.height - 2 * MARGIN) / high)
        self._left = (width - wide * self._scale) / 2
        self._top = (self.height - high * self._scale) / 2

    def at(self, lat: float, lon: float) -> tuple[int, int]:
        """Where a point lies."""
        wide = (lon - self._extent.west) * self._narrow * self._scale
        return round(self._left + wide), round(self._top + (self._extent.north - lat) * self._scale)

    def holds(self, at: tuple[int, int]) -> bool:
        """Whether that is on the paper."""
        return 6 <= at[0] <= self.width - 6 and 6 <= at[1] <= self.height - 6


def _named(streets: Iterable[tuple[str, float, float]], paper: _Paper) -> list[dict[str, Any]]:
    """A dot for each street, and as many names as have room."""
    rows: list[dict[str, Any]] = []
    taken: list[tuple[int, int, int]] = []
    for name, lat, lon in streets:
        x, y = paper.at(lat, lon)
        long = round(len(name) * LETTER * 0.55)
        begins = min(max(x - long // 2, 4), paper.width - long - 4)
        near = [one for one in taken if abs(y - one[2]) <= LETTER * 1.5]
        free = begins >= 4 and all(begins > end + 8 or begins + long < start - 8 for start, end, _y in near)
        if free and len(taken) < MOST_NAMES and paper.holds((x, y)):
            taken.append((begins, begins + long, y))
            rows.append({"x": x, "y": y, "name": name, "from": begins, "under": y + NAME_BELOW})
        else:
            rows.append({"x": x, "y": y, "name": ""})
    return rows


def _apart(spots: list[tuple[tuple[int, int], Mark]], width: int) -> list[dict[str, Any]]:
    """Those with a number stand beside each other where they lie in one place."""
    rows: list[dict[str, Any]] = []
    taken: list[tuple[int, int]] = []
    for (x, y), pin in spots:
        step = APART if x < width / 2 else -APART
        while pin.pin and any(abs(x - left) < APART and abs(y - top) < APART for left, top in taken):
            x += step  # noqa: PLW2901 -- pushed aside
        if pin.pin:
            taken.append((x, y))
        rows.append({"x": x, "y": y, "pin": pin.pin, "shape": SHAPES[stage(pin.state)]})
    return rows


def _pair(at: tuple[int, int]) -> str:
    return f"{at[0]},{at[1]}"
