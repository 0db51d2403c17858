# SPDX-License-Identifier: AGPL-3.0-or-later
"""What 200,000 activities leave behind in memory: nothing, whoever takes them in and whoever understands them."""

import json
import sys
import tempfile
from pathlib import Path

from .federation import CONNECTIONS, TOWN, in_town, said_by
from .load import free_port, on_core, running, until_ready
from .measure import LOAD_CORE, Row, children, own_mib, pss_mib, say
from .run import Run
from .towns import environment

COUNT, PART, UNDERSTOOD = 200_000, 10_000, 3_000
GROWTH = 8.0
"""MiB that the figure may differ between the end of the second part and the end: what the allocator keeps."""


def endless(run: Run) -> list[Row]:
    """All bodies distinct, 500 accounts; memory is read when everything has been warm for 20,000, and at the end."""
    count = PART * 4 if run.quick else COUNT
    data = run.scratch.copy(10_000)
    try:
        held = _taken_in(data, count)
        heard = json.loads(in_town(data, "bench.inside.neighbours", "UNDERSTAND", str(UNDERSTOOD)))
    finally:
        run.scratch.forget(data)
    grown, heard_grown = held[-1] - held[1], heard["end"] - heard["warm"]
    return [
        Row(
            name=f"memory of the web process over {count:,} activities", figure=grown, unit="MiB more",
            target=f"≤ {GROWTH:g} MiB", met=grown <= GROWTH, reference="after 20,000", reference_figure=held[1],
            reference_unit="MiB", note=f"{max(held):.0f} MiB at most, {held[-1]:.0f} at the end",
        ),
        Row(
            name=f"memory of the worker over {heard['heard']:,.0f} of them understood", figure=heard_grown,
            unit="MiB more", target=f"≤ {GROWTH:g} MiB", met=heard_grown <= GROWTH, reference="after a third",
            reference_figure=heard["warm"], reference_unit="MiB",
        ),
    ]  # fmt: skip


def _taken_in(data: Path, count: int) -> list[float]:
    """MiB of the web process and its children after each part."""
    held = []
    with tempfile.TemporaryDirectory(prefix="activities-") as folder:
        file, keys = Path(folder) / "part.pickle", Path(folder) / "keys.pem"
        in_town(data, "bench.activities", "PREPARE", str(PART), TOWN, str(file), str(keys))
        in_town(data, "bench.inside.neighbours", "KNOW", str(file))
        port = free_port()
        with running([sys.executable, "-m", "bench.inside.door", str(port)], env=environment(data)) as pid:
            until_ready(f"http://127.0.0.1:{port}/health/live/")
            for done in range(0, count, PART):
                if done:
                    in_town(data, "bench.activities", "MORE", str(PART), TOWN, str(file), str(keys))
                words = [sys.executable, "-m", "bench.activities", "SEND", str(file), str(port), str(CONNECTIONS)]
                told = json.loads(said_by(on_core(LOAD_CORE, *words), environment(data)))
                if told["other"]:
                    raise RuntimeError(f"{told['other']} activities were not taken")
                held.append(sum(own_mib(one) for one in children(pid)))
                mapped = sum(pss_mib(one) for one in children(pid))
                say(f"  {done + PART:,}: {held[-1]:.1f} MiB, {mapped:.1f} with mapped files")
    return held
