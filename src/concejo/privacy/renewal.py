# SPDX-License-Identifier: AGPL-3.0-or-later
"""All keys are renewed while the town works: the town's own and every data key.

What was closed stays closed by the key of its time, which is kept, wrapped anew; what is written from now on has a
fresh one. It can be cut off at any moment and begun again: until everything opens with the new town key, the file
holds both.
"""

import secrets
import time
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction

from concejo.core import clock, ledger
from concejo.privacy import keyring, townkey
from concejo.privacy.models import SealKey

BATCH = 200
GRACE = 20.0
"""Seconds: a transaction that had begun before the file changed may still write a key under the old one; none lasts
longer."""
LASTING = ("slip", "roll", "residency")
"""Scopes whose key is never renewed: what was reckoned with it is looked up, so it must come out the same for ever."""


def renew(*, say: Callable[[str], object]) -> int:
    """A fresh town key and fresh data keys; returns how many data keys there are, those of before included."""
    path: Path = settings.TOWN_KEY_FILE
    begun = len(townkey.read(path)) > 1
    townkey.add(path)
    stamp = f"{clock.now():%Y-%m-%dT%H:%M:%S.%f}"
    names = list(SealKey.objects.filter(parent=None).order_by("scope").values_list("scope", flat=True))
    say(f"{'going on: ' if begun else ''}{len(names)} keys under the town's …")
    for at in range(0, len(names), BATCH):
        _in_turn(names[at : at + BATCH], stamp)
    say(f"{GRACE:.0f} seconds, until nobody works with the old one …")
    time.sleep(GRACE)
    count = _all_open(say)
    townkey.drop_old(path)
    ledger.write("privacy.keys_renewed", by="town", about="town", keys=count)
    return count


def _in_turn(names: list[str], stamp: str) -> None:
    for name in names:
        with transaction.atomic():
            row = SealKey.objects.select_for_update().get(scope=name)
            if _is_new(row):
                continue  # a renewal that was cut off had come so far
            children = list(SealKey.objects.select_for_update().filter(parent=row).select_related("parent"))
            opened = [(child, keyring.open_key(child)) for child in children]
            _fresh(row, stamp)
            for child, key in opened:
                child.parent, child.wrapped = row, keyring.wrap(child.scope, key, row)
                child.save(update_fields=["wrapped"])
                _fresh(child, stamp)


def _fresh(row: SealKey, stamp: str) -> None:
    """A key of before stays one; one of today becomes one, and a fresh one takes its place."""
    old = keyring.open_key(row)
    if keyring.BEFORE in row.scope or row.scope in LASTING:
        row.wrapped = keyring.wrap(row.scope, old, row.parent)
    else:
        keyring.make(f"{row.scope}{keyring.BEFORE}{stamp}", under=row.parent_id or "", key=old)
        row.wrapped, row.made_at = keyring.wrap(row.scope, secrets.token_bytes(32), row.parent), clock.now()
    row.save(update_fields=["wrapped", "made_at"])


def _is_new(row: SealKey) -> bool:
    """The newest town key opens it."""
    wrapped = bytes(row.wrapped)
    try:
        AESGCM(townkey.derive(settings.TOWN_KEY_FILE, "wrap")).decrypt(
            wrapped[: keyring.NONCE], wrapped[keyring.NONCE :], row.scope.encode()
        )
    except InvalidTag:
        return False
    return True


def _all_open(say: Callable[[str], object]) -> int:
    """Nothing hangs on the old town key any more: looked at row by row before that key goes."""
    late = [row.scope for row in SealKey.objects.filter(parent=None) if not _is_new(row)]
    if late:  # made in the moment in which the file changed
        _in_turn(late, f"{clock.now():%Y-%m-%dT%H:%M:%S.%f}")
    count = 0
    for row in SealKey.objects.select_related("parent").iterator():
        keyring.open_key(row)
        count += 1
    say(f"{count} keys opened once more.")
    return count
