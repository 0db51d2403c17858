# SPDX-License-Identifier: AGPL-3.0-or-later
"""``concejo renew-keys``: a fresh key for the town and for everything that is sealed, while it works."""

import argparse
import sys

from django.conf import settings

from concejo.config import ready
from concejo.privacy import renewal, townkey


def arguments(parser: argparse.ArgumentParser) -> None:
    """Whether it is meant."""
    parser.add_argument("--yes", action="store_true", help="do not ask first")


def run(given: argparse.Namespace) -> int:
    """Renew, then tell the new key for its paper."""
    ready.find_town()
    path = settings.TOWN_KEY_FILE
    before = townkey.fingerprint(path)
    if not given.yes and not _meant(before):
        sys.stdout.write("Nothing was changed.\n")
        return 1
    count = renewal.renew(say=lambda line: sys.stdout.write(f"{line}\n"))
    sys.stdout.write(
        f"\n{count} keys are in order. The town's key is a new one (fingerprint {townkey.fingerprint(path)}).\n"
        f"Print these lines once and keep them in the safe:\n\n    {townkey.words(path)}\n\n"
        f"Keep the paper of the old one ({before}) as long as there are backups from before today: they open with it"
        " alone.\nStart web and worker anew when it suits you; everybody who works here then signs in again.\n"
    )
    return 0


def _meant(fingerprint: str) -> bool:
    if not sys.stdin.isatty():
        sys.stderr.write("This changes the town's key: say --yes.\n")
        return False
    sys.stdout.write(
        f"The town gets a new key in place of {fingerprint}; it goes on working meanwhile. Backups from before today"
        " still need the old paper.\n"
    )
    return input("Renew all keys? [y/N] ").strip().lower() in {"y", "yes", "s", "sí", "si", "o", "oui"}
