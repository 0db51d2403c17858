# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures: cleaned on arrival, the original sealed, published only when somebody may see them.

`prepare` and `keep` touch no database transaction of others: they run before the act, so that a slow photo never holds
up the town.
"""

import io
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from concejo.core import clock, outbox
from concejo.privacy.seal import seal, unseal
from concejo.square.models import Media

register_heif_opener()
Image.MAX_IMAGE_PIXELS = 80_000_000
LARGEST = 20 * 1024 * 1024
"""Bytes of one upload."""
MASTER = 1600
WIDTHS = (400, 800, 1600)
"""Pixels; the variants that are published."""
SCOPE = "media"


class NotAPicture(ValueError):
    """What was sent cannot be shown; the sentence tells the sender why, nothing else is lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture ready to keep: upright, without EXIF, GPS and comments; where it was taken is told apart."""

    original: bytes
    clean: bytes
    width: int
    height: int
    lat: float | None
    lon: float | None


def prepare(data: bytes) -> Picture:
    """Read a picture as it came from a telephone; raises `NotAPicture` with a sentence for the sender."""
    if len(data) > LARGEST:
        raise NotAPicture(_("The photo is larger than 20 MB. Please send a smaller one."))
    try:
        image = Image.open(io.BytesIO(data))
        place = _place(image)
        upright = ImageOps.exif_transpose(image).convert("RGB")
        upright.thumbnail((MASTER, MASTER))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPicture(_("This file is not a photo that we can open. Please choose another one.")) from error
    return Picture(
        original=data, clean=_jpeg(upright), width=upright.width, height=upright.height, lat=place[0], lon=place[1]
    )


def keep(picture: Picture, *, alt: str = "", shown: bool = False) -> Media:
    """Keep a picture: original and clean copy sealed; published at once when an employee took it (`shown`)."""
    media = Media(
        width=picture.width, height=picture.height, alt=alt[:300], sealed_scope=SCOPE, added_at=clock.now(),
        lat=picture.lat, lon=picture.lon, content_type="image/jpeg",
    )  # fmt: skip
    _write_sealed(media.name, "original", picture.original)
    _write_sealed(media.name, "clean", picture.clean)
    if shown:
        media.looked_at = media.shown_at = clock.now()
        show(media.name, picture.clean)
    media.save()
    return media


def keep_file(data: bytes, *, name: str, content_type: str) -> Media:
    """Keep what is no picture (PDF, voice note) sealed, for staff alone."""
    media = Media(
        kind=Media.Kind.FILE, file_name=name[:120], content_type=content_type[:80], sealed_scope=SCOPE,
        added_at=clock.now(),
    )  # fmt: skip
    _write_sealed(media.name, "original", data)
    media.save()
    return media


def trust(media: Media) -> None:
    """An employee took it: it is published with the words."""
    if media.kind == Media.Kind.PHOTO and media.looked_at is None:
        media.looked_at = clock.now()
        media.save(update_fields=["looked_at"])
        outbox.promise("square.media_shown", key=media.name, media=media.name)


def open_sealed(media: Media) -> bytes:
    """What staff see before anybody else does: the clean picture, or the file as it came."""
    part = "clean" if media.kind == Media.Kind.PHOTO else "original"
    return unseal(media.sealed_scope, _sealed_path(media.name, part).read_bytes())


def show(name: str, clean: bytes | None = None) -> None:
    """Write the published variants of a picture."""
    image = Image.open(io.BytesIO(clean or unseal(SCOPE, _sealed_path(name, "clean").read_bytes())))
    folder = public_path(name, WIDTHS[0]).parent
    folder.mkdir(parents=True, exist_ok=True)
    for width in WIDTHS:
        smaller = image.copy()
        smaller.thumbnail((width, width * 2))
        public_path(name, width).write_bytes(_jpeg(smaller))


def hide(name: str) -> None:
    """The published variants go; the sealed copies stay."""
    for width in WIDTHS:
        public_path(name, width).unlink(missing_ok=True)


def forget(name: str) -> None:
    """Erase a picture: published variants, clean copy and original."""
    hide(name)
    for part in ("original", "clean"):
        _sealed_path(name, part).unlink(missing_ok=True)


def public_name(name: str, width: int) -> str:
    """The path under which a variant is served: ``ab/RANDOM-800.jpg``."""
    return f"{name[:2]}/{name}-{width}.jpg"


def public_path(name: str, width: int) -> Path:
    """Where a variant lies on disk."""
    return Path(settings.MEDIA_ROOT) / "public" / public_name(name, width)


def _sealed_path(name: str, part: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "sealed" / name[:2] / f"{name}-{part}"


def _write_sealed(name: str, part: str, data: bytes) -> None:
    path = _sealed_path(name, part)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(seal(SCOPE, data))


def _jpeg(image: Image.Image) -> bytes:
    image.info.clear()  # a JPEG comment survives re-encoding otherwise
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82, optimize=True, progressive=True)
    return out.getvalue()


def _place(image: Image.Image) -> tuple[float | None, float | None]:
    gps = image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
    try:
        lat = _degrees(gps[2]) * (-1 if gps.get(1) == "S" else 1)
        lon = _degrees(gps[4]) * (-1 if gps.get(3) == "W" else 1)
    except (KeyError, TypeError, ValueError, ZeroDivisionError, IndexError):
        return None, None
    return (lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else (None, None)


def _degrees(parts: tuple[float, float, float]) -> float:
    return float(parts[0]) + float(parts[1]) / 60 + float(parts[2]) / 3600
