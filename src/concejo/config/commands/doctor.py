# SPDX-License-Identifier: AGPL-3.0-or-later
"""``concejo doctor``: what is wrong with this town's machine, and how to mend it."""

import argparse
import json
import sys

from concejo.config import health


def arguments(parser: argparse.ArgumentParser) -> None:
    """`--json` is for scripts."""
    parser.add_argument("--json", action="store_true", help="findings as JSON, for scripts")


def run(given: argparse.Namespace) -> int:
    """Examine, and say it; 1 when something is wrong, 0 when all that was found is worth knowing at most."""
    found = health.examine(ask=lambda about: _look(about, quiet=given.json))
    grave = [one for one in found if one.grave]
    if given.json:
        told = {"well": not grave, "findings": [one.as_json() for one in found]}
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    else:
        for one in found:
            sys.stdout.write(f"{'✗' if one.grave else '·'} {one.about}: {one.wrong}\n    {one.mend}\n")
        sys.stdout.write(_sum(len(grave), len(found) - len(grave)))
    return 1 if grave else 0


def _look(about: str, *, quiet: bool) -> None:
    if sys.stderr.isatty() and not quiet:
        sys.stderr.write(f"\rlooking at {about} …\x1b[K" + ("\r\x1b[K" if about == "administrator" else ""))
        sys.stderr.flush()


def _sum(grave: int, others: int) -> str:
    if not grave and not others:
        return "All is well.\n"
    if not grave:
        return f"Nothing is wrong; {others} to know.\n"
    return f"{grave} to mend, {others} to know.\n"
