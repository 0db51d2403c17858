# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pairs of reports that two people have read: read in, parted into halves, and the rule fitted to one of them."""

import csv
import gzip
import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import cos, exp, hypot, log1p, radians
from pathlib import Path

from concejo.cases import same

from .kinds import MONTH
from .run import Lacking

SET = Path(__file__).parent / "sameset"
PRECISION, RECALL = 0.7, 0.6
"""Asked of the rule; the border is laid where the smaller of the two margins is widest on the half that was fitted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two reports, the earlier one first, and what was said of them."""

    one: same.Told
    other: same.Told
    metres: float
    said: tuple[int, ...]
    """1 or 0 by each reader."""
    stratum: str
    weight: float
    """So many pairs of the month it stands for."""

    @property
    def label(self) -> float:
        """What the readers say; where they differ, a half."""
        return sum(self.said) / len(self.said)

    @property
    def likeness(self) -> float:
        """By the rule in use."""
        return same.likeness(self.one, self.other, metres=self.metres)

    @property
    def seen(self) -> tuple[float, ...]:
        """What the rule weighs."""
        age = abs((self.one.at - self.other.at).total_seconds()) / 86_400
        return (
            1.0, same.shared(self.one.stems, self.other.stems), float(self.one.kind == self.other.kind),
            -log1p(self.metres / same.STEP), -log1p(age / min(self.one.days, self.other.days)),
        )  # fmt: skip


def read() -> list[Pair]:
    """Every pair that somebody has read."""
    if not MONTH.exists():
        raise Lacking("the month of cases is not here: it lies outside the repository, in shared/data/cases")
    rows = _table("pairs")
    many = {row["stratum"]: int(row["pairs"]) for row in _table("strata")}
    drawn: dict[str, int] = defaultdict(int)
    for row in rows:
        drawn[row["stratum"]] += 1
    days = {row["service_name"]: int(row["days"]) for row in _table("kinds")}
    told = _reports({row[name] for row in rows for name in ("id_a", "id_b")}, days)
    pairs = []
    for row in rows:
        (one, at), (other, there) = told[row["id_a"]], told[row["id_b"]]
        said = tuple(int(row[name]) for name in ("label_1", "label_2") if row[name])
        pairs.append(Pair(
            one=one, other=other, metres=_metres(at, there), said=said, stratum=row["stratum"],
            weight=many[row["stratum"]] / drawn[row["stratum"]],
        ))  # fmt: skip
    return pairs


def _table(name: str) -> list[dict[str, str]]:
    with (SET / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _reports(ids: set[str], days: dict[str, int]) -> dict[str, tuple[same.Told, tuple[float, float]]]:
    found = {}
    with gzip.open(MONTH, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["id"] in ids:
                told = same.Told(
                    stems=same.stems(row["description"]), kind=zlib.crc32(row["service_name"].encode()),
                    days=days[row["service_name"]], at=datetime.fromisoformat(row["requested_datetime"]),
                )  # fmt: skip
                found[row["id"]] = (told, (float(row["lat"]), float(row["long"])))
    return found


def _metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    return hypot(other[0] - one[0], (other[1] - one[1]) * cos(radians(one[0]))) * 111_320


def halves(pairs: Sequence[Pair]) -> tuple[list[Pair], list[Pair]]:
    """One for fitting and one for trying, the same in every run, each with half of every stratum."""
    strata: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        strata[pair.stratum].append(pair)
    fitting, trying = [], []
    for _name, rows in sorted(strata.items()):
        mixed = sorted(rows, key=lambda pair: zlib.crc32(f"{pair.one.at}{pair.other.at}".encode()))
        fitting += mixed[::2]
        trying += mixed[1::2]
    return fitting, trying


def fitted(pairs: Sequence[Pair]) -> tuple[list[float], float]:
    """Weights by logistic regression, climbed to by small steps, and the border that suits both aims."""
    weights = [0.0] * 5
    for _step in range(4000):
        slope = [-0.3 * weight if at else 0.0 for at, weight in enumerate(weights)]
        for pair in pairs:
            miss = pair.label - 1 / (1 + exp(-odds(weights, pair)))
            slope = [one + miss * seen for one, seen in zip(slope, pair.seen, strict=True)]
        weights = [weight + one / len(pairs) for weight, one in zip(weights, slope, strict=True)]
    borders = {odds(weights, pair) for pair in pairs}
    return weights, max(sorted(borders), key=lambda border: _margin(pairs, weights, border))


def _margin(pairs: Sequence[Pair], weights: Sequence[float], border: float) -> float:
    precision, recall = right(pairs, lambda pair: odds(weights, pair) >= border)
    return min(precision - PRECISION, recall - RECALL)


def odds(weights: Sequence[float], pair: Pair) -> float:
    """Logarithm of how much more likely it is the same than not."""
    return sum(weight * seen for weight, seen in zip(weights, pair.seen, strict=True))


def right(pairs: Sequence[Pair], rule: Callable[[Pair], bool]) -> tuple[float, float]:
    """Precision and recall, each pair by what it stands for."""
    hits = [(pair.weight, pair.label) for pair in pairs if rule(pair)]
    found = sum(weight * label for weight, label in hits)
    taken = sum(weight for weight, _label in hits)
    there = sum(pair.weight * pair.label for pair in pairs)
    return found / taken if taken else 0.0, found / there if there else 0.0


def agreement(pairs: Sequence[Pair]) -> tuple[int, float, float]:
    """How many were read twice, the share on which both agree, and Cohen's kappa (Cohen 1960)."""
    twice = [pair.said for pair in pairs if len(pair.said) == 2]
    if not twice:
        return 0, 0.0, 0.0
    agreed = sum(one == other for one, other in twice) / len(twice)
    first, second = (sum(said[at] for said in twice) / len(twice) for at in (0, 1))
    chance = first * second + (1 - first) * (1 - second)
    return len(twice), agreed, (agreed - chance) / (1 - chance)
