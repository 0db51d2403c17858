# SPDX-License-Identifier: AGPL-3.0-or-later
"""A curve of how many are done after how long, drawn by the server; no script, and a table says the same."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from concejo.cases.counting import DAY, HOUR
from concejo.cases.reckon import Times
from concejo.ui.moments import span

SIZES = {"narrow": (350, 260), "wide": (720, 320)}
LEFT, RIGHT, TOP, BOTTOM = 88, 14, 14, 34
_STEPS = (
    HOUR // 2,
    HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    14 * DAY,
    30 * DAY,
    90 * DAY,
    180 * DAY,
)
_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


def drawing(times: Times) -> list[dict[str, Any]]:
    """Two renderings of the same curve; none where there is nothing to draw."""
    points = times["points"]
    if len(points) < 2:
        return []
    last = points[-1][0] or 1
    return [_size(name, width, height, times, last) for name, (width, height) in SIZES.items()]


def table(times: Times) -> list[dict[str, Any]]:
    """After an hour, a day, a week …: of how many in a hundred it had happened, and between what that surely lies."""
    marks = (HOUR, 6 * HOUR, DAY, 2 * DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY, 365 * DAY)
    points = times["points"]
    rows = []
    for mark in marks:
        passed = [one for one in points if one[0] <= mark]
        if passed and mark <= points[-1][0]:
            _at, still, low, high = passed[-1]
            rows.append({"after": span(mark), "share": _per(1 - still), "low": _per(1 - high), "high": _per(1 - low)})
        if mark >= points[-1][0]:
            break
    return rows


def _per(share: float) -> int:
    return round(share * 100)


def _size(name: str, width: int, height: int, times: Times, last: int) -> dict[str, Any]:
    wide, high = width - LEFT - RIGHT, height - TOP - BOTTOM

    def x(at: float) -> float:
        return round(LEFT + wide * at / last, 1)

    def y(share: float) -> float:
        return round(TOP + high * (1 - share), 1)

    points = times["points"]
    half = times["half"]
    return {
        "name": name, "width": width, "height": height, "left": LEFT, "right": width - RIGHT, "bottom": height - BOTTOM,
        "line": _stairs([(x(at), y(1 - still)) for at, still, _low, _high in points], (LEFT, y(0)), width - RIGHT),
        "band": _band(points, x, y, width - RIGHT),
        "shares": [{"y": y(one), "words": _("%(n)d of 100") % {"n": round(one * 100)}} for one in _SHARES],
        "marks": [{"x": x(at), "words": words} for words, at in _marks(last, 3 if name == "narrow" else 6)],
        "half": {"x": x(half), "y": y(0.5)} if half is not None and half <= last else None,
    }  # fmt: skip


def _stairs(points: Sequence[tuple[float, float]], start: tuple[float, float], end: float) -> str:
    """The share stays until it changes."""
    drawn = [f"M{start[0]} {start[1]}"]
    for at, high in points:
        drawn.append(f"H{at}V{high}")
    return "".join([*drawn, f"H{end}"])


def _band(points: Sequence[tuple[int, float, float, float]], x: Any, y: Any, end: float) -> str:
    """Between what the curve surely lies."""
    upper = _stairs([(x(at), y(1 - low)) for at, _still, low, _high in points], (LEFT, y(0)), end)
    back, right = [], end
    for at, _still, _low, high in reversed(points):
        back.append(f"L{right} {y(1 - high)}L{x(at)} {y(1 - high)}")
        right = x(at)
    return f"{upper}{''.join(back)}L{LEFT} {y(0)}Z"


def _marks(last: int, most: int) -> list[tuple[str, int]]:
    """At most so many, each said otherwise than the one before."""
    step = next((one for one in _STEPS if last / one <= most), 365 * DAY)
    found: dict[str, int] = {}
    for number in range(1, int(last / step) + 1):
        found.setdefault(span(step * number), step * number)
    return list(found.items())
