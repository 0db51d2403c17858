# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who works on the town: many may serve it at once, and whoever moves it away must be alone.

A lock on a file in the data folder (flock) says so; it falls with the process, however that ends.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

from concejo.config.options import WrongSetting

_held: dict[Path, IO[bytes]] = {}


class InUse(WrongSetting):
    """Two things that exclude each other were begun; exit code 1."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, code=1)


def hold() -> None:
    """From now until it ends, this process works on the town. Again is harmless."""
    path = _path()
    if path in _held:
        return
    file = path.open("ab")
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise InUse("The town is being moved to another database. Start again when that is done.") from None
    _held[path] = file


@contextmanager
def alone() -> Iterator[None]:
    """Nobody else works on the town inside this block, and nobody begins to."""
    with _path().open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse("The town is being served. Stop it first (serve, worker and every other command).") from None
        yield


def _path() -> Path:
    folder = Path(settings.DATA)
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    return folder / "in-use.lock"
