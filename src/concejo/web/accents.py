# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town's own blue: the shades that follow from one colour, and whether old eyes can read them (WCAG 2.2, 1.4.6)."""

import re

LIME, NIGHT, ON_NIGHT = "#ffffff", "#10131f", "#0d1537"
ENOUGH = 7.0
COLOUR = re.compile(r"#?([0-9a-fA-F]{6})")


def shades(colour: str) -> dict[str, str]:
    """Pressed things and their wash, by day and by night; `colour` is ``#1b3c9b``."""
    return {
        "day": colour,
        "day_deep": mix(colour, "#000000", 30),
        "day_wash": mix(colour, LIME, 90),
        "night": mix(colour, LIME, 68),
        "night_deep": mix(colour, LIME, 80),
        "night_wash": mix(colour, NIGHT, 72),
    }


def css(colour: str) -> str:
    """The style sheet that puts the town's colour in the place of cobalt."""
    tone = shades(colour)
    return (
        f":root{{--cobalt:{tone['day']};--cobalt-deep:{tone['day_deep']};--cobalt-wash:{tone['day_wash']}}}"
        f"@media (prefers-color-scheme:dark){{:root{{--cobalt:{tone['night']};--cobalt-deep:{tone['night_deep']};"
        f"--cobalt-wash:{tone['night_wash']}}}}}"
    )


def weakest(colour: str) -> float:
    """The lowest contrast that readers meet: words on the page, on the wash and on a button, by day and by night."""
    tone = shades(colour)
    pairs = (
        (tone["day"], LIME),
        (tone["day"], tone["day_wash"]),
        (tone["night"], NIGHT),
        (tone["night"], tone["night_wash"]),
        (tone["night"], ON_NIGHT),
    )
    return min(contrast(*pair) for pair in pairs)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mix(colour: str, other: str, per_cent: int) -> str:
    """As CSS `color-mix(in srgb, colour, other N%)`."""
    share = per_cent / 100
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a * (1 - share) + b * share):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.lstrip("#")))


def _luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in _channels(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
