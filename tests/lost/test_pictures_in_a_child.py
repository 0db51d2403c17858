# SPDX-License-Identifier: AGPL-3.0-or-later
"""A picture that breaks or swells its decoder breaks a short-lived process, never the worker or a page."""

import struct
import sys
import time
import zlib
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from cast import photo
from concejo.channels import hear, intake, registry
from concejo.channels.contract import Raw
from concejo.core import clock
from concejo.square import opening, pictures
from concejo.square.models import Media, Post


def bomb(side: int) -> bytes:
    """A PNG of a few kilobytes that claims to be enormous, and is."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\0" * (4 * side + 1)) for _row in range(200))
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows + packer.flush()) + part(b"IEND", b"")


def test_a_bomb_is_refused_before_it_swells():
    with pytest.raises(pictures.NotAPicture):
        pictures.prepare(bomb(30_000))


def test_the_largest_that_is_opened_is_opened_in_time():
    began = time.monotonic()
    with suppress(pictures.NotAPicture):
        pictures.prepare(bomb(8_900))
    assert time.monotonic() - began < opening.PATIENCE


def broken(folder: Path, code: str) -> Path:
    script = folder / "breaks.py"
    script.write_text(f"import os, signal, sys, time, resource\nsys.stdin.buffer.read()\n{code}\n")
    return script


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "exit -11"),
        ("time.sleep(60)", "it took too long"),
        ("resource.setrlimit(resource.RLIMIT_AS, (9 << 27, 9 << 27)); bytearray(1 << 34)", "exit 1"),
    ],
    ids=["segfault", "hangs", "swells"],
)
def test_a_decoder_that_breaks_is_a_line_and_no_picture(tmp_path, monkeypatch, caplog, code, said):
    monkeypatch.setattr(opening, "_SCRIPT", broken(tmp_path, code))
    monkeypatch.setattr(opening, "PATIENCE", 1.0)
    with pytest.raises(pictures.NotAPicture):
        pictures.prepare(photo())
    assert said in caplog.text


def test_a_letter_with_such_a_picture_is_heard_and_the_picture_stays_for_staff(town, tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "_SCRIPT", broken(tmp_path, "os.abort()"))
    monkeypatch.setattr(registry.drivers()["email"], "_lookup", lambda _name, _kind="TXT": [])
    body = (
        b"From: v@vecinos.example\r\nTo: avisos@olivar.example\r\nMessage-ID: <a@b>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nLa farola no luce'
        b"\r\n--x\r\nContent-Type: image/jpeg\r\nContent-Disposition: attachment; filename=a.jpg\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n/9j/4AAQSkZJRg==\r\n--x--\r\n"
    )
    letter = intake.store(
        Raw(kind="email", body=body, envelope={"rcpt_to": ["avisos@olivar.example"]}, received_at=clock.now())
    )
    hear.hear(letter)
    assert Post.objects.get().media.get().kind == Media.Kind.FILE


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "HEIF"])
def test_what_telephones_send_is_opened(kind):
    if kind == "HEIF":
        from pillow_heif import register_heif_opener  # noqa: PLC0415 -- only to make one

        register_heif_opener()
    out = BytesIO()
    Image.effect_noise((300, 200), 40).convert("RGB").save(out, kind)
    picture = pictures.prepare(out.getvalue())
    assert (picture.width, picture.height) == (300, 200)
    assert picture.clean[:2] == b"\xff\xd8"


def test_what_would_start_another_program_is_not_opened():
    with pytest.raises(pictures.NotAPicture):
        pictures.prepare(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\nshowpage\n")


def test_the_child_knows_nothing_of_the_town():
    scripts = [Path(opening._SCRIPT), Path(opening._SCRIPT).with_name("face_finder.py")]
    words = "\n".join(one.read_text(encoding="utf-8") for one in scripts)
    assert "concejo" not in [
        line.split()[1].split(".")[0] for line in words.splitlines() if line.startswith(("import", "from"))
    ]
    assert sys.executable
