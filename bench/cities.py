# SPDX-License-Identifier: AGPL-3.0-or-later
"""A city of 350,000 cases: brought in as a register, and asked what neighbours and colleagues ask all day."""

import json
import shutil
from functools import partial
from pathlib import Path
from typing import Any

from .measure import Row, Spread, p95, say
from .run import Run
from .towns import Inside, inside, made_of

IMPORT, LIKELY, WINDOW, LIST, SEARCH, OPEN311 = 300.0, 5.0, 10.0, 30.0, 20.0, 15.0
"""Seconds, and ms of which nineteen of twenty stay below."""
_REQUESTS = {
    "the newest 100 requests": "/open311/v2/requests.json?page_size=100",
    "100 open ones, page 5, XML": "/open311/v2/requests.xml?status=open&page_size=100&page=5",
}
_SEEDS = ("words", "furnish", "register", "city")


def city(run: Run) -> list[Row]:
    """Every row of the city; made if it is not there."""
    data = _made(run, fresh=False)
    with Inside(data) as town:
        rows = [
            _row(run, "what may be the same thing", LIKELY, partial(town.ask, "likely", times=200)),
            _row(run, "map, 500 pins", WINDOW, partial(town.ask, "city windows", times=60, share=0.02)),
            _row(run, "search, two words", SEARCH, partial(town.ask, "city search", times=100)),
            *(_row(run, f"Open311, {what}", OPEN311, partial(town.ask, "list", who="", path=path, times=40))
              for what, path in _REQUESTS.items()),
        ]  # fmt: skip
        times = 5 if run.quick else 40
        for who, paths in town.ask("lists").items():
            for path in paths:
                facts = {"who": who, "path": path}
                town.ask("list", **facts, times=4)
                rows.append(
                    _row(run, f"{path} for {who}", LIST, partial(town.ask, "list", **facts, times=times), takes=1)
                )
    return rows


def brought(run: Run) -> list[Row]:
    """The register brought in anew; once, since it takes minutes."""
    told = json.loads((_made(run, fresh=True).parent / "made.json").read_text(encoding="utf-8"))
    goal = IMPORT * told["cases"] / 350_000
    return [
        Row(
            name=f"register of {told['cases']:,} cases brought in", figure=told["seconds"], unit="s",
            target=f"≤ {goal:.0f} s", met=told["seconds"] <= goal, cpu_ms=told["cpu"] * 1000 / told["cases"],
            reference="the same rows and indexes by bare SQL", reference_figure=told["bare"], reference_unit="s",
            note=f"{told['cpu']:.0f} CPU-s; once; of {told['of']}; every text looked through for personal data",
        )
    ]  # fmt: skip


def _made(run: Run, *, fresh: bool) -> Path:
    cases = 20_000 if run.quick else 350_000
    folder = run.scratch.folder / f"city-{cases}-{made_of(_SEEDS)}"
    if fresh or not (folder / "made.json").exists():
        for old in run.scratch.folder.glob(f"city-{cases}-*"):
            shutil.rmtree(old)
        folder.mkdir(parents=True)
        say(f"making a city of {cases:,} cases in {folder} (kept for the next run) …")
        inside(folder / "data", "--make-city", str(cases))
    else:
        inside(folder / "data", "--upgrade")
    return folder / "data"


def _row(run: Run, name: str, goal: float, ask: Any, *, takes: int = 0) -> Row:
    told = [ask() for _take in range(takes or run.takes)]
    spread = Spread.of([p95(one["cpu"]) for one in told])
    few, many = min(one["queries"][0] for one in told), max(one["queries"][1] for one in told)
    return Row(
        name=name, figure=spread.median, unit="CPU-ms p95", target=f"≤ {goal:g} ms p95", met=spread.median <= goal,
        spread=spread, cpu_ms=spread.median, wall_ms=Spread.of([p95(one["wall"]) for one in told]).median,
        reference="the same questions bare", reference_figure=Spread.of([p95(one["bare"]) for one in told]).median,
        reference_unit="ms p95", note=f"{few} queries" if few == many else f"{few} to {many} queries",
    )  # fmt: skip
