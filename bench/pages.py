# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages: from pieces and cold, and whether they stay as quick when a town has a million messages."""

import statistics
from contextlib import ExitStack

from .measure import Row, Spread, say
from .run import Run
from .towns import Inside

SIZES = (10_000, 100_000, 1_000_000)
FLAT = 1.3
REQUIRED = ("conversation", "case", "department", "worklist")
ALSO = (
    "home", "now", "conversations", "conversations, page 20", "cases", "all cases, page 20", "street", "person",
    "task", "worklist of the mayor", "what waits", "desk", "counter",
)  # fmt: skip


def home(run: Run) -> list[Row]:
    """The home page of a town of 100,000 posts, through the whole WSGI handler."""
    with Inside(run.scratch.town(100_000)) as town:
        warm = _takes(town, "home", run.takes * 4, cold=False)
        cold = _takes(town, "home", run.takes * 2, cold=True)
        bare = town.ask("bare_home", times=200)
        asked = town.ask("count", page="home", cold=False)["queries"], town.ask("count", page="home")["queries"]
    joined = statistics.median(bare["cpu"])
    return [
        _home("home page from fragments", warm, 1.5, joined, f"{asked[0]} queries"),
        _home("home page cold", cold, 15.0, joined, f"{asked[1]} queries"),
    ]


def _home(name: str, takes: tuple[list[float], list[float]], target: float, bare: float, note: str) -> Row:
    spread = Spread.of(takes[0])
    return Row(
        name=name, figure=spread.median, unit="CPU-ms", target=f"≤ {target:g} CPU-ms", met=spread.median <= target,
        spread=spread, cpu_ms=spread.median, wall_ms=statistics.median(takes[1]),
        reference="bare SQL and a join of the same pieces", reference_figure=bare, reference_unit="CPU-ms", note=note,
    )  # fmt: skip


def _takes(town: Inside, page: str, times: int, *, cold: bool) -> tuple[list[float], list[float]]:
    town.ask("open", page=page, times=2, cold=cold)
    said = town.ask("open", page=page, times=times, cold=cold)
    return said["cpu"], said["wall"]


def flat(run: Run) -> list[Row]:
    """Each page in three towns in turn, so that a slow moment of the machine is shared by all of them."""
    sizes = SIZES[:2] if run.quick else SIZES
    with ExitStack() as stack:
        towns = [stack.enter_context(Inside(run.scratch.town(size))) for size in sizes]
        return [_flat(run, towns, page, sizes=sizes) for page in (*REQUIRED, *(() if run.quick else ALSO))]


def _flat(run: Run, towns: list[Inside], page: str, *, sizes: tuple[int, ...]) -> Row:
    say(f"  {page}")
    queries = [town.ask("count", page=page)["queries"] for town in towns]
    cpu: list[list[float]] = [[] for _ in towns]
    wall: list[float] = []
    for _turn in range(run.takes):
        for at, town in enumerate(towns):
            said = town.ask("open", page=page, times=12)
            cpu[at].append(statistics.median(said["cpu"]))
            wall += said["wall"] if at == len(towns) - 1 else []
    ratios = [last / first for first, last in zip(cpu[0], cpu[-1], strict=True)]
    ratio = Spread.of(ratios)
    each = ", ".join(f"{statistics.median(one):.1f}" for one in cpu)
    same = queries[0] if len(set(queries)) == 1 else queries
    return Row(
        name=f"{page}, {sizes[0]:,} to {sizes[-1]:,} posts", figure=ratio.median, unit="×",
        target=f"≤ {FLAT} ×" if page in REQUIRED else "", met=ratio.median <= FLAT if page in REQUIRED else None,
        spread=ratio, cpu_ms=statistics.median(cpu[-1]), wall_ms=statistics.median(wall),
        note=f"{each} CPU-ms without fragments; {same} queries",
    )  # fmt: skip
