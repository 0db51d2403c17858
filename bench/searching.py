# SPDX-License-Identifier: AGPL-3.0-or-later
"""Search: two words in a million messages, beside the bare question to the same index."""

from .measure import Row, Spread, p95
from .run import Run
from .towns import Inside

TARGET = 20.0


def search(run: Run) -> list[Row]:
    """Common and rare words in all pairs; then with the last word unfinished."""
    size = 100_000 if run.quick else 1_000_000
    with Inside(run.scratch.town(size)) as town:
        whole = [town.ask("search", unfinished=False) for _ in range(run.takes)]
        begun = town.ask("search", unfinished=True)
    takes = [p95(one["wall"]) for one in whole]
    bare = [p95(one["bare"]) for one in whole]
    spread = Spread.of(takes)
    return [
        Row(
            name=f"search, two words, {size:,} posts", figure=spread.median, unit="ms p95",
            target=f"≤ {TARGET:g} ms p95", met=spread.median <= TARGET, spread=spread, wall_ms=spread.median,
            cpu_ms=Spread.of([p95(one["cpu"]) for one in whole]).median, reference="bare FTS query",
            reference_figure=Spread.of(bare).median, reference_unit="ms p95",
            note=f"{whole[0]['pairs']} pairs of words, rows loaded",
        ),
        Row(
            name="the same, second word unfinished", figure=p95(begun["wall"]), unit="ms p95",
            cpu_ms=p95(begun["cpu"]), wall_ms=p95(begun["wall"]), reference="bare FTS query",
            reference_figure=p95(begun["bare"]), reference_unit="ms p95",
        ),
    ]  # fmt: skip
