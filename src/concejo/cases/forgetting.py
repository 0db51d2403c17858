# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each night cases whose years are over are forgotten, some hundred at a time; a tombstone stays.

Before the first time administrators are told, a fortnight ahead, how many that will be.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from concejo.cases import actions
from concejo.cases.actions.step import House
from concejo.cases.models import Case, CaseQuerySet, Category
from concejo.core import clock, ledger, outbox
from concejo.privacy import holdings
from concejo.town.models import Town

ANNOUNCED = "cases.forgetting_announced"
AHEAD = timedelta(days=14)
NIGHT = (time(1), time(6))
STEP = 100
"""Cases in one round of the worker, each in a transaction of its own."""
MONTHS = 60
"""Of a case without a kind: the five years that most archive tables name (privacy.md, section 8)."""


def when_due() -> int:
    """One round; returns how many cases were forgotten."""
    now = clock.now()
    local = now.astimezone(Town.objects.current().zone).time()
    if not NIGHT[0] <= local < NIGHT[1]:
        return 0
    begins = begins_at()
    if begins is None:
        _announce(now)
        return 0
    if now < begins:
        return 0
    found = [case for rows in due(now) for case in rows.order_by("closed_at", "id")[:STEP]][:STEP]
    for case in found:
        actions.forget(case, by=House())
    if found:
        holdings.no_remains()
    return len(found)


def begins_at() -> datetime | None:
    """When it begins, or has begun; nothing where nobody has been told yet."""
    told = ledger.last(ANNOUNCED)
    return told + AHEAD if told else None


def due(now: datetime) -> Iterator[CaseQuerySet]:
    """Cases whose years are over, by kind: public ones, then private ones."""
    kinds: list[tuple[Category | None, int, int]] = [(None, MONTHS, MONTHS)]
    kinds += [(one, one.keep_months, one.keep_private_months) for one in Category.objects.order_by("id")]
    for kind, public, private in kinds:
        rows = Case.objects.closed().filter(category=kind)
        if public:
            yield rows.filter(conversation__isnull=False, closed_at__lt=months_before(now, public))
        if private:
            yield rows.filter(conversation=None, closed_at__lt=months_before(now, private))


def how_many(at: datetime) -> int:
    """How many will be due by then."""
    return sum(rows.count() for rows in due(at))


def _announce(now: datetime) -> None:
    many = how_many(now + AHEAD)
    if many:
        line = ledger.write(ANNOUNCED, by="house", about="cases", many=many)
        outbox.promise(ANNOUNCED, key="first", line=line.pk)


def months_before(now: datetime, months: int) -> datetime:
    """The same day so many months ago, or the last of its month."""
    years, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    first = now.replace(year=years, month=month + 1, day=1)
    return first + timedelta(days=min(now.day, _days(first)) - 1)


def _days(first: datetime) -> int:
    return ((first + timedelta(days=31)).replace(day=1) - first).days
