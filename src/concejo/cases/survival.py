# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long things take, when some of them have not ended yet: the product-limit estimator.

E. L. Kaplan and P. Meier, J. Am. Stat. Assoc. 53 (1958) 457; variance by Greenwood (1926), interval on the log(-log)
scale (Kalbfleisch and Prentice), so that it stays between nothing and all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log, sqrt

NINETY_FIVE = 1.959964
_HALF = 1e-9

Lengths = Mapping[tuple[int, bool], int]
"""How many cases took so long (seconds) until it happened (`True`), or were seen so long without it (`False`)."""


@dataclass(frozen=True, slots=True)
class Moment:
    """After so many seconds: the share for which it has not happened yet, its interval, how many were watched."""

    at: int
    open: float
    low: float
    high: float
    watched: int


@dataclass(frozen=True, slots=True)
class Curve:
    """Each moment at which it happened to somebody, in order."""

    moments: tuple[Moment, ...]
    counted: int
    happened: int
    longest: int
    """For how many seconds the longest was watched."""

    def open_after(self, seconds: int) -> float:
        """The share for which it has not happened by then."""
        return next((one.open for one in reversed(self.moments) if one.at <= seconds), 1.0)

    def until(self, share: float) -> int | None:
        """Seconds until it has happened for that share of all; `None` if the curve never comes so far."""
        return next((one.at for one in self.moments if one.open <= 1 - share + _HALF), None)

    @property
    def half(self) -> int | None:
        """The median, and only where half is reached: never that of the closed ones."""
        return self.until(0.5)


def curve(lengths: Lengths) -> Curve:
    """The curve of these lengths. What was seen until a moment counts as watched in that moment."""
    at_risk = counted = sum(lengths.values())
    by_time: dict[int, list[int]] = {}
    for (seconds, happened), many in lengths.items():
        by_time.setdefault(seconds, [0, 0])[0 if happened else 1] += many
    share, spread, moments = 1.0, 0.0, []
    for seconds in sorted(by_time):
        ended, unseen = by_time[seconds]
        if ended:
            share *= (at_risk - ended) / at_risk
            spread += ended / (at_risk * (at_risk - ended)) if at_risk > ended else 0.0
            moments.append(Moment(seconds, share, *_interval(share, spread), at_risk))
        at_risk -= ended + unseen
    ends = sum(many for (_seconds, did), many in lengths.items() if did)
    return Curve(tuple(moments), counted, ends, max(by_time, default=0))


def _interval(share: float, spread: float) -> tuple[float, float]:
    """95 %, from Greenwood's sum; at nothing there is no interval."""
    if not 0 < share < 1:
        return share, share
    away = NINETY_FIVE * sqrt(spread) / log(share)
    return share ** exp(-away), share ** exp(away)
