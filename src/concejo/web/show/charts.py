# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map that moves: only where the town has a map file and the pages were built, and only from our own address."""

from typing import Any

from django.urls import reverse

from concejo.town import ground
from concejo.town.models import TownMap
from concejo.ui import sheets


def chart(**more: Any) -> dict[str, Any] | None:
    """What the script on a page with a map needs to know: `points` (address), or `lat` and `lon` of one point."""
    shown, made = TownMap.objects.current(), sheets.for_maps()
    if shown is None or not shown.file or made is None:
        return None
    about = ground.extent()
    box = f"{about.south},{about.west},{about.north},{about.east}" if about else ""
    return {
        "file": reverse("web:media", args=[shown.file]), "deepest": shown.deepest, "box": box, "made": made, **more,
    }  # fmt: skip
