# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which style sheets a page links: the one that was built, or the readable sources where nothing was built yet."""

import json
from functools import cache
from pathlib import Path
from typing import TypedDict

from django.conf import settings

_STATIC = Path(__file__).parent / "static"
SOURCES = tuple(f"ui/{name}.css" for name in ("concejo", "tokens", "base", "parts", "talk", "pages", "map", "print"))


class Built(TypedDict):
    """What the build left in ``built/manifest.json``."""

    css: str | None
    faces: str
    fonts: list[str]
    map: "ForMaps"


class ForMaps(TypedDict):
    """What pages with a map load besides."""

    css: str
    scripts: list[str]


@cache
def _built() -> Built | None:
    manifest = _STATIC / "built" / "manifest.json"
    return json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else None


def links() -> tuple[list[str], list[str]]:
    """Style sheets in their order, and the fonts that are worth fetching before the sheet is read."""
    built = _built()
    if built is None:
        return list(SOURCES), []
    if built["css"] is None or settings.DEBUG:
        return [built["faces"], *SOURCES], built["fonts"]
    return [built["css"]], built["fonts"]


def for_maps() -> ForMaps | None:
    """The style sheet and the scripts of a map, in their order; none where nothing was built."""
    built = _built()
    return built.get("map") if built else None
