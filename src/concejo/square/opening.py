# SPDX-License-Identifier: AGPL-3.0-or-later
"""A picture as it came from a telephone is opened, cleaned and looked at for faces, in a process of its own."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from concejo.square import faces, picture_child

log = logging.getLogger(__name__)
LARGEST = 20 * 1024 * 1024
"""Bytes of one upload."""
PATIENCE = 30.0
"""Seconds for one picture."""
_NO_PICTURE = 65
_SCRIPT = Path(__file__).with_name("picture_child.py")
_ONE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""One thread: quicker in sum, and the pages keep the other core."""
_few = threading.Semaphore(2)
"""Pictures that are opened at once: each may take a gigabyte for a moment."""


_drawn_here = threading.Event()


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
    covers: tuple[faces.Cover, ...] | None = None
    """Where faces are; `None` when nobody could look."""


def prepare(data: bytes) -> Picture:
    """Read a picture as it came from a telephone; raises `NotAPicture` with a sentence for the sender."""
    if len(data) > LARGEST:
        raise NotAPicture(_("The photo is larger than 20 MB. Please send a smaller one."))
    if _drawn_here.is_set():
        said, how = _here(data)
    else:
        with _few:
            said, how = _child(data)
    line, _newline, rest = said.partition(b"\n")
    if not rest:
        if how != _NO_PICTURE:
            log.warning("a picture of %s bytes broke its decoder (%s); it was not opened", len(data), _in_words(how))
        raise NotAPicture(_("This file is not a photo that we can open. Please choose another one."))
    told = json.loads(line)
    lat, lon = told["place"] or (None, None)
    clean, found = rest[: told["bytes"]], faces.told(rest[told["bytes"] :], how=how)
    return Picture(
        original=data, clean=clean, width=told["width"], height=told["height"], lat=lat, lon=lon,
        covers=None if found is None else tuple(found),
    )  # fmt: skip


def _child(data: bytes) -> tuple[bytes, int | None]:
    """What the process that opens it said, and its exit; `None` when it took too long.

    Measured for a photo of 12 megapixels: 0.1 s more than here; 0.2 s and 380 MB of it to look for faces.
    """
    command = [sys.executable, "-I", str(_SCRIPT)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=PATIENCE, check=False, env=_ONE)  # noqa: S603 -- our own script
    except subprocess.TimeoutExpired as late:
        return late.stdout or b"", None
    return done.stdout, done.returncode


@contextmanager
def drawn_here() -> Iterator[None]:
    """Meanwhile all pictures were drawn by the house itself: a process for each keeps out nothing, and takes longer."""
    _drawn_here.set()
    try:
        yield
    finally:
        _drawn_here.clear()


def _here(data: bytes) -> tuple[bytes, int | None]:
    said: list[bytes] = []
    how = picture_child.answer(data, said.append, finder="concejo.square.face_finder")
    return b"".join(said), how


def _in_words(how: int | None) -> str:
    return "it took too long" if how is None else f"exit {how}"
