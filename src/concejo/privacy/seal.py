# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealing: what is private is stored only as AES-256-GCM (NIST SP 800-38D) under a data key per scope.

Data keys lie in the database, wrapped by the town's key, which lies in a file outside the data folder and is printed
once on paper at set-up. Without that file the database tells nothing.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.cache import caches
from django.db import transaction

from concejo.core import clock
from concejo.privacy import townkey
from concejo.privacy.models import SealKey
from concejo.privacy.townkey import CannotOpen

NONCE = 12
__all__ = ["CannotOpen", "seal", "unseal"]


def seal(scope: str, plain: bytes) -> bytes:
    """Close `plain` under the scope's key: nonce, then ciphertext and tag."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(_data_key(scope)).encrypt(nonce, plain, scope.encode())


def unseal(scope: str, closed: bytes | memoryview) -> bytes:
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
    wrapping = AESGCM(townkey.derive(settings.TOWN_KEY_FILE, "wrap"))
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
