# SPDX-License-Identifier: AGPL-3.0-or-later
"""Everything that must hold before a change is offered: style, types, floors, templates, translations."""

import argparse
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One thing that must hold, and the command that finds out."""

    name: str
    heading: str
    command: tuple[str, ...]
    mend: tuple[str, ...] = ()
    """Run before it with --fix."""


@dataclass(frozen=True, slots=True)
class Verdict:
    gate: Gate
    passed: bool
    said: str
    seconds: float


def gates() -> list[Gate]:
    ruff = str(BIN / "ruff")
    python = sys.executable
    return [
        Gate(name="lint", heading="Style (ruff)", command=(ruff, "check", "."), mend=(ruff, "check", "--fix", ".")),
        Gate(
            name="format",
            heading="Format (ruff)",
            command=(ruff, "format", "--check", "."),
            mend=(ruff, "format", "."),
        ),
        Gate(name="types", heading="Types (mypy --strict)", command=(str(BIN / "mypy"),)),
        Gate(name="floors", heading="Floors (import-linter)", command=(str(BIN / "lint-imports"), "--no-logo")),
        Gate(name="templates", heading="Templates (djlint)", command=(str(BIN / "djlint"), "src", "--lint", "--quiet")),
        Gate(
            name="messages",
            heading="Words in Spanish and French",
            command=(python, "tools/messages.py", "--check"),
            mend=(python, "tools/messages.py"),
        ),
    ]


def run(command: tuple[str, ...]) -> tuple[int, str]:
    environment = {**os.environ, "PYTHONWARNINGS": "default", "NO_COLOR": "1"}
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout.strip()


def look(gate: Gate) -> Verdict:
    if gate.name == "templates" and not any((ROOT / "src").glob("concejo/*/templates/**/*.html")):
        return Verdict(gate, passed=True, said="no templates yet", seconds=0)
    started = time.monotonic()
    code, said = run(gate.command)
    return Verdict(gate, code == 0, said, time.monotonic() - started)


def main() -> int:
    every = gates()
    parser = argparse.ArgumentParser(prog="./concejo check", description=__doc__)
    names = [gate.name for gate in every]
    parser.add_argument("gate", nargs="*", metavar="GATE", help=f"only these: {', '.join(names)} (default: all)")
    parser.add_argument(
        "--fix", action="store_true", help="first mend what a program can mend (style, format, catalogues)"
    )
    arguments = parser.parse_args()
    unknown = set(arguments.gate) - set(names)
    if unknown:
        parser.error(f"there is no gate called {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    wanted = [gate for gate in every if not arguments.gate or gate.name in arguments.gate]
    if arguments.fix:
        for gate in wanted:
            if gate.mend:
                run(gate.mend)
    verdicts = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for verdict in pool.map(look, wanted):
            print(f"\n== {verdict.gate.heading}\n{verdict.said}", flush=True)
            verdicts.append(verdict)
    print("\n== Summary")
    for verdict in verdicts:
        print(f"{'passed' if verdict.passed else 'FAILED'}  {verdict.seconds:5.1f} s  {verdict.gate.heading}")
    return 0 if all(verdict.passed for verdict in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
