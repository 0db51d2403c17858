# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line: each command is a module with `arguments(parser)` and `run(given) -> exit code`."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Protocol, cast

import django

from concejo.config.options import WrongSetting
from concejo.privacy.townkey import CannotOpen


class Command(Protocol):
    """What a command's module offers."""

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare its arguments."""

    def run(self, given: argparse.Namespace) -> int:
        """Do it; 0 when all is well, 1 when something is wrong in the town, 2 when it was called wrongly."""


COMMANDS: dict[str, str] = {
    "demo": "Start the demo town Olivar del Genil, with a month of life.",
    "serve": "Serve the town: web and worker, watched over.",
    "worker": "Run only the worker: letters, promises, deliveries.",
    "setup": "Set up a real town: name, language, first administrator.",
    "backup": "Write the whole town into one file, while it works.",
    "restore": "Bring a backup into an empty folder, and compare it with what it says of itself.",
    "renew-keys": "Renew the town's key and all others, while it works.",
    "let-in": "Let a colleague in again who lost password and second factor.",
    "doctor": "Say what is wrong with this town's machine and how to mend it.",
    "move": "Carry the town from its SQLite file to PostgreSQL.",
    "import-cases": "Bring in cases from a CSV file, in bulk.",
    "import-roll": "Bring in the register of residents from a CSV file, as keyed hashes.",
    "import-assets": "Bring in lamps, containers and other things with a number from a CSV file.",
    "import-streets": "Bring in streets and places from a CSV file.",
}
_SHARED = (
    ("--data", "CONCEJO_DATA", "folder for the database and the media"),
    ("--port", "CONCEJO_PORT", "port of the web pages"),
    ("--mail-port", "CONCEJO_MAIL_PORT", "port of the mail listener (0: none)"),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command."""
    given = list(sys.argv[1:] if argv is None else argv)
    if not given or given[0] not in COMMANDS:
        return _overview(given)
    try:
        return _run(given[0], given[1:])
    except (WrongSetting, CannotOpen) as error:
        sys.stderr.write(f"{error}\n")
        return error.code if isinstance(error, WrongSetting) else 78
    except KeyboardInterrupt:
        return 130


def _run(name: str, words: list[str]) -> int:
    early = _shared(argparse.ArgumentParser(add_help=False, allow_abbrev=False))
    told, _rest = early.parse_known_args(words)
    for _flag, variable, _text in _SHARED:
        if getattr(told, variable):
            os.environ[variable] = getattr(told, variable)
    prepare_environment(name)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "concejo.config.settings")
    django.setup()
    # Only now can models be read, so a command's module comes in here, by name.
    module = cast("Command", import_module(f"concejo.config.commands.{name.replace('-', '_')}"))
    parser = _shared(argparse.ArgumentParser(prog=f"concejo {name}", description=COMMANDS[name], allow_abbrev=False))
    module.arguments(parser)
    return module.run(parser.parse_args(words))


def prepare_environment(name: str) -> None:
    """The demo town has a folder of its own, and settings that no real town should have."""
    if name == "demo":
        os.environ.setdefault("CONCEJO_DATA", "var/demo")
        os.environ["CONCEJO_DEMO"] = "yes"
        os.environ.setdefault("CONCEJO_STAFF_WITHOUT_FACTOR", "yes")
        os.environ.setdefault("CONCEJO_MAIL_PORT", "2525")
        os.environ.setdefault("CONCEJO_MAIL_PROTOCOL", "smtp")


def _shared(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    for flag, variable, text in _SHARED:
        parser.add_argument(flag, dest=variable, metavar=flag.lstrip("-").upper(), help=text)
    return parser


def _overview(given: list[str]) -> int:
    asked = not given or given[0] in {"-h", "--help", "help"}
    lines = ["usage: concejo COMMAND [options]", "", "A town talks with its residents, and mends the lamp.", ""]
    lines += [f"  {name:<15} {sentence}" for name, sentence in COMMANDS.items()]
    lines += ["", "concejo COMMAND --help says more."]
    if not asked:
        lines.insert(0, f"There is no command called {given[0]}.")
    (sys.stdout if asked else sys.stderr).write("\n".join(lines) + "\n")
    return 0 if asked else 2
