# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same thing in the street: how right the rule of `cases/same.py` is on pairs of another town that two people read.

The reports are real and stay outside the repository; `sameset/` holds their numbers and what the readers said. The
rule was fitted to one half of the pairs; what is printed was reckoned from the other half, each pair standing for as
many as its stratum of the whole month has.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from random import Random

from concejo.cases import same

from . import pairs as read
from .measure import Row, Spread
from .pairs import Pair
from .run import Run

NEAR = 60.0
"""Metres: the rule beside which it stands is one kind within these, in twelve weeks."""
REDRAWN = 1000
"""So many times the pairs are drawn anew, to see how far chance reaches."""


def alike(run: Run) -> list[Row]:
    """Precision and recall at the border in use, beside the plain rule; the readers; what lies outside."""
    pairs = read.read()
    ours = [pair for pair in pairs if pair.stratum.isdigit()]
    fitting, trying = read.halves(ours)
    weights, border = read.fitted(fitting)
    many, agreed, kappa = read.agreement(ours)
    note = f"{len(trying)} pairs of {len(ours)}; {many} read twice: {100 * agreed:.0f} % alike, kappa {kappa:.2f}"
    fresh = ", ".join(f"{weight:.1f}" for weight in [weights[0] - border, *weights[1:]])
    turned, edge = read.fitted(trying)
    return [
        *_right("rule in use", trying, lambda pair: pair.likeness >= same.LIKELY, note=note, asked=True),
        *_right("fitted in this run", trying, lambda pair: read.odds(weights, pair) >= border, note=fresh),
        *_right(
            "halves exchanged", fitting, lambda pair: read.odds(turned, pair) >= edge, note="fitted to the other half"
        ),
        _taken("pairs of other work", [pair for pair in pairs if pair.stratum.startswith("other")]),
        _taken("one person's own reports", [pair for pair in pairs if pair.stratum == "own"]),
        _speed(ours, run),
    ]


def _right(
    name: str, pairs: Sequence[Pair], rule: Callable[[Pair], bool], *, note: str, asked: bool = False
) -> list[Row]:
    told = read.right(pairs, rule)
    plain = read.right(pairs, lambda pair: pair.one.kind == pair.other.kind and pair.metres <= NEAR)
    drawn = [read.right(one, rule) for one in _drawn_anew(pairs)]
    goals = (read.PRECISION, read.RECALL)
    return [
        Row(
            name=f"same thing, {name}: {what}", figure=told[at], unit="",
            target=f"≥ {goals[at]:g}" if asked else "", met=told[at] >= goals[at] if asked else None,
            spread=_ninety_five(told[at], [one[at] for one in drawn]),
            reference="one kind within 60 m in 12 weeks", reference_figure=plain[at], note=note if at == 0 else "",
        )
        for at, what in enumerate(("precision", "recall"))
    ]  # fmt: skip


def _drawn_anew(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """With replacement, within each stratum (bootstrap)."""
    chance = Random(28)
    strata: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        strata[pair.stratum].append(pair)
    return [
        [pair for rows in strata.values() for pair in chance.choices(rows, k=len(rows))] for _time in range(REDRAWN)
    ]


def _ninety_five(figure: float, drawn: Sequence[float]) -> Spread:
    """Nineteen of twenty draws lie between; the table shows how many were drawn."""
    there = sorted(drawn)
    return Spread(median=figure, low=there[len(there) // 40], high=there[-1 - len(there) // 40], takes=len(there))


def _taken(name: str, pairs: Sequence[Pair]) -> Row:
    """Pairs that the measure leaves out: how many of them the rule would offer, and how many readers call the same."""
    taken = sum(pair.weight for pair in pairs if pair.likeness >= same.LIKELY)
    there = sum(pair.weight for pair in pairs)
    really = sum(pair.weight * pair.label for pair in pairs)
    return Row(
        name=f"{name}, offered", figure=100 * taken / there, unit="%", reference="by the readers the same",
        reference_figure=100 * really / there, reference_unit="%", note=f"{len(pairs)} pairs",
    )  # fmt: skip


def _speed(pairs: Sequence[Pair], run: Run) -> Row:
    takes = []
    for _take in range(run.takes):
        busy = time.process_time()
        for pair in pairs:
            same.likeness(pair.one, pair.other, metres=pair.metres)
        takes.append((time.process_time() - busy) * 1_000_000 / len(pairs))
    spread = Spread.of(takes)
    return Row(name="one pair weighed", figure=spread.median, unit="CPU-µs", spread=spread)
