# SPDX-License-Identifier: AGPL-3.0-or-later
"""``concejo demo``: a fictional town with a month of life, on this machine alone."""

import argparse
import shutil
import sys
from pathlib import Path

from django.conf import settings

from concejo.config import in_use, ready, town
from concejo.config.olivar import found
from concejo.privacy import townkey
from concejo.town.models import Town

SINK_PORT_OFFSET = 1
"""The sink that receives the town's mail listens one port above the letter box."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """`--reset` begins the month anew; `--prepare` makes the town and ends."""
    parser.add_argument("--reset", action="store_true", help="forget the demo town and begin anew")
    parser.add_argument("--prepare", action="store_true", help="make the demo town, then end without serving it")


def run(given: argparse.Namespace) -> int:
    """Make the town if it is not there, print who is who, serve it."""
    if given.reset:
        _forget()
    if not Path(settings.TOWN_KEY_FILE).exists():
        townkey.make(settings.TOWN_KEY_FILE)
    ready.make_tables()
    if not Town.objects.exists():
        say("A month of life in Olivar del Genil is being lived …")
        found.found(say=say, web=settings.OPTIONS["port"])
    found.set_ports(web=settings.OPTIONS["port"], sink=settings.OPTIONS["mail_port"] + SINK_PORT_OFFSET)
    say(found.who_is_who(web=settings.OPTIONS["port"], mail=settings.OPTIONS["mail_port"]))
    if given.prepare:
        return 0
    in_use.hold()
    return town.serve(say=say)


def _forget() -> None:
    """Only ever a folder that a demo town made."""
    folder = Path(settings.DATA)
    if not folder.exists() and not settings.OPTIONS["database_url"]:
        return
    ready.make_tables()
    if Town.objects.exists() and Town.objects.current().name != found.NAME:
        say(f"{folder} holds {Town.objects.current().name}, which is no demo town. Nothing was touched.")
        raise SystemExit(1)
    ready.drop_tables()
    shutil.rmtree(folder)
    Path(settings.TOWN_KEY_FILE).unlink(missing_ok=True)


def say(sentence: str) -> None:
    """One line for the person at the console."""
    sys.stderr.write(sentence + "\n")
    sys.stderr.flush()
