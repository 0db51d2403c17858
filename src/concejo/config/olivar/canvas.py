# SPDX-License-Identifier: AGPL-3.0-or-later
"""A sheet to paint on: 1200 by 900 points, painted larger and made smaller at the end, so that edges are soft."""

import io
import random
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1200, 900
SCALE = 1.25
Point = tuple[float, float]
Colour = tuple[int, int, int]


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Between two colours."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


class Canvas:
    """What is painted; points run from the upper left."""

    def __init__(self, seed: str, *, top: Colour, bottom: Colour, light: Colour = (255, 255, 255)) -> None:
        self.dice = random.Random(seed)  # noqa: S311 -- the same picture every time
        self.light = light
        """What the hour does to every colour: white by day, blue by night."""
        size = (round(WIDTH * SCALE), round(HEIGHT * SCALE))
        ramp = Image.linear_gradient("L").resize(size)
        self.image = Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), ramp)
        self._draw = ImageDraw.Draw(self.image)

    def lit(self, colour: Colour) -> Colour:
        """The colour at this hour."""
        red, green, blue = (round(a * b / 255) for a, b in zip(colour, self.light, strict=True))
        return red, green, blue

    def poly(self, points: Sequence[Point], colour: Colour, *, raw: bool = False) -> None:
        """A filled shape; `raw` colours shine by themselves."""
        self._draw.polygon(self._all(points), fill=colour if raw else self.lit(colour))

    def rect(
        self, left: float, top: float, right: float, bottom: float, colour: Colour, *, round_by: float = 0
    ) -> None:
        """A box, maybe with round corners."""
        box = [left * SCALE, top * SCALE, right * SCALE, bottom * SCALE]
        self._draw.rounded_rectangle(box, round_by * SCALE, fill=self.lit(colour))

    def oval(self, middle: Point, wide: float, high: float, colour: Colour, *, raw: bool = False) -> None:
        """An ellipse around its middle; half width, half height."""
        (x, y), colour = middle, colour if raw else self.lit(colour)
        box = [(x - wide) * SCALE, (y - high) * SCALE, (x + wide) * SCALE, (y + high) * SCALE]
        self._draw.ellipse(box, fill=colour)

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        """A line with round joints and ends."""
        placed, colour = self._all(points), self.lit(colour)
        self._draw.line(placed, fill=colour, width=round(width * SCALE), joint="curve")
        for x, y in (placed[0], placed[-1]):
            half = width * SCALE / 2
            self._draw.ellipse([x - half, y - half, x + half, y + half], fill=colour)

    def arc(
        self, middle: Point, wide: float, high: float, angles: tuple[float, float], colour: Colour, width: float
    ) -> None:
        """A piece of an ellipse's line."""
        (x, y) = middle
        box = [(x - wide) * SCALE, (y - high) * SCALE, (x + wide) * SCALE, (y + high) * SCALE]
        self._draw.arc(box, *angles, fill=self.lit(colour), width=round(width * SCALE))

    def shadow(self, middle: Point, wide: float, high: float, share: float = 0.28) -> None:
        """What stands on the ground darkens it."""
        self._veil(middle, wide, high, (20, 18, 30), share, blur=14)

    def glow(self, middle: Point, radius: float, colour: Colour = (255, 226, 140), share: float = 0.75) -> None:
        """Light in the air."""
        size = round(radius * 2 * SCALE)
        mask = Image.radial_gradient("L").resize((size, size)).point(lambda v: max(0, round((178 - v) * 1.2 * share)))
        corner = (round((middle[0] - radius) * SCALE), round((middle[1] - radius) * SCALE))
        self.image.paste(Image.new("RGB", (size, size), colour), corner, mask)

    def speckle(self, top: float, bottom: float, colour: Colour, many: int) -> None:
        """Grain of gravel, plaster or grass between two heights."""
        shade = self.lit(colour)
        for _ in range(many):
            x, y = self.dice.uniform(0, WIDTH), self.dice.uniform(top, bottom)
            size = 0.6 + 2.2 * (y - top) / max(1.0, bottom - top)
            self._draw.ellipse(
                [(x - size) * SCALE, (y - size / 2) * SCALE, (x + size) * SCALE, (y + size / 2) * SCALE], fill=shade
            )

    def jpeg(self) -> bytes:
        """The picture as a telephone sends it."""
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
        grain = Image.frombytes("L", (WIDTH // 2, HEIGHT // 2), self.dice.randbytes(WIDTH * HEIGHT // 4))
        grain = grain.filter(ImageFilter.BoxBlur(1)).resize((WIDTH, HEIGHT)).point(lambda v: (v - 128) // 9 + 128)
        corner = Image.radial_gradient("L").resize((WIDTH, HEIGHT)).point(lambda v: 255 - max(0, v - 120) // 3)
        small = ImageChops.multiply(small, Image.merge("RGB", [corner] * 3))
        small = ImageChops.add(small, Image.merge("RGB", [grain] * 3), 1, -128)
        out = io.BytesIO()
        small.save(out, "JPEG", quality=84)
        return out.getvalue()

    def _veil(self, middle: Point, wide: float, high: float, colour: Colour, share: float, *, blur: float) -> None:
        edge = blur * 2
        size = (round((wide + edge) * 2 * SCALE), round((high + edge) * 2 * SCALE))
        mask = Image.new("L", size, 0)
        box = [edge * SCALE, edge * SCALE, size[0] - edge * SCALE, size[1] - edge * SCALE]
        ImageDraw.Draw(mask).ellipse(box, fill=round(255 * share))
        corner = (round((middle[0] - wide - edge) * SCALE), round((middle[1] - high - edge) * SCALE))
        mask = mask.filter(ImageFilter.BoxBlur(blur * SCALE / 2))
        self.image.paste(Image.new("RGB", size, colour), corner, mask)

    @staticmethod
    def _all(points: Sequence[Point]) -> list[Point]:
        return [(x * SCALE, y * SCALE) for x, y in points]
