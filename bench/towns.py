# SPDX-License-Identifier: AGPL-3.0-or-later
"""The towns that are measured: made once, kept in a scratch folder outside the repository, opened by a process each."""

import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from .measure import SERVER_CORE, say

ROOT = Path(__file__).resolve().parent.parent
_SEEDS = ("words", "furnish", "tables", "seed", "bulk")


def default_scratch() -> Path:
    """In the cache folder of whoever runs it, else in the system's folder for temporary files."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    there = cache if cache.exists() else cache.parent
    return (cache if os.access(there, os.W_OK) else Path(tempfile.gettempdir())) / "concejo-bench"


def environment(data: Path) -> dict[str, str]:
    """What a process needs to open that town, and no setting from elsewhere."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("CONCEJO_")}
    return plain | {
        "CONCEJO_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "concejo.config.settings",
        "CONCEJO_CONFIG": str(data.parent / "no-settings.toml"),
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "0",
    }


@dataclass(frozen=True, slots=True)
class Scratch:
    """Where towns are kept between two runs."""

    folder: Path
    opened: set[int] = field(default_factory=set)
    """Sizes of those that were brought up to date in this run."""

    def town(self, posts: int) -> Path:
        """The town of so many posts; made if it is not there. A change of what it is made of makes another one."""
        folder = self.folder / f"town-{posts}-{made_of(_SEEDS)}"
        if not (folder / "made.json").exists():
            say(f"making a town of {posts:,} posts in {folder} (kept for the next run) …")
            for old in self.folder.glob(f"town-{posts}-*"):
                shutil.rmtree(old)
            folder.mkdir(parents=True)
            inside(folder / "data", "--make", str(posts))
        if posts not in self.opened:
            inside(folder / "data", "--upgrade")
            self.opened.add(posts)
        return folder / "data"

    def copy(self, posts: int) -> Path:
        """A copy of that town which may be changed; `forget` takes it away."""
        made = self.town(posts)
        folder = Path(tempfile.mkdtemp(prefix="copy-", dir=self.folder))
        shutil.copytree(made, folder / "data")
        shutil.copy2(made.with_suffix(".key"), folder / "data.key")
        shutil.copy2(made.parent / "made.json", folder / "made.json")
        return folder / "data"

    def forget(self, data: Path) -> None:
        """Take a copy away."""
        shutil.rmtree(data.parent, ignore_errors=True)


def made_of(names: Sequence[str]) -> str:
    """A mark that changes with what a town is made of; only what these files do counts."""
    mark = hashlib.sha256()
    for name in names:
        text = (ROOT / "bench" / "inside" / f"{name}.py").read_text(encoding="utf-8")
        mark.update(ast.dump(ast.parse(text)).encode())
    return mark.hexdigest()[:8]


def inside(data: Path, *words: str) -> None:
    """A process that does something to a town and ends."""
    subprocess.run([sys.executable, "-m", "bench.inside", *words], env=environment(data), cwd=ROOT, check=True)


class Inside:
    """A process with one town open, on the server's core; it is asked by lines of JSON and answers by lines of JSON."""

    def __init__(self, data: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.inside", "--core", str(SERVER_CORE)],
            env=environment(data), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def ask(self, what: str, **facts: object) -> dict[str, Any]:
        """One question, one answer; `RuntimeError` when the process could not answer."""
        pipe_in, pipe_out = self._process.stdin, self._process.stdout
        if pipe_in is None or pipe_out is None:
            raise RuntimeError("the process has no pipes")
        pipe_in.write(json.dumps({"ask": what, **facts}) + "\n")
        pipe_in.flush()
        line = pipe_out.readline()
        if not line:
            raise RuntimeError(f"the process that measures ended while it was asked for {what}")
        said: dict[str, Any] = json.loads(line)
        if "error" in said:
            raise RuntimeError(f"{what}: {said['error']}")
        return said

    def close(self) -> None:
        """It ends with its input."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
