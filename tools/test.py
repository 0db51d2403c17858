# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs the tests: all of them on two processes, or what the arguments ask for (pytest's: a file, -k WORDS, -x).

What is not installed here (Postfix, Dovecot, Chromium, nginx) is skipped, with the line that installs it.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    arguments = sys.argv[1:]
    if set(arguments) & {"-h", "--help"}:
        print(f"usage: ./concejo test [--pytest-help | ARGUMENTS OF PYTEST]\n\n{__doc__}")
        return
    if arguments == ["--pytest-help"]:
        arguments = ["--help"]
    # Paths are meant from where the person stands; pytest stands at the root.
    arguments = [_from_here(argument) for argument in arguments] or ["-n", "2", "--dist", "loadfile"]
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])  # noqa: S606 - our own interpreter, no shell


def _from_here(argument: str) -> str:
    path, separator, name = argument.partition("::")
    return f"{Path(path).resolve()}{separator}{name}" if not path.startswith("-") and Path(path).exists() else argument


if __name__ == "__main__":
    main()
