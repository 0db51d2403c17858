# SPDX-License-Identifier: AGPL-3.0-or-later
"""``concejo restore FILE --data DIR``: a backup becomes a town again."""

import argparse
import sys
from pathlib import Path

from django.conf import settings

from concejo.config.backup import restoring
from concejo.config.backup.manifest import Broken, Manifest
from concejo.privacy import erased, townkey


def arguments(parser: argparse.ArgumentParser) -> None:
    """From where; `--data` says where to."""
    parser.add_argument("file", metavar="FILE", type=Path, help="a backup; --data names an empty folder for it")


def run(given: argparse.Namespace) -> int:
    """Restore, compare, and say what is there."""
    try:
        restored = restoring.restore(given.file.absolute(), Path(settings.DATA))
    except Broken as error:
        sys.stderr.write(f"{error}\n")
        return 1
    width = max(len(name) for name in restored.tables)
    for name, table in restored.tables.items():
        sys.stdout.write(f"{name:<{width}}  {table.rows:>8}  {table.sha256[:12]}  same\n")
    sys.stdout.write(f"{'media files':<{width}}  {len(restored.media):>8}  {'':<12}  same\n\n")
    sys.stdout.write(f"The town of {restored.told.made_at:%Y-%m-%d %H:%M} UTC is in {settings.DATA}.\n")
    if not restored.told.with_media:
        sys.stdout.write(
            f"This backup was made before an upgrade and holds no media: copy them to {settings.MEDIA_ROOT}.\n"
        )
    listed = erased.take_from(given.file.absolute().parent)
    if listed:
        sys.stdout.write(
            f"The list of what was erased has {listed} lines ({erased.file()}): what this backup holds of them is"
            " erased again when the town starts.\n"
        )
    sys.stdout.write(_key(restored.told))
    return 0


def _key(told: Manifest) -> str:
    path: Path = settings.TOWN_KEY_FILE
    if not path.exists():
        return (
            f"Now bring the town's key (fingerprint {told.key}) to {path}, from its copy or its paper, readable by its"
            " owner alone. Without it the town does not start.\n"
        )
    try:
        mine = townkey.fingerprint(path)
    except townkey.CannotOpen as error:
        return f"{str(error).capitalize()}: this town needs the one with the fingerprint {told.key}.\n"
    if mine == told.key:
        return f"The key in {path} is the right one. Start it: ./concejo serve --data {settings.DATA}\n"
    return f"The key in {path} (fingerprint {mine}) is another town's: this one needs {told.key}.\n"
