# SPDX-License-Identifier: AGPL-3.0-or-later
"""One lease for letters, promises and deliveries: claim, work outside any transaction, finish in a short one.

A worker that dies leaves leases under its name. Its successor, or anybody once they have run out, sets the rows free
and counts that they were cut off. From then on such a row is claimed alone, so that one that kills its worker takes
nobody with it, and is given up visibly. Back-off doubles from one minute to six hours with jitter.
"""

import os
import random
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import F, Q, QuerySet

from concejo.core import clock
from concejo.core import rows as sentences
from concejo.core.ids import new_token
from concejo.core.models import Leased

Row = TypeVar("Row", bound=Leased)
LEASE = timedelta(minutes=5)
MOST_ATTEMPTS = 14
MOST_CUT_OFF = 4
"""The first time it may have been the neighbour in the same batch; the other three times it was alone."""
DIED = "the worker ended in the middle of it"
STUCK = "it took longer than it may"
_AFTER_CUT_OFF = 3.0
"""Seconds until what was cut off alone is tried again, doubled each time: others go first."""
_signed = ""
_at_work: dict[int, tuple[Leased, float]] = {}


class Permanent(Exception):
    """Trying again would not help: the row is given up at once."""


class Lost(Exception):
    """Somebody else has taken the row up meanwhile: whatever was done for it in this transaction must not count."""


def sign_as(name: str) -> None:
    """From now on this process claims under that name; nobody else alive may have it."""
    global _signed  # noqa: PLW0603 -- the name of the process, given once at its start
    _signed = name[:30]


def _mark() -> str:
    return f"{_mine()}{new_token()}"


def _mine() -> str:
    return f"{_signed or f'p{os.getpid()}'}~"


def claim(rows: QuerySet[Row], *, limit: int = 50, lease: timedelta = LEASE) -> list[Row]:
    """Take up to `limit` due rows for this worker by one conditional UPDATE; each row goes to one worker only.

    One that was cut off before comes alone.
    """
    now = clock.now()
    due = rows.filter(_free(now), work=Leased.State.WAITING, next_at__lte=now).order_by("next_at", "id")
    found = list(due.values_list("pk", "lease", "cut_off")[:limit])
    if any(mark for _pk, mark, _times in found):
        with transaction.atomic():
            _cut_off(due.exclude(lease=""), now)
        found = list(due.values_list("pk", "lease", "cut_off")[:limit])
    if not found:
        return []
    suspect = found[0][2] > 0
    ids = [found[0][0]] if suspect else [pk for pk, _mark, times in found if not times]
    mark = _mark()
    with transaction.atomic():
        rows.filter(_free(now), pk__in=ids, work=Leased.State.WAITING).update(lease_until=now + lease, lease=mark)
    return list(rows.filter(pk__in=ids, lease=mark).order_by("next_at", "id"))


def work_through(
    rows: QuerySet[Row], do: Callable[[Row], object], *, limit: int, stopping: Callable[[], bool] | None = None
) -> int:
    """Claim what is due and do it, one after the other; what a stop leaves undone is given back.

    Returns how many rows were taken up.
    """
    taken = claim(rows, limit=limit)
    for row in taken:
        if stopping is not None and stopping():
            give_back(rows)
            break
        if not _hold(row):
            continue
        _at_work[threading.get_ident()] = (row, time.monotonic())
        try:
            do(row)
        finally:
            del _at_work[threading.get_ident()]
    return len(taken)


def at_work() -> list[tuple[Leased, float]]:
    """What this process is doing at this moment, and for how many seconds."""
    now = time.monotonic()
    return [(row, now - since) for row, since in list(_at_work.values())]


def give_back(rows: QuerySet[Row]) -> int:
    """What this process has claimed and not finished is free again at once, and nothing is counted against it."""
    mine = rows.filter(work=Leased.State.WAITING, lease__startswith=_mine())
    return mine.update(lease="", lease_until=None)


def predecessor_died(rows: QuerySet[Row]) -> int:
    """What a dead worker of the same name left is free again, and counts as cut off; said at the start of its heir."""
    with transaction.atomic():
        return _cut_off(rows.filter(work=Leased.State.WAITING, lease__startswith=_mine()), clock.now())


def was_stuck(rows: QuerySet[Row]) -> int:
    """A dead worker of this name ended itself because of this row: it is tried again later, or given up."""
    mine = rows.filter(work=Leased.State.WAITING, lease__startswith=_mine())
    with transaction.atomic():
        mine.filter(cut_off=0).update(cut_off=1)
        mine.update(error=STUCK)
        return _cut_off(mine, clock.now())


def done(row: Leased, **outcome: object) -> None:
    """The work is finished; `outcome` is what its row shall say besides. Called inside the transaction of its effect.

    Raises `Lost`, and the effect is undone.
    """
    _write(row, work=Leased.State.DONE, error="", **outcome)


def done_all(rows: Sequence[Leased], **outcome: object) -> int:
    """The same for many rows of one kind with the same outcome, at one stroke; returns how many were still ours."""
    if not rows:
        return 0
    same = type(rows[0])._default_manager.filter(  # noqa: SLF001 -- Django's public name for it
        pk__in=[row.pk for row in rows], lease__in={row.lease for row in rows}
    )
    return same.update(work=Leased.State.DONE, error="", lease_until=None, lease="", **outcome)


def later(row: Leased, *, seconds: float, **told: object) -> None:
    """Not now, and that is not its fault: nothing is counted against it; `told` is what its row shall say besides."""
    _write(row, next_at=clock.now() + timedelta(seconds=seconds), **told)


def failed(
    row: Leased, error: str, *, permanent: bool = False, after: float | None = None, most: int = MOST_ATTEMPTS
) -> None:
    """Try again later (`after` seconds if the network said so), or give up and let staff see it."""
    attempts = row.attempts + 1
    if permanent or attempts >= most:
        _write(row, work=Leased.State.GIVEN_UP, attempts=attempts, error=error[:500])
        return
    wait = after if after is not None else min(60 * 2 ** (attempts - 1), 6 * 3600) * _jitter()
    _write(row, attempts=attempts, error=error[:500], next_at=clock.now() + timedelta(seconds=wait))


def again(row: Leased) -> None:
    """A person asks for another try, now; raises `Lost` while somebody is at it."""
    _nobody_at(row)
    _write(
        row, work=Leased.State.WAITING, attempts=0, cut_off=0, error="", next_at=clock.now(), closed_at=None,
        closed_because="",
    )  # fmt: skip


def close(row: Leased, *, because: str) -> None:
    """A person says that nobody need see to it any more, and why; what went wrong stays beside it. Raises `Lost`."""
    _nobody_at(row)
    _write(row, work=Leased.State.DONE, closed_at=clock.now(), closed_because=because[:200])


def _nobody_at(row: Leased) -> None:
    if row.lease and row.lease_until is not None and row.lease_until > clock.now():
        raise Lost(f"{type(row).__name__} {row.pk}")


def new_lease(*, seconds: float = 60.0) -> dict[str, object]:
    """Columns of a row that its writer wants to finish itself: nobody else takes it up before that time is over."""
    return {"lease": _mark(), "lease_until": clock.now() + timedelta(seconds=seconds)}


def _free(now: datetime) -> Q:
    """Not leased, or no longer; a lease that ends far in the future was given while the clock was wrong."""
    return Q(lease_until__isnull=True) | Q(lease_until__lt=now) | Q(lease_until__gt=now + 3 * LEASE)


def _hold(row: Leased) -> bool:
    """A long batch does not outlive its lease; False when somebody else has the row by now."""
    now = clock.now()
    if row.lease_until is not None and LEASE / 2 < row.lease_until - now <= LEASE:
        return True
    same = type(row)._default_manager.filter(pk=row.pk, lease=row.lease, work=Leased.State.WAITING)  # noqa: SLF001 -- Django's public name for it
    row.lease_until = now + LEASE
    return same.update(lease_until=row.lease_until) > 0


def _cut_off(rows: QuerySet[Row], now: datetime) -> int:
    """Set free what somebody left in the middle: once it may be innocent, later it waits, at last it is given up."""
    total = 0
    left = rows.exclude(lease="").order_by()
    for times in range(MOST_CUT_OFF - 1):
        wait = _AFTER_CUT_OFF * 2 ** (times - 1) * _jitter() if times else 0.0
        total += left.filter(cut_off=times).update(
            lease="", lease_until=None, cut_off=times + 1, attempts=F("attempts") + (1 if times else 0),
            next_at=now + timedelta(seconds=wait),
        )  # fmt: skip
    ending = left.filter(cut_off__gte=MOST_CUT_OFF - 1)
    ending.filter(error="").update(error=DIED)
    return total + ending.update(
        lease="", lease_until=None, work=Leased.State.GIVEN_UP, cut_off=F("cut_off") + 1, attempts=F("attempts") + 1
    )


def _jitter() -> float:
    return random.uniform(0.8, 1.3)  # noqa: S311 -- jitter, not a secret


def _write(row: Leased, **values: object) -> None:
    """Only whoever has the lease writes; a row without one is written by whoever read it so."""
    values |= {"lease_until": None, "lease": ""}
    held = row.lease
    for name, value in values.items():
        setattr(row, name, value)
    if not sentences.change(row, *values, only_if={"lease": held}):
        row.lease = held
        raise Lost(f"{type(row).__name__} {row.pk}")
