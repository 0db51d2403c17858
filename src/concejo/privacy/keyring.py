# SPDX-License-Identifier: AGPL-3.0-or-later
"""Data keys: made, wrapped by the key above them, found again, entrusted to another department.

Three steps: the town's key (a file outside the data folder) wraps the key of each department and of each purpose; a
department's wraps those of its private conversations. Wrapping is AES-256-GCM with the scope as associated data, so
that no row of the database passes for another.
"""

import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.db.models import Q, QuerySet

from concejo.core import clock
from concejo.privacy import townkey
from concejo.privacy.models import SealKey
from concejo.privacy.townkey import CannotOpen

Read = TypeVar("Read")
NONCE = 12
REMEMBERED = 600
"""Seconds for which a process keeps a data key in its memory; after a renewal it goes on with the old one so long."""
BEFORE = "#"


def key_of(scope: str) -> bytes:
    """The data key with which that scope is closed today; made with the scope's first use."""
    cache = caches["keys"]
    key: bytes | None = cache.get(scope)
    if key is None:
        key = _again(lambda: open_key(_row(scope)))
        if not transaction.get_connection().in_atomic_block:
            cache.set(scope, key, REMEMBERED)  # never before it is certain that the key was committed
    return key


def every_key_of(scope: str) -> list[bytes]:
    """As the database has them now: the scope's key of today, then those from before its renewals, the latest first."""

    def opened() -> list[bytes]:
        rows = _with_those_before(scope).select_related("parent")
        return [open_key(row) for row in sorted(rows, key=lambda row: (row.scope == scope, row.scope), reverse=True)]

    return _again(opened)


def opened(scopes: QuerySet[Any, Any]) -> dict[str, bytes]:
    """The keys of many scopes (a query of their names) in two questions; the keys above them are opened once each."""
    rows = SealKey.objects.filter(pk__in=scopes).select_related("parent")
    above: dict[str, bytes] = {}
    found: dict[str, bytes] = {}
    for row in rows.iterator(chunk_size=1000):
        if row.parent is None:
            found[row.scope] = open_key(row)
            continue
        if row.parent.scope not in above:
            above[row.parent.scope] = open_key(row.parent)
        try:
            found[row.scope] = _unwrap(row, above[row.parent.scope])
        except InvalidTag:
            continue  # a renewal is under way: whoever needs it opens it alone
    return found


def make(scope: str, *, under: str = "", key: bytes | None = None) -> SealKey:
    """A data key for that scope if it has none, wrapped by the key of the scope `under`, or else by the town's."""
    with transaction.atomic():
        parent = _locked(under) if under else None
        wrapped = wrap(scope, key or secrets.token_bytes(32), parent)
        given = {"wrapped": wrapped, "made_at": clock.now(), "parent": parent}
        return SealKey.objects.get_or_create(scope=scope, defaults=given)[0]


def entrust(scope: str, *, to: str) -> None:
    """From now on another department's key opens that scope, and the one before no more; its older keys go along."""
    with transaction.atomic():
        parent = _locked(to)
        for row in _with_those_before(scope).select_for_update():
            if row.parent_id != to:
                row.wrapped, row.parent = wrap(row.scope, open_key(row), parent), parent
                row.save(update_fields=["wrapped", "parent"])


def shred(scope: str) -> None:
    """The scope's keys go: what was closed with them opens for nobody, in no copy that is not from before today."""
    with transaction.atomic():
        SealKey.objects.filter(scope__startswith=f"{scope}{BEFORE}").delete()
        row = _locked(scope)
        row.wrapped, row.made_at = wrap(scope, secrets.token_bytes(32), row.parent), clock.now()
        row.save(update_fields=["wrapped", "made_at"])
    caches["keys"].delete(scope)


def open_key(row: SealKey) -> bytes:
    """The data key in that row; `CannotOpen` if neither the key above it nor the town's opens it."""
    above = [open_key(row.parent)] if row.parent else townkey.derive_each(settings.TOWN_KEY_FILE, "wrap")
    for one in above:
        try:
            return _unwrap(row, one)
        except InvalidTag:
            continue
    raise CannotOpen("the town's key does not belong to this database")


def _unwrap(row: SealKey, above: bytes) -> bytes:
    wrapped = bytes(row.wrapped)
    return AESGCM(above).decrypt(wrapped[:NONCE], wrapped[NONCE:], row.scope.encode())


def wrap(scope: str, key: bytes, parent: SealKey | None) -> bytes:
    """A data key closed for its row: nonce, then ciphertext and tag."""
    above = open_key(parent) if parent else townkey.derive(settings.TOWN_KEY_FILE, "wrap")
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(above).encrypt(nonce, key, scope.encode())


def _again(read: Callable[[], Read]) -> Read:
    """A renewal may end between reading a row and opening it: then the row is another by now."""
    try:
        return read()
    except CannotOpen:
        return read()


def _row(scope: str) -> SealKey:
    row = SealKey.objects.select_related("parent").filter(scope=scope).first()
    return row or make(scope)


def _with_those_before(scope: str) -> QuerySet[SealKey]:
    return SealKey.objects.filter(Q(scope=scope) | Q(scope__startswith=f"{scope}{BEFORE}"))


def _locked(scope: str) -> SealKey:
    """The row of a key that is about to wrap another; nobody renews it meanwhile."""
    make(scope)
    return SealKey.objects.select_for_update().get(scope=scope)
