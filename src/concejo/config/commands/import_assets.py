# SPDX-License-Identifier: AGPL-3.0-or-later
"""``concejo import-assets FILE``: lamps, containers and other things with a number from CSV."""

import argparse
import sys
from pathlib import Path

from concejo.config import ready
from concejo.town import assets


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file."""
    parser.add_argument(
        "file", type=Path, help="CSV with the columns kind, number and optionally place, lat, lon, department"
    )


def run(given: argparse.Namespace) -> int:
    """Load it; loading twice changes nothing."""
    ready.require_town()
    if not given.file.exists():
        sys.stderr.write(f"There is no file {given.file}.\n")
        return 2
    with given.file.open(encoding="utf-8-sig", newline="") as file:
        taken, wrong = assets.load_csv(file)
    for sentence in wrong[:50]:
        sys.stderr.write(f"line {sentence}\n")
    sys.stdout.write(f"{taken} lines taken, {len(wrong)} not.\n")
    return 1 if wrong else 0
