# SPDX-License-Identifier: AGPL-3.0-or-later
"""The windows in which figures are told: whole months, always the same ones, so that nothing shows by subtraction."""

from dataclasses import dataclass
from datetime import date, timedelta

YEARS = 5
"""Calendar years before this one that have figures of their own."""
MONTH, LAST_MONTH, YEAR, ALWAYS = "month", "last-month", "year", "always"


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included, as days of the town."""

    key: str
    first: date
    last: date

    def holds(self, month: date) -> bool:
        """Whether a month, named by its first day, lies in it."""
        return self.first <= month <= self.last


def periods(today: date, *, since: date) -> list[Period]:
    """All that are told on that day; `since` is the day of the first case."""
    month = today.replace(day=1)
    before = month - timedelta(days=1)
    a_year = date(month.year - (month.month < 12), month.month % 12 + 1, 1)
    first_year = max(since.year, today.year - YEARS)
    years = [
        Period(str(year), date(year, 1, 1), min(date(year, 12, 31), today))
        for year in range(today.year, first_year - 1, -1)
    ]
    return [
        Period(MONTH, month, today),
        Period(LAST_MONTH, before.replace(day=1), before),
        Period(YEAR, a_year, today),
        *years,
        Period(ALWAYS, min(since.replace(day=1), month), today),
    ]
