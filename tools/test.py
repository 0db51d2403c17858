# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs the tests: all of them on two processes, or what the arguments ask for (pytest's: a file, -k WORDS, -x).

`--on postgresql` starts a private PostgreSQL first, runs them on it, and stops it after them; else they run on SQLite.
What is not installed here (Postfix, Dovecot, Chromium, nginx) is skipped, with the line that installs it.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BESIDE = {"sqlite": [], "postgresql": [sys.executable, str(ROOT / "tests" / "counterparts" / "postgresql.py")]}
"""What runs around the tests."""
ALL = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
"""In the order of the folders: files of one long test would else come last and leave one of the two idle."""


def main() -> None:
    arguments = sys.argv[1:]
    if set(arguments) & {"-h", "--help"}:
        print(f"usage: ./concejo test [--on sqlite|postgresql] [--pytest-help | ARGUMENTS OF PYTEST]\n\n{__doc__}")
        return
    beside = BESIDE[_database(arguments)]
    if arguments == ["--pytest-help"]:
        arguments = ["--help"]
    # Paths are meant from where the person stands; pytest stands at the root.
    arguments = [_from_here(argument) for argument in arguments] or ALL
    os.chdir(ROOT)
    os.execv(sys.executable, [*beside, sys.executable, "-m", "pytest", *arguments])  # noqa: S606 - our own interpreter, no shell


def _database(arguments: list[str]) -> str:
    """Which database was asked for; its two words are taken out of the arguments."""
    if "--on" not in arguments:
        return "sqlite"
    at = arguments.index("--on")
    asked = "".join(arguments[at + 1 : at + 2])
    if asked not in BESIDE:
        print("--on sqlite or --on postgresql", file=sys.stderr)
        raise SystemExit(2)
    del arguments[at : at + 2]
    return asked


def _from_here(argument: str) -> str:
    path, separator, name = argument.partition("::")
    return f"{Path(path).resolve()}{separator}{name}" if not path.startswith("-") and Path(path).exists() else argument


if __name__ == "__main__":
    main()
