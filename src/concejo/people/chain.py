# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looks are chained: each holds a hash over itself and the one before, so that none can be changed or taken out unseen.

The weekly letter to mayor and administrator names the last hash; whoever keeps those letters also sees when the end of
the list was cut off.
"""

import hashlib
from datetime import UTC

from django.db import IntegrityError, transaction

from concejo.people.models import Look

TRIES = 20


def append(look: Look) -> Look:
    """Write a look as the next link; two at the same moment come one after the other."""
    for _time in range(TRIES):
        last = Look.objects.order_by("-number").first()
        look.number = last.number + 1 if last else 1
        look.chain = seal_of(look, after=last.chain if last else "")
        try:
            with transaction.atomic():
                look.save(force_insert=True)
        except IntegrityError:
            continue  # somebody else's was first
        return look
    raise IntegrityError("too many looks at one moment")


def seal_of(look: Look, *, after: str) -> str:
    """SHA-256 over the hash before and everything that this look says, in hexadecimal."""
    at = look.at.astimezone(UTC).isoformat(timespec="microseconds")
    told = "\n".join([after, str(look.number), at, str(look.by_id), look.about, look.reason])
    return hashlib.sha256(told.encode()).hexdigest()


def broken() -> int | None:
    """The number of the first look that is not as it was written, or that is missing; `None` if all are."""
    before, expected = "", 1
    for look in Look.objects.order_by("number").iterator():
        if look.number != expected or look.chain != seal_of(look, after=before):
            return expected
        before, expected = look.chain, expected + 1
    return None


def last_hash() -> str:
    """The hash of the newest look; empty when nobody has looked at anything."""
    return Look.objects.order_by("-number").values_list("chain", flat=True).first() or ""
