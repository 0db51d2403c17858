# SPDX-License-Identifier: AGPL-3.0-or-later
"""``concejo import-roll FILE``: the register of residents takes the place of the one before, as keyed hashes."""

import argparse
import sys
from pathlib import Path

from concejo.config import ready
from concejo.people import actions, roll
from concejo.people.queries import today


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file, and whether it is only looked at."""
    parser.add_argument("file", type=Path, help="CSV of the padrón or of the liste électorale")
    parser.add_argument("--look", action="store_true", help="say what would happen and change nothing")


def run(given: argparse.Namespace) -> int:
    """Read it, say what was taken for what, and replace the roll as a whole."""
    town = ready.require_town()
    if not given.file.exists():
        sys.stderr.write(f"There is no file {given.file}.\n")
        return 2
    try:
        found = roll.read(given.file.read_bytes(), region=town.region, today=today())
    except roll.NotARoll as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for sentence in found.wrong[:50]:
        sys.stderr.write(f"line {sentence}\n")
    for name, head in found.columns.items():
        sys.stdout.write(f"{name}: «{head}»\n")
    if found.lines and not given.look:
        actions.replace_roll(found, by=None)
    end = "nothing was changed" if given.look or not found.lines else "the roll is replaced"
    sys.stdout.write(f"{len(found.lines)} people, {len(found.wrong)} lines left out; {end}.\n")
    return 1 if found.wrong or not found.lines else 0
