# SPDX-License-Identifier: AGPL-3.0-or-later
"""``concejo serve``: web and worker, watched over."""

import argparse
import asyncio
import sys

from django.conf import settings

from concejo.config import ready, web
from concejo.config.processes import Watch, command


def arguments(parser: argparse.ArgumentParser) -> None:
    """`--only-web` is how the watcher starts its own web process."""
    parser.add_argument("--only-web", action="store_true", help="only the web process, nobody watching over it")


def run(given: argparse.Namespace) -> int:
    """Serve."""
    ready.require_town()
    if given.only_web:
        return asyncio.run(web.serve())
    say(f"Concejo is at http://{settings.OPTIONS['host']}:{settings.OPTIONS['port']}/  (Ctrl+C stops it)")
    return Watch({"web": command("serve", "--only-web"), "worker": command("worker", "--slot", "w0")}, say=say).run()


def say(sentence: str) -> None:
    """One line for the person at the console."""
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()
