# SPDX-License-Identifier: AGPL-3.0-or-later
"""One lease for letters, promises and deliveries: claim, work outside any transaction, finish in a short one.

A worker that dies leaves a lease that runs out; another worker takes the row up again. Back-off doubles from one minute
to six hours with jitter; what cannot succeed is given up, and stays where staff see it.
"""

import random
from datetime import timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet

from concejo.core import clock
from concejo.core.ids import new_token
from concejo.core.models import Leased

Row = TypeVar("Row", bound=Leased)
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 14


class Permanent(Exception):
    """Trying again would not help: the row is given up at once."""


def claim(rows: QuerySet[Row], *, limit: int = 50, lease: timedelta = LEASE) -> list[Row]:
    """Take up to `limit` due rows for this worker by one conditional UPDATE; each row goes to one worker only."""
    now = clock.now()
    mark = new_token()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    due = rows.filter(free, work=Leased.State.WAITING, next_at__lte=now).order_by("next_at", "id")
    with transaction.atomic():
        ids = list(due.values_list("pk", flat=True)[:limit])
        if not ids:
            return []
        rows.filter(free, pk__in=ids, work=Leased.State.WAITING).update(lease_until=now + lease, lease=mark)
    return list(rows.filter(pk__in=ids, lease=mark).order_by("next_at", "id"))


def done(row: Leased) -> None:
    """The work is finished; called inside the transaction of its effect."""
    _write(row, work=Leased.State.DONE, error="")


def failed(row: Leased, error: str, *, permanent: bool = False, after: float | None = None) -> None:
    """Try again later (`after` seconds if the network said so), or give up and let staff see it."""
    attempts = row.attempts + 1
    if permanent or attempts >= MOST_ATTEMPTS:
        _write(row, work=Leased.State.GIVEN_UP, attempts=attempts, error=error[:500])
        return
    wait = after if after is not None else min(60 * 2 ** (attempts - 1), 6 * 3600) * random.uniform(0.8, 1.3)  # noqa: S311 -- jitter, not a secret
    _write(row, attempts=attempts, error=error[:500], next_at=clock.now() + timedelta(seconds=wait))


def again(row: Leased) -> None:
    """A person asks for another try, now."""
    _write(row, work=Leased.State.WAITING, attempts=0, error="", next_at=clock.now())


def _write(row: Leased, **values: object) -> None:
    values |= {"lease_until": None, "lease": ""}
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=[*values])
