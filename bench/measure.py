# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a measurement is: its figure beside a reference of the same run, processor time beside wall time."""

import os
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SERVER_CORE, LOAD_CORE = 0, 1
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The median of several takes, and the lowest and highest beside it."""

    median: float
    low: float
    high: float
    takes: int

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Of at least one value."""
        return cls(median=statistics.median(values), low=min(values), high=max(values), takes=len(values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table."""

    name: str
    figure: float | None
    """`None` where nothing was measured; `note` says why."""
    unit: str
    target: str = ""
    met: bool | None = None
    """`None` where there is no target, or nothing was measured."""
    spread: Spread | None = None
    """In the unit of the figure."""
    cpu_ms: float | None = None
    """Processor time of one request, letter or event."""
    wall_ms: float | None = None
    reference: str = ""
    """What was measured beside it, in the same run on the same core."""
    reference_figure: float | None = None
    reference_unit: str = ""
    note: str = ""


def missing(name: str, why: str, *, target: str = "") -> Row:
    """A row that could not be measured here."""
    return Row(name=name, figure=None, unit="", target=target, note=why)


def p95(values: Sequence[float]) -> float:
    """The value that nineteen of twenty do not exceed."""
    return sorted(values)[max(0, -(-len(values) * 95 // 100) - 1)]


def say(sentence: str) -> None:
    """One line of progress for whoever waits; the table alone goes to standard output."""
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()


def pin(core: int, pid: int = 0) -> None:
    """Keep a process (this one: 0) and what it starts on one core; where there is only one, all share it."""
    if hasattr(os, "sched_setaffinity"):
        there = sorted(os.sched_getaffinity(os.getppid())) or [0]
        os.sched_setaffinity(pid, {there[min(core, len(there) - 1)]})


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has used so far, its threads included (proc(5))."""
    said = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(said[11]) + int(said[12])) / TICK


def children(pid: int) -> list[int]:
    """A process and everything that it started, itself first."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            found += [int(word) for word in task.read_text(encoding="ascii").split()]
    return found


def own_mib(pid: int) -> float:
    """What a process holds that is no file; mapped pages of the database come and go as the system likes."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss_Anon:"):
            return int(line.split()[1]) / 1024
    return 0.0


def pss_mib(pid: int) -> float:
    """Memory that a process holds, its part of what it shares counted once among all (proc(5), smaps_rollup)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0
