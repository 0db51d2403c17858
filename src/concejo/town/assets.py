# SPDX-License-Identifier: AGPL-3.0-or-later
"""Things with a number on them, found by what people write: "farola 112 is out"; an unknown number stays words."""

import csv
import re
from collections.abc import Iterable, Sequence
from typing import TextIO

from django.db import models, transaction
from django.utils.translation import gettext as _

from concejo.core.prepared import prepared
from concejo.core.words import fold
from concejo.town import ground
from concejo.town.columns import degrees, rows_of
from concejo.town.models import Asset, Department, Street

LONGEST = {"kind": 80, "number": 20, "place": 120}
_NUMBER = r"(?:\s*(?:numero|number|num|no|nº|n°|n\.|n|#)\.?)?\s*([a-z]{0,3}-?\d{1,9}[a-z]?)\b"


def find_in(text: str) -> Asset | None:
    """The thing whose kind and number are named in a sentence."""
    folded = fold(text)
    if not any(letter.isdigit() for letter in folded):
        return None
    for (kind,) in _kinds():
        for word in kind.split("/"):
            named = re.search(rf"\b{re.escape(fold(word.strip()))}{_NUMBER}", folded)
            found = _asset(kind, plain(named.group(1))) if named else []
            if found:
                return found[0]
    return None


def named_in(text: str, kinds: Sequence[str]) -> str:
    """Kind and number of the thing that a sentence names, as they are compared; empty where it names none."""
    folded = fold(text)
    if not any(letter.isdigit() for letter in folded):
        return ""
    for kind in kinds:
        for word in kind.split("/"):
            named = re.search(rf"\b{re.escape(fold(word.strip()))}{_NUMBER}", folded)
            if named:
                return f"{kind} {plain(named.group(1))}"
    return ""


def kinds() -> list[str]:
    """Of which things the town has numbers."""
    return [kind for (kind,) in _kinds()]


def named(names: Iterable[str], number: str) -> Asset | None:
    """The thing of which somebody told the number apart, with what its kind may be called."""
    return next((found for name in names if (found := find_in(f"{name} {number}"))), None)


def plain(number: str) -> str:
    """A number as it is compared: without leading zeros, dashes and spaces."""
    return re.sub(r"[^a-z0-9]", "", fold(number)).lstrip("0")[:20]


@transaction.atomic
def load_csv(file: TextIO) -> tuple[int, list[str]]:
    """Things from CSV with columns kind, number and optionally place, lat, lon and department (its handle).

    Loading twice changes nothing.

    Returns how many lines were taken and a sentence for each line that was not.
    """
    taken, wrong, around = 0, [], ground.extent()
    for at, line in rows_of(file):
        try:
            _load_line(line, around)
            taken += 1
        except (KeyError, ValueError, csv.Error) as error:
            wrong.append(f"{at}: {error}")
    return taken, wrong


def _load_line(line: dict[str, str], around: ground.Extent | None) -> None:
    told = {name: (line.get(name) or "").strip() for name in LONGEST}
    if not told["kind"] or not plain(told["number"]):
        raise ValueError(_("the kind or the number is missing"))
    if any(len(told[name]) > longest for name, longest in LONGEST.items()):
        raise ValueError(_("a word in it is too long"))
    lat, lon = degrees(line.get("lat")), degrees(line.get("lon"))
    if (lat is None) != (lon is None):
        raise ValueError(_("one of latitude and longitude is missing"))
    wrong = ground.astray(lat, lon, around=around) if lat is not None and lon is not None else ""
    if wrong:
        raise ValueError(wrong)
    street = Street.objects.filter(folded=fold(told["place"])[:120]).first() if told["place"] else None
    given: dict[str, object] = {
        "number": told["number"],
        "place": told["place"],
        "street": street,
        "lat": lat,
        "lon": lon,
    }
    if word := (line.get("department") or "").strip().lstrip("@"):
        given["department"] = Department.objects.filter(handle__word=word).first()
        if given["department"] is None:
            raise ValueError(_("there is no department @%(word)s") % {"word": word[:40]})
    Asset.objects.update_or_create(
        kind=told["kind"], folded=plain(told["number"]),
        defaults=given,
    )  # fmt: skip


@prepared
def _kinds() -> "models.QuerySet[Asset, tuple[str]]":
    return Asset.objects.order_by("kind").values_list("kind").distinct()


@prepared
def _asset(kind: str, folded: str) -> "models.QuerySet[Asset]":
    return Asset.objects.filter(kind=kind, folded=folded).select_related("street", "department")[:1]
