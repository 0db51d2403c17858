# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town's key: 32 bytes in a file outside the data folder, printed once on paper. Needs no database."""

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
        file.write(base64.b32encode(secrets.token_bytes(32)).decode() + "\n")


@lru_cache(maxsize=4)
def read(path: Path) -> bytes:
    """The town's key."""
    try:
        key = base64.b32decode(path.read_text(encoding="ascii").strip())
    except (OSError, UnicodeDecodeError, binascii.Error) as error:
        raise CannotOpen(f"the town's key {path.name} cannot be read") from error
    if len(key) != 32:
        raise CannotOpen(f"the town's key {path.name} has the wrong length")
    return key


@lru_cache(maxsize=64)
def derive(path: Path, purpose: str) -> bytes:
    """32 bytes for one purpose: HKDF-Expand of one block (RFC 5869) with SHA-256, so that no two uses share a key."""
    extracted = hmac.new(b"concejo", read(path), hashlib.sha256).digest()
    return hmac.new(extracted, purpose.encode() + b"\x01", hashlib.sha256).digest()


def fingerprint(path: Path) -> str:
    """Sixteen letters and digits by which a person tells one key from another; it opens nothing."""
    return derive(path, "fingerprint").hex()[:16]


def secret_key(path: Path) -> str:
    """Django's SECRET_KEY, from the town's key; before `setup` a throw-away one that signs nothing lasting."""
    if not path.exists():
        return secrets.token_hex(32)
    return derive(path, "django").hex()
