# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reports and updates are on the disk, each report with its number, before their clients hear so.

All that wait are written in one commit: the numbers of the year, the letters, what was accepted, what each client did.
A number that was given out is kept for its report, whatever becomes of that.
"""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q

from concejo.api.report import SAME_WITHIN, Report
from concejo.api.update import THERE, Update
from concejo.api.wrong import Wrong
from concejo.cases.actions import next_numbers
from concejo.channels import intake
from concejo.channels.kinds.open311 import envelope
from concejo.channels.kinds.open311.driver import urn_of
from concejo.channels.models import Accepted, Client, ClientDay
from concejo.core import clock, rows
from concejo.core.durable import away
from concejo.town import calendar
from concejo.town.models import Town

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Given:
    """The number that a report has; the name of an update."""

    number: str


def commit(batch: Sequence[Report | Update], *, again: bool = True) -> list[Given | Exception]:
    """All of them in one commit that is on the disk when this returns: for each its number, or what kept it off.

    Where several processes take reports in, the same one may come to two of them in the same moment: whoever is second
    looks again, and finds the number.
    """
    try:
        intake.durably()
        with transaction.atomic():
            return list(_accept(batch))
    except Exception as error:  # noqa: BLE001 -- whoever waits gets it
        if len(batch) > 1 and not away(error):
            return [commit([one])[0] for one in batch]
        if again and isinstance(error, IntegrityError):
            return commit(batch, again=False)
        log.error("%s reports could not be stored (%s); their clients keep them", len(batch), error)  # noqa: TRY400 -- the sentence says it
        connection.close()
        return [error] * len(batch)


def _accept(batch: Sequence[Report | Update]) -> list[Given | Exception]:
    now, town = clock.now(), Town.objects.current()
    there = _known(batch, now)
    fresh = {one.mark: one for one in reversed(batch) if not _same(one, there)}
    reports = [mark for mark, one in fresh.items() if isinstance(one, Report)]
    numbers = dict(zip(reports, next_numbers(now.astimezone(town.zone).year, len(reports)), strict=True))
    intake.insert([_letter(one, numbers.get(mark, ""), at=now) for mark, one in fresh.items()])
    counted: Counter[tuple[Client, str]] = Counter()
    for mark, one in fresh.items():
        rows.write(_accepted(one, numbers.get(mark, ""), at=now))
        counted[one.client, "reports" if isinstance(one, Report) else "updates"] += 1
    for one in batch:
        counted[one.client, "again"] += fresh.get(one.mark) is not one
    for (client, what), many in counted.items():
        count(client, what, many, at=now)
    return [_given(one, fresh.get(one.mark) is one, numbers, there) for one in batch]


def _given(one: Report | Update, is_fresh: bool, numbers: Mapping[str, str], there: Mapping[str, str]) -> Given | Wrong:  # noqa: FBT001 -- what it is called
    """A report that came again has the number that it has; an update that came again is told so."""
    if isinstance(one, Update):
        return Given(one.update_id) if is_fresh else Wrong(THERE)
    return Given(numbers.get(one.mark) or _same(one, there))


def _same(one: Report | Update, there: Mapping[str, str]) -> str:
    """The number of what is here already, else empty."""
    earlier = one.earlier if isinstance(one, Report) else one.mark
    return there.get(one.mark) or there.get(earlier, "")


def _accepted(one: Report | Update, number: str, *, at: datetime) -> Accepted:
    if isinstance(one, Update):
        return Accepted(mark=one.mark, client=one.client, number=one.number, update_id=one.update_id, at=at)
    return Accepted(mark=one.mark, client=one.client, number=number, service=one.service, at=at)


def _known(batch: Sequence[Report | Update], now: datetime) -> dict[str, str]:
    """Numbers by mark: of reports within a day, of updates for ever."""
    marks = {one.mark for one in batch} | {one.earlier for one in batch if isinstance(one, Report)}
    lately = Q(at__gt=now - SAME_WITHIN) | ~Q(update_id="")
    return dict(Accepted.objects.filter(lately, mark__in=marks).values_list("mark", "number"))


def _letter(one: Report | Update, number: str, *, at: datetime) -> intake.Waiting:
    told, client = one.told, one.client
    facts = {"client": str(client.pk), "number": number or getattr(one, "number", "")}
    if isinstance(one, Report):
        told = replace(told, sender=told.sender or urn_of(client.pk, number), hints={**told.hints, "number": number})
    else:
        facts["update"] = one.update_id
    return intake.Waiting(envelope.write(told, one.photos, envelope=facts, at=at), one.mark)


def count(client: Client, what: str, many: int, *, at: datetime) -> None:
    """What a client did on that day of the town."""
    day = calendar.local_day(at, town=Town.objects.current())
    row, _fresh = ClientDay.objects.get_or_create(client=client, day=day)
    ClientDay.objects.filter(pk=row.pk).update(**{what: F(what) + many})
