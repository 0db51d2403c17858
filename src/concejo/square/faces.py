# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a picture is covered before anybody sees it: faces that the house finds, and what people point at.

A cover is a rectangle in ten-thousandths of the picture, so that it means the same on every size of it.
"""

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from PIL import Image

log = logging.getLogger(__name__)
WHOLE = 10_000
MARGIN = 0.3
"""Of a face's box, added all around in half on each side: ears, hair and chin are covered too."""
FILL = (92, 96, 104)
"""One flat colour: nothing of what was there can be reckoned back, as it can from a blur."""
MOST = 400
UNAVAILABLE = 69
"""How the picture's process ends where the packages that find faces are not installed (EX_UNAVAILABLE)."""


class Who(StrEnum):
    """Who covered it."""

    HOUSE = "house"
    AUTHOR = "author"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Cover:
    """A covered rectangle; its corner and size in ten-thousandths of the picture's width and height."""

    x: int
    y: int
    width: int
    height: int
    who: Who

    def row(self) -> list[int | str]:
        """As the media keeps it: numbers, and who."""
        return [self.x, self.y, self.width, self.height, self.who.value]


def covers(rows: Iterable[Sequence[Any]]) -> list[Cover]:
    """What a media keeps."""
    return [Cover(int(row[0]), int(row[1]), int(row[2]), int(row[3]), Who(row[4])) for row in rows]


def told(said: bytes, *, how: int | None) -> list[Cover] | None:
    """The faces that the picture's process told of, with a margin; `how` is its exit, `None` when it took too long.

    `None` when nobody could look: then somebody of the town hall must.
    """
    if how == UNAVAILABLE:
        log.info("faces are not looked for: the extra photos is not installed; the photo waits for staff")
    elif how is None:
        log.warning("looking for faces took too long; the photo waits for staff")
    elif how:
        log.warning("looking for faces ended with %s; the photo waits for staff", how)
    else:
        try:
            return [_with_margin(*(int(one) for one in box)) for box in json.loads(said)]
        except (ValueError, TypeError) as error:
            log.warning("looking for faces failed (%s); the photo waits for staff", type(error).__name__)
    return None


def _with_margin(x: int, y: int, width: int, height: int) -> Cover:
    more_x, more_y = round(width * MARGIN / 2), round(height * MARGIN / 2)
    return clipped(x - more_x, y - more_y, width + 2 * more_x, height + 2 * more_y, who=Who.HOUSE)


def clipped(x: int, y: int, width: int, height: int, *, who: Who) -> Cover:
    """A cover that lies within the picture."""
    left, top = min(max(x, 0), WHOLE), min(max(y, 0), WHOLE)
    right, bottom = min(max(x + width, left), WHOLE), min(max(y + height, top), WHOLE)
    return Cover(left, top, right - left, bottom - top, who)


def paint(image: Image.Image, over: Iterable[Cover]) -> None:
    """Fill each rectangle with one flat colour, in place."""
    for cover in over:
        image.paste(FILL, pixels(cover, image.size))


def pixels(cover: Cover, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Left, top, right, bottom on a picture of that size, rounded outwards."""
    width, height = size
    return (
        cover.x * width // WHOLE,
        cover.y * height // WHOLE,
        -(-(cover.x + cover.width) * width // WHOLE),
        -(-(cover.y + cover.height) * height // WHOLE),
    )
