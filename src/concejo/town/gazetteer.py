# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looking up streets and places by what people write, accents or not."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, radians
from typing import TextIO, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from concejo.core.prepared import prepared
from concejo.core.words import fold
from concejo.town import assets, ground
from concejo.town.columns import degrees, rows_of
from concejo.town.models import Asset, Place, Street

LONGEST_NAME, LONGEST_NUMBER = 120, 10
DOOR, METRES = 30.0, 111_320.0
"""How near a door must be to be named, in metres; metres in a degree."""
Named = TypeVar("Named", Street, Place)
_KINDS = [
    "calle",
    "c/",
    "c.",
    "cl",
    "avenida",
    "avda",
    "av",
    "plaza",
    "pza",
    "pl",
    "paseo",
    "pso",
    "camino",
    "carretera",
    "ctra",
    "travesia",
    "rue",
    "avenue",
    "place",
    "chemin",
]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the town that matches what was written."""

    words: str
    street: Street | None
    lat: float | None
    lon: float | None
    asset: Asset | None = None
    """The thing with a number that was named."""


def look_up(text: str, *, limit: int = 8) -> list[Spot]:
    """Streets and places all of whose written words occur in the name, accents folded; doors of a street by number."""
    words, number = _split(text)
    if not words:
        return []
    streets = _having(Street.objects.all(), words)[:limit]
    spots = [_door(street, number) for street in streets]
    places = _having(Place.objects.filter(number="").select_related("street"), words)[: max(0, limit - len(spots))]
    return spots + [Spot(str(place), place.street, place.lat, place.lon) for place in places]


def find_in(text: str) -> Spot | None:
    """The thing or street named in a sentence ("lamp 112 is out", "in calle Real, 12"), the longest name first."""
    asset = assets.find_in(text)
    if asset is not None:
        return spot_of(asset)
    folded = f" {re.sub(r'[^a-z0-9ñ]+', ' ', fold(text))} "
    named = [(known, pk, name) for pk, known in _streets() if (name := _plain(known)) and f" {name} " in folded]
    if not named:
        return None
    longest = max(len(known) for known, _pk, _name in named)
    _known, pk, name = next(one for one in named if len(one[0]) == longest)
    after = folded[folded.find(f" {name} ") + len(name) + 1 :]
    door = re.match(r"(?: numero| n| no)? (\d{1,4}) ", after)
    return _door(_street(pk)[0], door.group(1) if door else "")


@lru_cache(maxsize=20_000)
def _plain(folded: str) -> str:
    return re.sub(r"[^a-z0-9ñ]+", " ", folded).strip()


def nearest(lat: float, lon: float, *, metres: float = 200.0) -> Spot | None:
    """What lies nearest to a point (WGS84) within that distance: a door within 30 metres, else a street."""
    high = DOOR / METRES
    wide = high / max(cos(radians(lat)), 0.01)
    doors = Place.objects.exclude(number="").filter(
        lat__range=(lat - high, lat + high), lon__range=(lon - wide, lon + wide)
    )
    door = min(doors.select_related("street")[:200], key=lambda one: _distance(lat, lon, one), default=None)
    if door is not None and door.street and _distance(lat, lon, door) <= DOOR:
        return Spot(f"{door.street.name}, {door.number}", door.street, lat, lon)
    known = Street.objects.exclude(lat=None).exclude(lon=None)
    street = min(known, key=lambda one: _distance(lat, lon, one), default=None)
    if street is None or _distance(lat, lon, street) > metres:
        return None
    return Spot(street.name, street, lat, lon)


def _distance(lat: float, lon: float, known: Street | Place) -> float:
    high, wide = (known.lat or 0.0) - lat, ((known.lon or 0.0) - lon) * cos(radians(lat))
    return hypot(high, wide) * METRES


def spot_of(asset: Asset) -> Spot:
    """Where a thing with a number stands."""
    where = asset.place or (asset.street.name if asset.street else "")
    spot = asset if asset.lat is not None else asset.street or asset
    return Spot(f"{asset}, {where}" if where else str(asset), asset.street, spot.lat, spot.lon, asset)


@transaction.atomic
def load_csv(file: TextIO) -> tuple[int, list[str]]:
    """Streets and places from CSV with columns name, and optionally place, number, lat, lon.

    Returns how many lines were taken and a sentence for each line that was not; loading twice changes nothing.
    """
    taken, wrong, around = 0, [], ground.extent()
    for at, line in rows_of(file):
        try:
            _load_line(line, around)
            taken += 1
        except (KeyError, ValueError) as error:
            wrong.append(f"{at}: {error}")
    return taken, wrong


def _load_line(line: dict[str, str], around: ground.Extent | None) -> None:
    name = (line.get("name") or "").strip()
    if not name:
        raise ValueError(_("the name is empty"))
    place, number = (line.get("place") or "").strip(), (line.get("number") or "").strip()
    if max(len(name), len(place)) > LONGEST_NAME:
        raise ValueError(_("the name is too long"))
    if len(number) > LONGEST_NUMBER:
        raise ValueError(_("the number is too long"))
    lat, lon = degrees(line.get("lat")), degrees(line.get("lon"))
    if lat is not None and lon is not None and (wrong := ground.astray(lat, lon, around=around)):
        raise ValueError(wrong)
    inside = {"lat": lat, "lon": lon}
    if place or number:
        street, _made = Street.objects.get_or_create(name=name)
        Place.objects.update_or_create(name=place or name, street=street, number=number, defaults=inside)
    else:
        Street.objects.update_or_create(name=name, defaults=inside)


def _split(text: str) -> tuple[list[str], str]:
    words = re.findall(r"[a-z0-9ñ/.]+", fold(text))
    number = next((word for word in words if word.isdigit()), "")
    kept = [word.strip(".") for word in words if not word.isdigit() and word.strip(".") not in _KINDS]
    return [word for word in kept or words if word and not word.isdigit()], number


def _having(rows: models.QuerySet[Named], words: Iterable[str]) -> models.QuerySet[Named]:
    for word in words:
        rows = rows.filter(folded__contains=word)
    return rows


def _door(street: Street, number: str) -> Spot:
    door = next(iter(_doors(street.pk, number)), None) if number else None
    words = f"{street.name}, {number}" if number else street.name
    spot = door if door and door.lat is not None else street
    return Spot(words, street, spot.lat, spot.lon)


@prepared
def _streets() -> "models.QuerySet[Street, tuple[int, str]]":
    return Street.objects.values_list("pk", "folded")


@prepared
def _street(pk: int) -> models.QuerySet[Street]:
    return Street.objects.filter(pk=pk)


@prepared
def _doors(street: int, number: str) -> models.QuerySet[Place]:
    return Place.objects.filter(street=street, number=number)[:1]
