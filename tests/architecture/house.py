# SPDX-License-Identifier: AGPL-3.0-or-later
"""The plan of the house, read from where it is declared: the floors of pyproject.toml and the files in git."""

import ast
import functools
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "concejo"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = {contract["id"]: contract for contract in PYPROJECT["tool"]["importlinter"]["contracts"]}


def _floors() -> list[list[str]]:
    layers = CONTRACTS["floors"]["layers"]
    return [re.findall(r"\w+", layer) for layer in layers]


FLOORS = _floors()
"""From the attic down: the rooms of each floor."""
HEIGHT = {room: len(FLOORS) - number for number, floor in enumerate(FLOORS) for room in floor}
ROOMS = [room for floor in FLOORS for room in floor if (SOURCE / room).is_dir()]


def may_know(room: str, other: str) -> bool:
    """Whether a room may name things of the other: its own and those of lower floors."""
    return room == other or HEIGHT[room] > HEIGHT[other]


def python_files() -> list[Path]:
    """What runs in a town; migrations are written by Django."""
    return [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]


@functools.cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def templates() -> list[tuple[str, Path]]:
    """Each template with the room in whose folder it lies."""
    found = []
    for room in ROOMS:
        folder = SOURCE / room / "templates"
        found += [(room, path) for path in sorted(folder.rglob("*")) if path.is_file()]
    return found


@functools.cache
def tracked() -> list[Path]:
    """What a reader of the repository sees: files in git, and new ones that are not ignored."""
    said = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    names = said.stdout.decode().split("\0") if said.returncode == 0 else []
    paths = [ROOT / name for name in names if name] or [path for path in ROOT.rglob("*") if _ours(path)]
    return [path for path in paths if path.is_file()]


def _ours(path: Path) -> bool:
    """In an unpacked archive without git: everything but what set-up made."""
    made = {".venv", "node_modules", "built", "__pycache__", "var", "screens"}
    return not made & set(path.relative_to(ROOT).parts) and path.suffix != ".mo"


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))
