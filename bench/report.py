# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table, for people and for programs."""

import json
import platform
import sqlite3
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .measure import Row

HEAD = ("what", "figure", "spread", "to reach", "met", "reference in the same run", "CPU-ms", "wall ms", "")


def table(rows: Sequence[Row]) -> str:
    """As Markdown, the columns in line."""
    cells = [HEAD, *(_cells(row) for row in rows)]
    widths = [max(len(line[at]) for line in cells) for at in range(len(HEAD))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in cells
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def _cells(row: Row) -> tuple[str, ...]:
    spread = f"{_short(row.spread.low)} to {_short(row.spread.high)}, {row.spread.takes}" if row.spread else ""
    beside = row.reference
    if row.reference_figure is not None:
        beside += f": {_short(row.reference_figure)} {row.reference_unit}"
    return (
        row.name,
        "not measured" if row.figure is None else f"{_short(row.figure)} {row.unit}",
        spread,
        row.target,
        {True: "yes", False: "no", None: ""}[row.met],
        beside,
        "" if row.cpu_ms is None else _short(row.cpu_ms),
        "" if row.wall_ms is None else _short(row.wall_ms),
        row.note,
    )


def _short(value: float) -> str:
    """Three figures that count."""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def machine(yardstick: float) -> dict[str, Any]:
    """Where it was measured; the yardstick tells how quick this machine was in this very run."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text(encoding="utf-8").splitlines() if known.exists() else []
    cpu = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "unknown")
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "processor": cpu,
        "system": platform.platform(),
        "python": sys.version.split()[0],
        "sqlite": sqlite3.sqlite_version,
        "yardstick_ms": round(yardstick, 3),
    }


def as_json(rows: Sequence[Row], around: dict[str, Any]) -> str:
    """Everything, with the rows in their order."""
    return json.dumps({"machine": around, "rows": [asdict(row) for row in rows]}, indent=1, ensure_ascii=False)
