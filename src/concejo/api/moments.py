# SPDX-License-Identifier: AGPL-3.0-or-later
"""Moments as Open311 writes them (W3C: ISO 8601 with seconds and zone), and a span of at most ninety days."""

from datetime import UTC, datetime, timedelta

from concejo.api.wrong import Error, bad

LONGEST_SPAN = timedelta(days=90)


def moment(name: str, told: str, wrong: list[Error]) -> datetime | None:
    """Read leniently: without a zone it is UTC, and a day alone begins at midnight."""
    try:
        at = datetime.fromisoformat(told.strip().replace(" ", "+") if "T" in told else told.strip())
    except ValueError:
        wrong.append(bad(name, "a moment as 2026-11-30T09:15:00Z is expected"))
        return None
    if not 1900 <= at.year <= 9000:
        wrong.append(bad(name, "a year between 1900 and 9000 is expected"))
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def span(start: str, end: str, *, now: datetime, wrong: list[Error]) -> tuple[datetime, datetime]:
    """From when to when: what is not said is ninety days before or after what is; without either, the last ninety."""
    since = moment("start_date", start, wrong) if start else None
    until = moment("end_date", end, wrong) if end else None
    if since and until and until - since > LONGEST_SPAN:
        wrong.append(bad("start_date, end_date", "they lie more than 90 days apart"))
    if since and until and until < since:
        wrong.append(bad("start_date, end_date", "the end lies before the beginning"))
    if since is None:
        since = (until or now) - LONGEST_SPAN
    return since, until or since + LONGEST_SPAN


def written(at: datetime | None) -> str | None:
    """Exactly ``YYYY-MM-DDThh:mm:ssZ``."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else None
