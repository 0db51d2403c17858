# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealing: what is private is stored only as AES-256-GCM (NIST SP 800-38D) under a data key per scope.

Data keys lie in the database, wrapped by the town's key, which lies in a file outside the data folder and is printed
once on paper at set-up. Without that file the database tells nothing.
"""

import base64
import binascii
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.cache import caches
from django.db import transaction

from concejo.core import clock
from concejo.privacy.models import SealKey

NONCE = 12


class CannotOpen(Exception):
    """The seal is broken, or the town's key is another one."""


def make_key_file(path: Path) -> None:
    """Write a fresh town key, readable by its owner alone; never overwrites one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(base64.b32encode(secrets.token_bytes(32)).decode() + "\n")


@lru_cache(maxsize=4)
def read_key_file(path: Path) -> bytes:
    """The town's key: 32 bytes."""
    try:
        key = base64.b32decode(path.read_text(encoding="ascii").strip())
    except (OSError, UnicodeDecodeError, binascii.Error) as error:
        raise CannotOpen(f"the town's key {path.name} cannot be read") from error
    if len(key) != 32:
        raise CannotOpen(f"the town's key {path.name} has the wrong length")
    return key


def derive(path: Path, purpose: str) -> bytes:
    """32 bytes for one purpose (HKDF, RFC 5869), so that no two uses share a key."""
    return HKDF(hashes.SHA256(), 32, salt=b"concejo", info=purpose.encode()).derive(read_key_file(path))


def seal(scope: str, plain: bytes) -> bytes:
    """Close `plain` under the scope's key: nonce, then ciphertext and tag."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(_data_key(scope)).encrypt(nonce, plain, scope.encode())


def unseal(scope: str, closed: bytes) -> bytes:
    """Open what `seal` closed; raises `CannotOpen` when it was changed or belongs elsewhere."""
    closed = bytes(closed)
    try:
        return AESGCM(_data_key(scope)).decrypt(closed[:NONCE], closed[NONCE:], scope.encode())
    except InvalidTag as error:
        raise CannotOpen(f"the seal of {scope} does not open") from error


def _data_key(scope: str) -> bytes:
    cache = caches["keys"]
    key: bytes | None = cache.get(scope)
    if key is None:
        key = _stored_key(scope)
        if not transaction.get_connection().in_atomic_block:
            cache.set(scope, key, None)  # never before it is certain that the key was committed
    return key


def _stored_key(scope: str) -> bytes:
    wrapping = AESGCM(derive(settings.TOWN_KEY_FILE, "wrap"))
    row = SealKey.objects.filter(scope=scope).first()
    if row is None:
        fresh, nonce = secrets.token_bytes(32), secrets.token_bytes(NONCE)
        wrapped = nonce + wrapping.encrypt(nonce, fresh, scope.encode())
        row, _ = SealKey.objects.get_or_create(scope=scope, defaults={"wrapped": wrapped, "made_at": clock.now()})
    wrapped = bytes(row.wrapped)
    try:
        return wrapping.decrypt(wrapped[:NONCE], wrapped[NONCE:], scope.encode())
    except InvalidTag as error:
        raise CannotOpen("the town's key does not belong to this database") from error
