# SPDX-License-Identifier: AGPL-3.0-or-later
"""``concejo backup FILE``: the whole town in one file, while it works."""

import argparse
import sys
import time
from pathlib import Path

from django.conf import settings

from concejo.config.backup import making, manifest


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument("file", metavar="FILE", type=Path, help="the file to write; one that ends in .gz is packed")


def run(given: argparse.Namespace) -> int:
    """Make it, and say what it holds."""
    began = time.monotonic()
    try:
        told = making.make(given.file.absolute())
    except manifest.Broken as error:
        sys.stderr.write(f"{error}\n")
        return 1
    size = given.file.stat().st_size / 1024**2
    rows = sum(table.rows for table in told.tables.values())
    sys.stdout.write(
        f"{given.file}: {rows} rows in {len(told.tables)} tables, {len(told.media)} media files, {size:.1f} MB, "
        f"{time.monotonic() - began:.1f} s.\n"
        f"The town's key is not in it (fingerprint {told.key}; it lies in {settings.TOWN_KEY_FILE} and on its paper): "
        "without it nobody reads what is sealed.\n"
    )
    for name in told.missing:
        sys.stdout.write(f"Erased meanwhile, or lost before: {name}\n")
    return 0
