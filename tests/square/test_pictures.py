# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures come out clean, upright and small, whatever telephone they came from; what is none is refused."""

import io

import pytest
from PIL import Image
from pillow_heif import register_heif_opener

from concejo.square import pictures
from concejo.square.models import Media

register_heif_opener()  # only to make one: what arrives is opened in a process of its own


def taken(*, form: str = "JPEG", size: tuple[int, int] = (120, 80), turned: int = 1) -> bytes:
    picture = Image.new("RGB", size, "teal")
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010F] = "Telephone of Alejandra"
    exif.get_ifd(0x8825).update({1: "N", 2: (37.0, 9.0, 0.0), 3: "W", 4: (3.0, 38.0, 24.0)})
    out = io.BytesIO()
    more = {"comment": b"Alejandra was here"} if form == "JPEG" else {}
    picture.save(out, form, exif=exif, **more)
    return out.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_nothing_of_the_owner_is_left_in_what_is_published(form: str) -> None:
    clean = pictures.prepare(taken(form=form)).clean
    image = Image.open(io.BytesIO(clean))
    assert image.format == "JPEG"
    assert not image.getexif()
    assert "comment" not in image.info
    assert b"Alejandra" not in clean


def test_where_it_was_taken_is_told_apart() -> None:
    picture = pictures.prepare(taken())
    assert (round(picture.lat, 4), round(picture.lon, 4)) == (37.15, -3.64)


def test_it_is_turned_upright_and_made_smaller() -> None:
    picture = pictures.prepare(taken(size=(4000, 3000), turned=6))
    assert (picture.width, picture.height) == (1200, 1600)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"\xff\xd8\xff\xe0 broken", b"GIF89a", b"<svg onload='x'/>"])
def test_what_is_no_picture_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(pictures.NotAPicture, match=r"\w+ \w+ \w+"):
        pictures.prepare(data)


def test_too_large_is_refused_before_it_is_opened() -> None:
    with pytest.raises(pictures.NotAPicture, match="20"):
        pictures.prepare(b"\xff" * (pictures.LARGEST + 1))


@pytest.mark.django_db
def test_a_picture_is_public_only_once_shown_and_gone_without_a_trace(tmp_path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path
    media = pictures.keep(pictures.prepare(taken()))
    assert not list(tmp_path.glob("public/**/*.jpg"))
    assert all(b"JFIF" not in one.read_bytes() for one in tmp_path.glob("sealed/**/*") if one.is_file())
    media.shown_as = media.name
    pictures.show(media)
    assert len(list(tmp_path.glob("public/**/*.jpg"))) == len(pictures.WIDTHS)
    assert Image.open(io.BytesIO(pictures.open_sealed(Media.objects.get()))).size == (120, 80)
    pictures.forget(media.name)
    assert not [one for one in tmp_path.glob("**/*") if one.is_file()]
