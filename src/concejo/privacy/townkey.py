# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town's key: 32 bytes in a file outside the data folder, printed once on paper. Needs no database.

While the key is renewed the file holds two lines, the new one first; every process sees a change of the file at once.
"""

import base64
import binascii
import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path


class CannotOpen(Exception):
    """The seal is broken, or the town's key is missing or another one."""


def make(path: Path) -> None:
    """Write a fresh town key, readable by its owner alone; never overwrites one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(_fresh() + "\n")


def read(path: Path) -> tuple[bytes, ...]:
    """The town's key; while it is renewed, the one before it too."""
    return _keys(path, _stamp(path))


def derive(path: Path, purpose: str) -> bytes:
    """32 bytes for one purpose: HKDF-Expand of one block (RFC 5869) with SHA-256, so that no two uses share a key."""
    return derive_each(path, purpose)[0]


def derive_each(path: Path, purpose: str) -> tuple[bytes, ...]:
    """The same from each key of the file, the newest first."""
    return _derived(path, _stamp(path), purpose)


def fingerprint(path: Path) -> str:
    """Sixteen letters and digits by which a person tells one key from another; it opens nothing."""
    return derive(path, "fingerprint").hex()[:16]


def secret_keys(path: Path) -> list[str]:
    """Django's SECRET_KEY and what may still stand from the key before; before `setup` one that signs nothing."""
    if not path.exists():
        return [secrets.token_hex(32)]
    return [one.hex() for one in derive_each(path, "django")]


def words(path: Path) -> str:
    """The newest key in groups of four, as it is printed."""
    line = path.read_text(encoding="ascii").split()[0]
    return " ".join(line[at : at + 4] for at in range(0, len(line), 4))


def add(path: Path) -> None:
    """A fresh key stands before the one of today; does nothing if a renewal has begun already."""
    if len(read(path)) == 1:
        _write(path, [_fresh(), *path.read_text(encoding="ascii").split()])


def drop_old(path: Path) -> None:
    """Only the newest key stays; whatever the one before it still closes is lost."""
    _write(path, path.read_text(encoding="ascii").split()[:1])


def _fresh() -> str:
    return base64.b32encode(secrets.token_bytes(32)).decode()


def _write(path: Path, lines: list[str]) -> None:
    """Whole or not at all, also when the power goes."""
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _stamp(path: Path) -> tuple[int, int]:
    """Changes whenever the file does."""
    try:
        told = path.stat()
    except OSError as error:
        raise CannotOpen(f"the town's key {path.name} cannot be read") from error
    return told.st_mtime_ns, told.st_ino


@lru_cache(maxsize=4)
def _keys(path: Path, _stamp: tuple[int, int]) -> tuple[bytes, ...]:
    try:
        keys = tuple(base64.b32decode(line) for line in path.read_text(encoding="ascii").split())
    except (OSError, UnicodeDecodeError, binascii.Error) as error:
        raise CannotOpen(f"the town's key {path.name} cannot be read") from error
    if not 1 <= len(keys) <= 2 or any(len(key) != 32 for key in keys):
        raise CannotOpen(f"the town's key {path.name} has the wrong length")
    return keys


@lru_cache(maxsize=64)
def _derived(path: Path, stamp: tuple[int, int], purpose: str) -> tuple[bytes, ...]:
    extracted = [hmac.new(b"concejo", key, hashlib.sha256).digest() for key in _keys(path, stamp)]
    return tuple(hmac.new(one, purpose.encode() + b"\x01", hashlib.sha256).digest() for one in extracted)
