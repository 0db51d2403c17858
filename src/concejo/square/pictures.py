# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures: cleaned on arrival, the original sealed, published only when somebody may see them.

`prepare` (`opening.py`) and `keep` touch no database transaction of others: they run before the act, so that a slow
photo never holds up the town.
"""

import io
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from PIL import Image

from concejo.core import clock, outbox
from concejo.core.durable import write_file
from concejo.privacy.seal import CannotOpen, seal, unseal
from concejo.square import faces
from concejo.square.models import Media
from concejo.square.opening import LARGEST, NotAPicture, Picture, prepare

__all__ = ["LARGEST", "NotAPicture", "Picture", "keep", "prepare"]
WIDTHS = (400, 800, 1600)
"""Pixels; the variants that are published."""
SCOPE = "media"
KEPT = timedelta(days=30)
"""How long the original lies sealed, and what is under the covers with it."""


def keep(picture: Picture, *, alt: str = "", shown: bool = False) -> Media:
    """Keep a picture: original and clean copy sealed; published at once when an employee took it (`shown`)."""
    media = Media(
        width=picture.width, height=picture.height, alt=alt[:300], sealed_scope=SCOPE, added_at=clock.now(),
        lat=picture.lat, lon=picture.lon, content_type="image/jpeg",
        covers=[one.row() for one in picture.covers or ()], sought_at=None if picture.covers is None else clock.now(),
    )  # fmt: skip
    _write_sealed(media.name, "original", picture.original)
    _write_sealed(media.name, "clean", picture.clean)
    if shown:
        media.looked_at = media.shown_at = clock.now()
        media.shown_as = media.name
        show(media, picture.clean)
    with transaction.atomic():
        media.save()
        outbox.promise("square.original_gone", key=media.name, due=clock.now() + KEPT, media=media.name)
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
    return _open(media, "clean" if media.kind == Media.Kind.PHOTO else "original")


def open_covered(media: Media) -> bytes:
    """A photo as those see it who are not of the town hall."""
    clean = _open(media, "clean")
    return covered(clean, media)[1] if media.covers else clean


def reseal(media: Media, scope: str) -> None:
    """Its files lie under another seal from now on; `media.sealed_scope` may tell the old one a moment longer."""
    for part in ("original", "clean"):
        if _sealed_path(media.name, part).exists():
            write_file(_sealed_path(media.name, part), seal(scope, _open(media, part, also=scope)))


def _open(media: Media, part: str, *, also: str = "") -> bytes:
    """The file as its row says it is sealed; or as its conversation is, if a crash came between the two."""
    closed = _sealed_path(media.name, part).read_bytes()
    try:
        return unseal(media.sealed_scope, closed)
    except CannotOpen:
        private = also or (media.post.conversation.key_id if media.post else None)
        if not private:
            raise
        return unseal(str(private), closed)


def show(media: Media, clean: bytes | None = None) -> None:
    """Write the published variants of a picture, covered: the largest first, each made from the one before."""
    made = clean or _open(media, "clean")
    image: Image.Image = Image.open(io.BytesIO(made))
    if media.covers:
        image, made = covered(made, media)
    for width in reversed(WIDTHS):
        if image.width > width or image.height > 2 * width:
            image.thumbnail((width, width * 2))
            made = _jpeg(image)
        write_file(public_path(media.shown_as, width), made)


def covered(clean: bytes, media: Media) -> tuple[Image.Image, bytes]:
    """A picture as everybody may see it, and the same as a JPEG."""
    image = Image.open(io.BytesIO(clean))
    faces.paint(image, faces.covers(media.covers))
    return image, _jpeg(image)


def fade(media: Media) -> None:
    """The original goes; of a picture that everybody sees, what lies under the covers goes too."""
    if media.looked_at is not None and media.covers:
        _write_sealed(media.name, "clean", covered(_open(media, "clean"), media)[1], scope=media.sealed_scope)
    _sealed_path(media.name, "original").unlink(missing_ok=True)


def hide(name: str) -> None:
    """The published variants of that name go; the sealed copies stay."""
    for width in WIDTHS:
        public_path(name, width).unlink(missing_ok=True)


def forget(name: str, *, shown_as: str = "") -> None:
    """Erase a picture: published variants, clean copy and original."""
    hide(shown_as or name)
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


def _write_sealed(name: str, part: str, data: bytes, *, scope: str = SCOPE) -> None:
    write_file(_sealed_path(name, part), seal(scope, data))


def _jpeg(image: Image.Image) -> bytes:
    image.info.clear()  # a JPEG comment survives re-encoding otherwise
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82, optimize=True, progressive=True)
    return out.getvalue()
