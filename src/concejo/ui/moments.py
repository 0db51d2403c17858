# SPDX-License-Identifier: AGPL-3.0-or-later
"""Time as people say it: a clock, a day, how long ago, how long it took. The active zone is the town's."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import dateformat, timezone
from django.utils.translation import get_language, gettext, ngettext, pgettext

MINUTE, HOUR, DAY = 60, 3600, 86400
MINUTES_SAID, HOURS_SAID = 90 * MINUTE, 48 * HOUR
"""Up to here people count in minutes, up to there in hours."""

DAY_FORMATS = {"en": "l j F", "es": r"l j \d\e F", "fr": "l jS F"}
YEAR_FORMATS = {"en": "l j F Y", "es": r"l j \d\e F \d\e Y", "fr": "l jS F Y"}
FULL_FORMATS = {"en": "j F Y", "es": r"j \d\e F \d\e Y", "fr": "jS F Y"}

_source: Callable[[], datetime] = timezone.now


def wind(source: Callable[[], datetime]) -> None:
    """Let every page read the house's one clock; said once, when the house is set up."""
    global _source  # noqa: PLW0603 -- ui stands on the lowest floor and cannot import the clock
    _source = source


def now() -> datetime:
    """The time, from the clock that was wound."""
    return _source()


def local(moment: datetime) -> datetime:
    """The same moment in the town's zone."""
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def clock(moment: datetime) -> str:
    """``22:48``."""
    return f"{local(moment):%H:%M}"


def day(moment: date | datetime) -> str:
    """``Thursday 19 November``, with the year when it is not this one."""
    there = local(moment) if isinstance(moment, datetime) else moment
    language = (get_language() or "en").split("-")[0]
    day_alone = there.date() if isinstance(there, datetime) else there
    return _day(day_alone, language, with_year=there.year != local(now()).year)


def full_date(there: date) -> str:
    """``19 November 2026``: for windows, where the day of the week says nothing."""
    language = (get_language() or "en").split("-")[0]
    said = dateformat.format(there, FULL_FORMATS.get(language, FULL_FORMATS["en"]))
    return _french_first(said, there.day) if language == "fr" else said


@lru_cache(maxsize=2_000)
def _day(there: date, language: str, *, with_year: bool) -> str:
    """Lists name the same few days again and again."""
    formats = YEAR_FORMATS if with_year else DAY_FORMATS
    said = dateformat.format(there, formats.get(language, formats["en"]))
    return _french_first(said, there.day) if language == "fr" else said


def _french_first(said: str, number: int) -> str:
    """Only the first of the month is an ordinal in French; Django writes the English endings."""
    ending = "er" if number == 1 else ""
    return next(
        (
            said.replace(f"{number}{end} ", f"{number}{ending} ", 1)
            for end in ("st", "nd", "rd", "th")
            if f"{number}{end} " in said
        ),
        said,
    )


def span(seconds: float | timedelta) -> str:
    """``9 min``, ``11 h``, ``2 days``: rounded down, as one would say how long something took."""
    total = int(seconds.total_seconds() if isinstance(seconds, timedelta) else seconds)
    if total < MINUTE:
        return gettext("less than a minute")
    if total < MINUTES_SAID:
        return pgettext("how long", "%(number)d min") % {"number": total // MINUTE}
    if total < HOURS_SAID:
        return pgettext("how long", "%(number)d h") % {"number": total // HOUR}
    days = total // DAY
    return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}


def ago(moment: datetime) -> str:
    """``9 min ago``; what lies ahead is ``in 2 days``."""
    passed = (now() - moment).total_seconds()
    if 0 <= passed < MINUTE:
        return gettext("just now")
    if passed < 0:
        return gettext("in %(span)s") % {"span": span(-passed)}
    return gettext("%(span)s ago") % {"span": span(passed)}
