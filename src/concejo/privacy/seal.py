# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealing: what is private is stored only as AES-256-GCM (NIST SP 800-38D) under a data key per scope.

Data keys lie in the database, wrapped (`keyring`) in the end by the town's key, which lies in a file outside the data
folder and is printed once on paper at set-up. Without that file the database tells nothing.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from concejo.privacy import keyring
from concejo.privacy.townkey import CannotOpen

__all__ = ["CannotOpen", "seal", "unseal"]


def seal(scope: str, plain: bytes) -> bytes:
    """Close `plain` under the scope's key: nonce, then ciphertext and tag."""
    nonce = secrets.token_bytes(keyring.NONCE)
    return nonce + AESGCM(keyring.key_of(scope)).encrypt(nonce, plain, scope.encode())


def unseal(scope: str, closed: bytes | memoryview) -> bytes:
    """Open what `seal` closed, also before a renewal; `CannotOpen` when it was changed or belongs elsewhere."""
    closed = bytes(closed)
    plain = _tried(keyring.key_of(scope), scope, closed)
    if plain is not None:
        return plain
    for key in keyring.every_key_of(scope):
        plain = _tried(key, scope, closed)
        if plain is not None:
            return plain
    raise CannotOpen(f"the seal of {scope} does not open")


def unseal_with(key: bytes | None, scope: str, closed: bytes) -> bytes:
    """The same with a key that is at hand (`keyring.opened`), for whoever opens many; else as `unseal` does."""
    plain = _tried(key, scope, closed) if key else None
    return unseal(scope, closed) if plain is None else plain


def _tried(key: bytes, scope: str, closed: bytes) -> bytes | None:
    if len(closed) <= keyring.NONCE:
        return None  # emptied
    try:
        return AESGCM(key).decrypt(closed[: keyring.NONCE], closed[keyring.NONCE :], scope.encode())
    except InvalidTag:
        return None
