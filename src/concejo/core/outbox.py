# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promises: what must follow is written with its cause, and kept by the room that registered for it.

Promises name things by string, so that a lower room can ask an upper one to act without knowing it.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from concejo.core import clock, lease, rows
from concejo.core.durable import away
from concejo.core.models import Promise

log = logging.getLogger(__name__)
Keeper = Callable[..., None]
_keepers: dict[str, Keeper] = {}


def promise(name: str, *, key: str, due: datetime | None = None, **arguments: int | str) -> None:
    """Write down what must follow (ids only), once per key; must be called inside the transaction of its cause."""
    now = clock.now()
    row = Promise(key=f"{name}:{key}", name=name, arguments=arguments, made_at=now, next_at=due or now)
    rows.write(row, unless_there=True)


def keeps(name: str) -> Callable[[Keeper], Keeper]:
    """Register the function that keeps promises of this name; it must be idempotent."""

    def register(keeper: Keeper) -> Keeper:
        if name in _keepers and _keepers[name] is not keeper:
            raise ValueError(f"two keepers for {name}")
        _keepers[name] = keeper
        return keeper

    return register


def take_back(name: str, *, key: str) -> bool:
    """Undo a promise that nobody has begun to keep; says whether there was one."""
    waiting = Promise.objects.filter(key=f"{name}:{key}", work=Promise.State.WAITING, lease="")
    return waiting.delete()[0] > 0


def keep_due(*, limit: int = 50, stopping: Callable[[], bool] | None = None) -> int:
    """Keep what is due; returns how many promises were taken up."""
    return lease.work_through(Promise.objects.all(), keep, limit=limit, stopping=stopping)


def keep(row: Promise) -> None:
    """Keep one promise; its effect and its end are one transaction."""
    keeper = _keepers.get(row.name)
    if keeper is None:
        lease.failed(row, f"nobody keeps {row.name}", permanent=True)
        return
    try:
        with transaction.atomic():
            keeper(**row.arguments)
            lease.done(row)
    except lease.Permanent as error:
        lease.failed(row, str(error), permanent=True)
    except lease.Lost as error:
        log.warning("%s was taken up by another worker; it is done there", error)
    except Exception as error:
        if away(error):
            raise  # that is not the promise's fault
        log.exception("promise %s could not be kept", row.name)
        lease.failed(row, type(error).__name__)
