# SPDX-License-Identifier: AGPL-3.0-or-later
"""A photo with what is covered in it: a net of buttons over it, and a list of covers that can be taken away."""

import io
from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from concejo.square import faces, pictures
from concejo.square.faces import WHOLE, Cover, Who
from concejo.square.models import Media

WIDE, UPRIGHT = 12, 9
"""Columns of the net over a photo: each mesh is about square, and on the narrowest telephone 26 pixels wide."""
MOST_ROWS = 24
_PAPER = (250, 248, 243)
_SIDE = 800
"""Pixels of the longer side on this page."""


def net(media: Media) -> tuple[int, int]:
    """How many columns and rows lie over it."""
    columns = WIDE if media.width >= media.height else UPRIGHT
    return columns, max(1, min(MOST_ROWS, round(columns * media.height / max(1, media.width))))


def mesh(media: Media, column: int, row: int, *, who: Who) -> Cover | None:
    """The cover of one mesh, counted from zero; `None` outside the photo."""
    columns, rows = net(media)
    if not (0 <= column < columns and 0 <= row < rows):
        return None
    left, right = (column * WHOLE // columns, (column + 1) * WHOLE // columns)
    top, bottom = (row * WHOLE // rows, (row + 1) * WHOLE // rows)
    return Cover(left, top, right - left, bottom - top, who)


def page(media: Media, *, who: Who, takes: Collection[Who]) -> dict[str, Any]:
    """What the template wants; `takes` says whose covers may be taken away here."""
    columns, rows = net(media)
    over = faces.covers(media.covers)
    own = {(one.x, one.y, one.width, one.height) for one in over if one.who == who}
    return {
        "media": media,
        "upright": media.height > media.width,
        "meshes": [_mesh(media, column, row, own) for row in range(rows) for column in range(columns)],
        "covers": [
            {"number": number, "key": key_of(one), "where": _where(one), "who": _who(one), "takes": one.who in takes}
            for number, one in enumerate(over, start=1)
        ],
        "faded": media.faded_at is not None,
        "version": len(over),
    }


def key_of(cover: Cover) -> str:
    """How a form names a cover."""
    return "-".join(str(part) for part in cover.row())


def picture(media: Media) -> bytes:
    """The photo as everybody will see it, each cover with its number (JPEG)."""
    image = Image.open(io.BytesIO(pictures.open_sealed(media))).convert("RGB")
    image.thumbnail((_SIDE, _SIDE))
    over = faces.covers(media.covers)
    faces.paint(image, over)
    draw = ImageDraw.Draw(image)
    for number, one in enumerate(over, start=1):
        left, top, right, bottom = faces.pixels(one, image.size)
        font = ImageFont.load_default(max(11, min(30, (bottom - top) // 2)))
        draw.text(((left + right) / 2, (top + bottom) / 2), str(number), fill=_PAPER, anchor="mm", font=font)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()


def _mesh(media: Media, column: int, row: int, own: Collection[tuple[int, int, int, int]]) -> dict[str, Any]:
    cover = mesh(media, column, row, who=Who.STAFF)
    pressed = cover is not None and (cover.x, cover.y, cover.width, cover.height) in own
    label = _("Row %(row)d, column %(column)d") % {"row": row + 1, "column": column + 1}
    return {"value": f"{column}-{row}", "pressed": pressed, "label": label}


def _where(cover: Cover) -> str:
    """In words, for whoever does not see it."""
    across = min(2, 3 * (cover.x + cover.width // 2) // WHOLE)
    down = min(2, 3 * (cover.y + cover.height // 2) // WHOLE)
    return [
        [_("at the top left"), _("at the top"), _("at the top right")],
        [_("on the left"), _("in the middle"), _("on the right")],
        [_("at the bottom left"), _("at the bottom"), _("at the bottom right")],
    ][down][across]


def _who(cover: Cover) -> str:
    return {
        Who.HOUSE: _("a face, found by the machine"),
        Who.AUTHOR: _("covered by whoever sent it"),
        Who.STAFF: _("covered by the town hall"),
    }[cover.who]
