# SPDX-License-Identifier: AGPL-3.0-or-later
"""A worker's place: one living process has it at a time, so that whoever takes it knows its predecessor is dead."""

import fcntl
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 30.0
"""Seconds to wait for a predecessor that still finishes."""


class Taken(RuntimeError):
    """Somebody else has this place, and lives."""


@contextmanager
def held(folder: Path, slot: str, *, patience: float = PATIENCE) -> Iterator[str]:
    """Hold the place for the block; yields the worker's name, which no other data folder has. The lock dies with us."""
    path = folder / f"worker-{slot}.lock"
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _lock(handle, slot, patience)
        yield f"{slot}.{_word(handle)}"
    finally:
        os.close(handle)


def _lock(handle: int, slot: str, patience: float) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise Taken(f"The place {slot} is taken by another worker that lives.") from error
            time.sleep(0.1)
        else:
            return


def _word(handle: int) -> str:
    """Chosen once for this folder, so that workers on two machines with one database never share a name."""
    told = os.pread(handle, 20, 0).decode("ascii", "replace").strip()
    if re.fullmatch(r"[0-9a-f]{10}", told):
        return told
    word = secrets.token_hex(5)
    os.pwrite(handle, word.encode(), 0)
    return word
