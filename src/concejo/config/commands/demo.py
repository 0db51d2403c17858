# SPDX-License-Identifier: AGPL-3.0-or-later
"""``concejo demo``: a fictional town with a month of life, on this machine alone."""

import argparse
import shutil
import sys
from functools import partial
from pathlib import Path

from django.conf import settings

from concejo.config import in_use, ready, town
from concejo.config.olivar import answering, elsewhere, found
from concejo.config.processes import Job
from concejo.privacy import townkey
from concejo.town.models import Town

PEER_PORT_OFFSET = 2
SINK_PORT_OFFSET = 1
"""The sink that receives the town's mail listens one port above the letter box."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """`--reset` begins the month anew; `--prepare` makes the town and ends."""
    parser.add_argument("--reset", action="store_true", help="forget the demo town and begin anew")
    parser.add_argument(
        "--with-peer", action="store_true", help="start a second server of the fediverse beside it, with one neighbour"
    )
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
    return town.serve(say=say, besides=_elsewhere() if given.with_peer else None)


def _elsewhere() -> dict[str, Job]:
    """A second server with one neighbour, and the town hall that answers him; both speak on this machine alone."""
    settings.PEER_NETWORKS = ["127.0.0.0/8"]
    port = settings.OPTIONS["port"] + PEER_PORT_OFFSET
    say(f"Tomás lives on another server: http://127.0.0.1:{port}/   (he writes to @alumbrado; give it two minutes)\n")
    there = f"http://127.0.0.1:{settings.OPTIONS['port']}"
    return {"other server": partial(elsewhere.serve, port=port, town=there), "town hall": answering.answer}


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
