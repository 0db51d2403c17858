# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line: each command is a module with `HELP`, `arguments(parser)` and `run(options) -> exit code`."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

import django

from concejo.config.options import WrongSetting


class Command(Protocol):
    """What a command's module offers."""

    HELP: str

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare its arguments."""

    def run(self, given: argparse.Namespace) -> int:
        """Do it; 0 when all is well, 1 when something is wrong in the town, 2 when it was called wrongly."""


COMMANDS: dict[str, str] = {
    "demo": "Start the demo town Olivar del Genil, with a month of life.",
    "serve": "Serve the town: web and worker, watched over.",
    "worker": "Run only the worker: letters, promises, deliveries.",
    "setup": "Set up a real town: name, language, first administrator.",
    "doctor": "Say what is wrong with this town's machine and how to mend it.",
    "import-cases": "Bring in cases from a CSV file, in bulk.",
    "import-streets": "Bring in streets and places from a CSV file.",
}
_SHARED = (
    ("--data", "CONCEJO_DATA", "folder for the database and the media"),
    ("--port", "CONCEJO_PORT", "port of the web pages"),
    ("--mail-port", "CONCEJO_MAIL_PORT", "port of the mail listener (0: none)"),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command."""
    parser = argparse.ArgumentParser(prog="concejo", description="A town talks with its residents, and mends the lamp.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    given_args = list(sys.argv[1:] if argv is None else argv)
    for name, sentence in COMMANDS.items():
        one = commands.add_parser(name, help=sentence, description=sentence)
        for flag, variable, text in _SHARED:
            one.add_argument(flag, dest=variable, metavar=flag.lstrip("-").upper(), help=text)
        _module(name).arguments(one)
    given = parser.parse_args(given_args)
    if given.command is None:
        parser.print_help()
        return 2 if given_args else 0
    for _flag, variable, _text in _SHARED:
        if getattr(given, variable):
            os.environ[variable] = getattr(given, variable)
    return _run(given)


def _run(given: argparse.Namespace) -> int:
    try:
        return _module(given.command).run(given)
    except WrongSetting as error:
        sys.stderr.write(f"{error}\n")
        return 78
    except KeyboardInterrupt:
        return 130


def wake() -> None:
    """Bring Django up, for commands that need the town."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concejo.config.settings")
    django.setup()


def _module(name: str) -> Command:
    return cast("Command", import_module(f"concejo.config.commands.{name.replace('-', '_')}"))
