# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town's arms: re-encoded on arrival, so that only a picture is ever served, under a random name."""

import io
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from concejo.core.ids import new_token

SIDE = 400
LARGEST = 5 * 1024 * 1024
FORMATS = ("PNG", "JPEG", "WEBP")


class NotArms(ValueError):
    """What was sent cannot be the arms; the sentence says why."""


def keep(data: bytes) -> str:
    """Keep a picture as the arms, 400 by 400 with clear margins; returns its path below the public media."""
    if len(data) > LARGEST:
        raise NotArms(_("The picture is larger than 5 MB. Please choose a smaller one."))
    try:
        image = ImageOps.exif_transpose(Image.open(io.BytesIO(data), formats=FORMATS)).convert("RGBA")
        square = ImageOps.pad(image, (SIDE, SIDE), color=(0, 0, 0, 0))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotArms(_("This is not a PNG or JPEG picture. Please choose another file.")) from error
    square.info.clear()
    path = f"town/{new_token()}.png"
    place = _place(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    square.save(place, "PNG", optimize=True)
    return path


def forget(path: str) -> None:
    """The arms were replaced."""
    if path:
        _place(path).unlink(missing_ok=True)


def _place(path: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "public" / path
