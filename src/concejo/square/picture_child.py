# SPDX-License-Identifier: AGPL-3.0-or-later
"""Opens one picture in a short-lived process of its own, with limits: a decoder that breaks or swells breaks only this.

Run as a script that knows nothing of the town. The picture comes in by standard input. A line of JSON goes out (width,
height, where it was taken, how many bytes follow), then a clean JPEG of so many bytes; and only then, since that may
break too, where faces are: a list of ``[x, y, width, height]`` in ten-thousandths of the picture.
Exit 65 means that it is no picture (EX_DATAERR of sysexits.h), 69 that the packages that find faces are not here
(EX_UNAVAILABLE).
"""

import contextlib
import importlib
import io
import json
import resource
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

NO_PICTURE, UNAVAILABLE = 65, 69
MEMORY = 1536 * 1024 * 1024
SECONDS = 20
PIXELS = 80_000_000
MASTER = 1600
"""Pixels of the longer side."""
FORMATS = ("JPEG", "MPO", "PNG", "WEBP", "GIF", "TIFF", "BMP", "HEIF", "AVIF")
"""What telephones and scanners make; nothing that starts another program (EPS) is opened."""


def main() -> int:
    """One picture."""
    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(kind, (most, most))
    sys.path.append(str(Path(__file__).parent))
    return answer(sys.stdin.buffer.read(), say, finder="face_finder")


def answer(data: bytes, tell: Callable[[bytes], object], *, finder: str) -> int:
    """Tell of one picture what the head of this file says; returns how the process shall end."""
    try:
        head, clean, image = prepare(data)
    except (OSError, ValueError, SyntaxError, MemoryError, ArithmeticError, LookupError, TypeError, Warning):
        return NO_PICTURE
    tell(json.dumps(head).encode() + b"\n" + clean)
    try:
        tell(json.dumps(importlib.import_module(finder).find(image)).encode())
    except ImportError:
        return UNAVAILABLE
    return 0


def say(what: bytes) -> None:
    """At once: what comes after it may break."""
    sys.stdout.buffer.write(what)
    sys.stdout.buffer.flush()


def prepare(data: bytes) -> tuple[dict[str, object], bytes, Any]:
    """Upright, small enough, without EXIF, GPS and comments."""
    # Only now, under the limits: the decoders are what is not trusted.
    from PIL import Image, ImageOps  # noqa: PLC0415 -- see above

    if data[4:8] == b"ftyp":
        from pillow_heif import register_heif_opener  # noqa: PLC0415 -- costs 30 ms, and most photos are JPEG

        register_heif_opener()
    Image.MAX_IMAGE_PIXELS = PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    image = Image.open(io.BytesIO(data), formats=_formats(data))
    place = _place(image)
    image.draft("RGB", _wanted(image.size))
    ImageOps.exif_transpose(image, in_place=True)
    upright = image if image.mode == "RGB" else image.convert("RGB")
    upright.thumbnail((MASTER, MASTER), Image.Resampling.HAMMING)  # half the time of BICUBIC, and nobody sees it
    upright.info.clear()  # a JPEG comment survives re-encoding otherwise
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=82, optimize=True, progressive=True)
    clean = out.getvalue()
    return {"width": upright.width, "height": upright.height, "place": place, "bytes": len(clean)}, clean, upright


def _formats(data: bytes) -> list[str]:
    """Nearly every photo is a JPEG, and loading the decoders of the others takes longer than decoding it."""
    from PIL import Image  # noqa: PLC0415 -- see above

    if data.startswith(b"\xff\xd8\xff"):
        return ["JPEG"]
    Image.init()
    return [one for one in FORMATS if one in Image.OPEN]


def _wanted(size: tuple[int, int]) -> tuple[int, int]:
    """What will be kept of that size: a JPEG is decoded at a half or a quarter where that loses nothing of it."""
    longer = max(*size, MASTER)
    return size[0] * MASTER // longer, size[1] * MASTER // longer


def _place(image: object) -> tuple[float, float] | None:
    """Where it was taken, if the telephone wrote that down (EXIF 2.32, GPS IFD)."""
    gps = image.getexif().get_ifd(0x8825)  # type: ignore[attr-defined]
    with contextlib.suppress(KeyError, TypeError, ValueError, ZeroDivisionError, IndexError):
        lat = _degrees(gps[2]) * (-1 if gps.get(1) == "S" else 1)
        lon = _degrees(gps[4]) * (-1 if gps.get(3) == "W" else 1)
        if -90 <= lat <= 90 and -180 <= lon <= 180:
            return lat, lon
    return None


def _degrees(parts: tuple[float, float, float]) -> float:
    return float(parts[0]) + float(parts[1]) / 60 + float(parts[2]) / 3600


if __name__ == "__main__":
    sys.exit(main())
