# SPDX-License-Identifier: AGPL-3.0-or-later
"""Faces are covered before anybody sees a photo; when nobody could look for them, it waits for the town hall."""

import io
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from cast import Cast, address, photo
from concejo.core import clock
from concejo.core.models import LedgerLine
from concejo.desk import queries as desk
from concejo.square import actions as square
from concejo.square import faces, opening, pictures
from concejo.square.models import Conversation, Media, Visibility
from people_in_photos import CAT, PORTRAIT, STREET, TWO_MEN, sample

LAMP = "La farola de la calle Alfareros, 12 está apagada."
FACES = {
    TWO_MEN: [(910, 100, 1050, 275), (555, 250, 667, 432)],
    PORTRAIT: [(185, 140, 350, 330)],
    STREET: [(115, 420, 153, 468), (272, 425, 306, 473)],
}
"""By hand: left, top, right, bottom in points of the sample."""


def published(width: int) -> list[Path]:
    from django.conf import settings  # noqa: PLC0415 -- each test has a folder of its own

    return sorted(Path(settings.MEDIA_ROOT).glob(f"public/**/*-{width}.jpg"))


def spread(image: Image.Image, box: tuple[float, ...]) -> int:
    """How much the points of a region differ, of 255, in the colour that differs most."""
    return max(high - low for low, high in image.crop(tuple(round(one) for one in box)).getextrema())


def inner(box: tuple[float, ...]) -> tuple[float, ...]:
    """The middle half of a box: at its edge a JPEG mixes in what lies around, which everybody sees anyway."""
    wide, high = (box[2] - box[0]) / 4, (box[3] - box[1]) / 4
    return box[0] + wide, box[1] + high, box[2] - wide, box[3] - high


@pytest.fixture
def folder(town: Cast, tmp_path, settings) -> Path:
    """An empty one for this test's photos."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


pytestmark = pytest.mark.usefixtures("folder")


@pytest.mark.parametrize("name", sorted(FACES))
def test_a_face_is_covered_and_nothing_of_it_is_left(town: Cast, name: str) -> None:
    data = sample(name)
    before = Image.open(io.BytesIO(data)).convert("RGB")
    town.hears("Alejandra", LAMP, media=[pictures.keep(pictures.prepare(data))])
    for width in pictures.WIDTHS:
        (file,) = published(width)
        shown = Image.open(file).convert("RGB")
        scale = shown.width / before.width
        for box in FACES[name]:
            there = tuple(one * scale for one in box)
            assert spread(before, box) > 120, "there was a face"
            assert spread(shown, inner(there)) < 24, f"{name} at {width}: something of the face is left"
    assert Image.open(published(1600)[0]).getpixel((3, 3)) != faces.FILL


def test_what_lies_under_a_cover_changes_nothing_of_what_is_published() -> None:
    over = faces.Cover(2000, 3000, 2500, 2500, faces.Who.HOUSE)
    media = Media(covers=[over.row()])
    made = []
    for seed in ("orange", "teal"):
        image = Image.effect_noise((640, 480), 0).convert("RGB")
        image.paste(seed, (140, 150, 280, 255))
        image.paste("white", (170, 170, 200, 190))
        faces.paint(image, faces.covers(media.covers))
        made.append(image.tobytes())
    assert made[0] == made[1], "every point under it is the same, whatever was there"


def test_who_has_no_face_stays_as_they_are(town: Cast) -> None:
    post = town.hears("Alejandra", LAMP, media=[pictures.keep(pictures.prepare(sample(CAT)))])
    media = Media.objects.get(post=post)
    assert media.covers == []
    assert media.is_public


def broken(where: Path, code: str) -> Path:
    """The process that opens pictures, and breaks when it looks for faces."""
    (where / "face_finder.py").write_text(f"import os, signal, sys, time\ndef find(image):\n    {code}\n")
    return Path(shutil.copy(opening._SCRIPT, where))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import nowhere_at_all", "not installed"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "-9"),
        ("time.sleep(60)", "too long"),
        ("bytearray(1 << 46)", "ended with 1"),
        ("print('no list')", "JSONDecodeError"),
        ("return [[1, 2]]", "TypeError"),
    ],
    ids=["missing", "killed", "hangs", "swells", "babbles", "short"],
)
def test_when_nobody_could_look_the_photo_waits_for_staff(
    town: Cast, tmp_path, monkeypatch, caplog, code, said
) -> None:
    caplog.set_level("INFO")
    monkeypatch.setattr(opening, "_SCRIPT", broken(tmp_path, code))
    monkeypatch.setattr(opening, "PATIENCE", 3.0)
    post = town.hears("Alejandra", LAMP, media=[pictures.keep(pictures.prepare(photo()))])
    media = Media.objects.get(post=post)
    assert said in caplog.text
    assert (media.sought_at, media.looked_at, media.is_public) == (None, None, False)
    assert published(400) == []
    assert post.conversation_id in [one.conversation.pk for one in desk.waiting(town["Pilar"])]
    square.look_at_photos(post, by=town["Pilar"].ref)
    town.does_what_follows()
    assert len(published(400)) == 1


def test_the_child_says_so_when_the_packages_are_missing(tmp_path, monkeypatch, caplog) -> None:
    caplog.set_level("INFO")
    script = tmp_path / "without.py"
    runs = f"runpy.run_path({str(opening._SCRIPT)!r}, run_name='__main__')"
    script.write_text(f"import runpy, sys\nsys.modules['onnxruntime'] = None\n{runs}\n")
    monkeypatch.setattr(opening, "_SCRIPT", script)
    assert pictures.prepare(photo()).covers is None
    assert "not installed" in caplog.text


def test_a_private_photo_is_never_published_and_stays_whole(town: Cast) -> None:
    kept = pictures.keep(pictures.prepare(sample(PORTRAIT)))
    whole = pictures.open_sealed(kept)
    post = town.hears("Tomás", LAMP, visibility="private", media=[kept])
    media = Media.objects.get(post=post)
    assert post.conversation.visibility == Visibility.PRIVATE
    assert not media.is_public
    assert published(400) == []
    assert pictures.open_sealed(media) == whole


def test_an_employees_photo_is_covered_too(town: Cast) -> None:
    post = town.hears("Alejandra", LAMP)
    done = pictures.keep(pictures.prepare(sample(PORTRAIT)), shown=True)
    town.says("Miguel", "Ya luce.", to=post, media=(done,))
    (file,) = published(1600)
    assert spread(Image.open(file).convert("RGB"), FACES[PORTRAIT][0]) < 16
    mailed = Image.open(io.BytesIO(pictures.open_covered(done))).convert("RGB")
    assert spread(mailed, FACES[PORTRAIT][0]) < 16


def test_what_is_pointed_at_is_covered_under_another_name(town: Cast) -> None:
    post = town.hears("Alejandra", LAMP, media=[pictures.keep(pictures.prepare(sample(CAT)))])
    media = Media.objects.get(post=post)
    (before,) = published(400)
    plate = faces.Cover(2500, 2500, 2500, 2500, faces.Who.AUTHOR)
    assert square.cover(media, plate, by=address("Alejandra").ref)
    assert not Media.objects.get().is_public, "from that moment no page shows it"
    town.does_what_follows()
    (after,) = published(400)
    assert after != before
    shown = Image.open(after).convert("RGB")
    assert spread(shown, inner(faces.pixels(plate, shown.size))) < 16
    media.refresh_from_db()
    assert media.is_public
    assert square.take_cover(media, plate, by=town["Pilar"].ref)
    town.does_what_follows()
    assert published(400)[0] not in {before, after}
    acts = list(LedgerLine.objects.filter(about=f"media:{media.pk}").order_by("id").values_list("act", flat=True))
    assert acts == ["square.photo_shown", "square.photo_covered", "square.photo_uncovered"]


def test_after_thirty_days_nothing_is_left_of_the_original(town: Cast, folder: Path) -> None:
    post = town.hears("Alejandra", LAMP, media=[pictures.keep(pictures.prepare(sample(PORTRAIT)))])
    assert len(list(folder.glob("sealed/**/*-original"))) == 1
    with clock.at(clock.now() + timedelta(days=29)):
        town.does_what_follows()
    assert len(list(folder.glob("sealed/**/*-original"))) == 1
    with clock.at(clock.now() + timedelta(days=31)):
        town.does_what_follows()
    assert list(folder.glob("sealed/**/*-original")) == []
    media = Media.objects.get(post=post)
    kept = Image.open(io.BytesIO(pictures.open_sealed(media))).convert("RGB")
    assert spread(kept, FACES[PORTRAIT][0]) < 16, "what was covered is gone for staff too"
    (house,) = faces.covers(media.covers)
    assert not square.take_cover(media, house, by=town["Pilar"].ref), "nothing lies under it any more"


def test_after_thirty_days_a_private_photo_loses_its_original_alone(town: Cast, folder: Path) -> None:
    post = town.hears("Tomás", LAMP, visibility="private", media=[pictures.keep(pictures.prepare(sample(PORTRAIT)))])
    with clock.at(clock.now() + timedelta(days=31)):
        town.does_what_follows()
    assert list(folder.glob("sealed/**/*-original")) == []
    kept = Image.open(io.BytesIO(pictures.open_sealed(Media.objects.get(post=post)))).convert("RGB")
    assert spread(kept, FACES[PORTRAIT][0]) > 120


def test_a_photo_that_was_never_sent_goes_whole(town: Cast, folder: Path) -> None:
    pictures.keep(pictures.prepare(photo()))
    with clock.at(clock.now() + timedelta(days=31)):
        town.does_what_follows()
    assert not Media.objects.exists()
    assert [one for one in folder.glob("**/*") if one.is_file()] == []


def test_a_deleted_photo_takes_everything_along_at_once(town: Cast, folder: Path) -> None:
    post = town.hears("Alejandra", LAMP, media=[pictures.keep(pictures.prepare(photo()))])
    square.cover(Media.objects.get(), faces.Cover(0, 0, 500, 500, faces.Who.STAFF), by="town")
    town.does_what_follows()
    square.delete(post, by="town")
    town.does_what_follows()
    assert [one for one in folder.glob("**/*") if one.is_file()] == []


def test_who_asks_for_a_look_waits_for_it(town: Cast) -> None:
    kept = pictures.keep(pictures.prepare(photo()))
    square.ask_look(kept, wanted=True, by="town")
    post = town.hears("Alejandra", LAMP, media=[kept])
    assert published(400) == []
    assert Conversation.objects.get(posts=post).pk in [one.conversation.pk for one in desk.waiting(town["Pilar"])]


def test_covers_stay_within_the_picture() -> None:
    over = faces.clipped(-500, 9900, 1000, 1000, who=faces.Who.STAFF)
    assert over == faces.Cover(0, 9900, 500, 100, faces.Who.STAFF)
    assert faces.pixels(over, (333, 101)) == (0, 99, 17, 101)
