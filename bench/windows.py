# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map: the newest 500 points of a window, beside the bare question."""

import statistics

from .measure import Row, Spread, p95
from .run import Run
from .towns import Inside

TARGET = 10.0
SHARES = (("half the town's side", 0.5), ("a third of it", 1 / 3))


def windows(run: Run) -> list[Row]:
    """In a copy of the town in which every case is open and lies somewhere else."""
    copy = run.scratch.copy(100_000)
    try:
        with Inside(copy) as town:
            made = town.ask("spread")
            town.ask("windows", times=5, share=0.5)
            return [_row(run, town, words, share, made["public"]) for words, share in SHARES]
    finally:
        run.scratch.forget(copy)


def _row(run: Run, town: Inside, words: str, share: float, cases: int) -> Row:
    takes = [town.ask("windows", times=60, share=share) for _ in range(run.takes)]
    spread = Spread.of([p95(one["wall"]) for one in takes])
    points = statistics.median(number for one in takes for number in one["seen"])
    return Row(
        name=f"map, window of {words}", figure=spread.median, unit="ms p95", target=f"≤ {TARGET:g} ms p95",
        met=spread.median <= TARGET, spread=spread, wall_ms=spread.median,
        cpu_ms=Spread.of([p95(one["cpu"]) for one in takes]).median, reference="bare SQL of the same question",
        reference_figure=Spread.of([p95(one["bare"]) for one in takes]).median, reference_unit="ms p95",
        note=f"{points:.0f} points, {cases:,} public cases open, whole answer through the WSGI handler",
    )  # fmt: skip
