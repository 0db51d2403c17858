# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town's calendar: working days end at local midnight, and holidays do not count."""

from datetime import UTC, date, datetime, time, timedelta

from django.db.models import QuerySet

from concejo.core.prepared import prepared
from concejo.town.models import Holiday, Town


def local_day(moment: datetime, *, town: Town) -> date:
    """The day on the town's wall calendar."""
    return moment.astimezone(town.zone).date()


def is_working_day(day: date, *, holidays: frozenset[date]) -> bool:
    """Monday to Friday, and no holiday."""
    return day.weekday() < 5 and day not in holidays


def holidays_from(day: date) -> frozenset[date]:
    """The holidays of the year that follows that day."""
    return frozenset(_holidays(day, day + timedelta(days=400)))


@prepared
def _holidays(first: date, last: date) -> "QuerySet[Holiday, date]":
    return Holiday.objects.filter(day__gte=first, day__lte=last).values_list("day", flat=True)


def deadline(start: datetime, working_days: int, *, town: Town) -> datetime:
    """The end of the local day, that many working days after `start`; both days of a clock change are whole days."""
    day = local_day(start, town=town)
    holidays = holidays_from(day)
    left = working_days
    while left > 0:
        day += timedelta(days=1)
        left -= is_working_day(day, holidays=holidays)
    return _end_of(day, town=town)


def next_opening(moment: datetime, *, town: Town) -> datetime | None:
    """When somebody is at the desk again; `None` while it is open now."""
    local = moment.astimezone(town.zone)
    holidays = holidays_from(local.date())
    open_today = is_working_day(local.date(), holidays=holidays)
    if open_today and town.opens <= local.time() < town.closes:
        return None
    day = local.date()
    if not (open_today and local.time() < town.opens):
        day += timedelta(days=1)
        while not is_working_day(day, holidays=holidays):
            day += timedelta(days=1)
    return datetime.combine(day, town.opens, town.zone).astimezone(UTC)


def _end_of(day: date, *, town: Town) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(0), town.zone).astimezone(UTC)
