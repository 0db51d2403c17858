# SPDX-License-Identifier: AGPL-3.0-or-later
"""Faces found and covered: recall and false boxes on photos that packages ship (requirements/samples.in).

`boxes.json` was written by hand: left, top, width, height of every face in points of the photo. Every other picture of
those packages shows none. No picture lies in this repository, and no face is drawn.
"""

import io
import json
import resource
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from bench.measure import Row, Spread
from bench.run import Lacking, Run
from concejo.square import faces, opening

SAMPLES = Path(sys.prefix) / "samples"
HALF = 0.5
"""Of a face's box must be covered."""
HIGH = (80, 40, 30, 20, 15)
"""Points of a face from forehead to chin, in a picture of 1600 by 1200, the size in which the town keeps photos."""
LARGE = (1600, 1200)
RECALL = 0.95
_DRAWN = ("mpl-data/images", "baseline", "tests")
Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in points."""


@dataclass(slots=True)
class Count:
    """What was found in some photos."""

    faces: int = 0
    covered: int = 0
    false: int = 0
    photos: int = 0

    def add(self, image: Image.Image, true: list[Box]) -> None:
        """One photo more."""
        found = opening.prepare(_jpeg(image)).covers
        if found is None:
            raise Lacking("faces cannot be looked for here: ./concejo prepare")
        boxes = [tuple(float(one) for one in faces.pixels(cover, image.size)) for cover in found]
        self.photos += 1
        self.faces += len(true)
        self.covered += sum(any(_part(face, box) >= HALF for box in boxes) for face in true)
        self.false += sum(all(_part(face, box) < HALF for face in true) for box in boxes)


def found(run: Run) -> list[Row]:
    """Recall, false boxes, recall by the size of a face, and what a photo costs."""
    if not SAMPLES.is_dir():
        raise Lacking("the photos to look at are not here: ./concejo prepare --for dev")
    boxes = {name: [_edges(*box) for box in rows] for name, rows in _written().items()}
    whole, none = Count(), Count()
    for name, true in boxes.items():
        whole.add(_open(SAMPLES / name), true)
    for path in _faceless(boxes):
        none.add(_open(path), [])
    share = whole.covered / whole.faces
    rows = [
        Row(
            name="faces covered", figure=100 * share, unit="%", target=f"≥ {100 * RECALL:g} %", met=share >= RECALL,
            note=f"{whole.covered} of {whole.faces} in {whole.photos} photos, {whole.false} false boxes in them",
        ),
        Row(
            name="false boxes in pictures without a face", figure=none.false, unit="boxes",
            note=f"in {none.photos} pictures",
        ),
    ]  # fmt: skip
    return [*rows, *_by_size(boxes, HIGH[:2] if run.quick else HIGH), _cost(run)]


def _by_size(boxes: dict[str, list[Box]], heights: tuple[int, ...]) -> Iterator[Row]:
    for height in heights:
        count = Count()
        for name, true in boxes.items():
            for face in true:
                count.add(*_far_away(_open(SAMPLES / name), face, height))
        yield Row(
            name=f"the same, faces {height} points high in 1600 by 1200", figure=100 * count.covered / count.faces,
            unit="%", note=f"{count.covered} of {count.faces}",
        )  # fmt: skip


def _far_away(image: Image.Image, face: Box, height: int) -> tuple[Image.Image, list[Box]]:
    """The photo so small that this face has that height, in the middle of a grey picture; the face in it."""
    scale = height / (face[3] - face[1])
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    small = image.resize(size, Image.Resampling.LANCZOS)
    ground = Image.new("RGB", LARGE, (120, 120, 120))
    left, top = (LARGE[0] - small.width) // 2, (LARGE[1] - small.height) // 2
    ground.paste(small, (left, top))
    x, y, right, bottom = (one * scale for one in face)
    return ground, [(left + x, top + y, left + right, top + bottom)]


def _cost(run: Run) -> Row:
    data = _jpeg(_open(SAMPLES / "ultralytics/assets/bus.jpg").resize(LARGE))
    takes = []
    for _take in range(run.takes):
        busy = _busy()
        opening.prepare(data)
        takes.append((_busy() - busy) * 1000)
    cpu = Spread.of(takes)
    return Row(
        name="a photo of 1600 by 1200 opened and looked at", figure=cpu.median, unit="CPU-ms",
        spread=cpu, cpu_ms=cpu.median, note="the whole child",
    )  # fmt: skip


def _busy() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _written() -> dict[str, list[list[float]]]:
    rows: dict[str, list[list[float]]] = json.loads(Path(__file__).with_name("boxes.json").read_text(encoding="utf-8"))
    return rows


def _faceless(boxes: dict[str, list[Box]]) -> list[Path]:
    every = [path for ending in ("jpg", "png") for path in SAMPLES.rglob(f"*.{ending}")]
    names = {path: str(path.relative_to(SAMPLES)) for path in every}
    return sorted(path for path, name in names.items() if name not in boxes and not any(one in name for one in _DRAWN))


def _open(path: Path) -> Image.Image:
    return Image.open(path).convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()


def _edges(x: float, y: float, width: float, height: float) -> Box:
    return x, y, x + width, y + height


def _part(face: Box, box: tuple[float, ...]) -> float:
    """How much of a face's area a box covers."""
    wide = min(face[2], box[2]) - max(face[0], box[0])
    high = min(face[3], box[3]) - max(face[1], box[1])
    return max(0.0, wide) * max(0.0, high) / ((face[2] - face[0]) * (face[3] - face[1]))
