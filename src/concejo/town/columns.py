# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists of the town as spreadsheets write them."""

import csv
from collections.abc import Iterator
from math import nan
from typing import TextIO

from django.utils.translation import gettext as _


def rows_of(file: TextIO) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line with its number, the first line naming the columns; parted by commas or, as here, by semicolons."""
    lines = file.read().splitlines()
    separator = ";" if lines and lines[0].count(";") > lines[0].count(",") else ","
    yield from enumerate(csv.DictReader(lines, delimiter=separator), start=2)


def degrees(text: str | None) -> float | None:
    """Latitude or longitude, with a point or a comma; nothing where nothing stands."""
    if not text or not text.strip():
        return None
    try:
        found = float(text.replace(",", "."))
    except ValueError:
        found = nan
    if not -180 <= found <= 180:
        raise ValueError(_("%(words)s is no degree of latitude or longitude") % {"words": text.strip()[:20]})
    return found
