# SPDX-License-Identifier: AGPL-3.0-or-later
"""``concejo serve``: web and worker, watched over."""

import argparse
import sys

from django.conf import settings

from concejo.config import ready, town


def arguments(parser: argparse.ArgumentParser) -> None:
    """`--only-web` is for a machine whose worker runs elsewhere."""
    parser.add_argument("--only-web", action="store_true", help="only the web process, nobody watching over it")
    parser.add_argument("--workers", type=int, metavar="N", help="web processes; more than one needs PostgreSQL")


def run(given: argparse.Namespace) -> int:
    """Serve."""
    ready.require_town()
    if given.workers:
        settings.OPTIONS["workers"] = given.workers
    if given.only_web:
        return town.serve_web()
    return town.serve(say=say)


def say(sentence: str) -> None:
    """One line for the person at the console."""
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()
