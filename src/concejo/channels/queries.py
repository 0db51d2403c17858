# SPDX-License-Identifier: AGPL-3.0-or-later
"""What went wrong in the post office, and how each channel fares."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Value

from concejo.channels import busy
from concejo.channels.models import Delivery, Letter
from concejo.core.models import Promise
from concejo.people.models import Address

_CLOSED = ("id", "closed_at", "closed_because", "error", "drawer")
ARRIVED = ("", "sent", "by_hand")
"""Outcomes of deliveries that nobody need look at."""


def letters_left() -> QuerySet[Letter]:
    """Letters from which nothing came, or not yet: set aside, junk, given up, or put off; newest first."""
    left = Q(fate__in=[Letter.Fate.SET_ASIDE, Letter.Fate.JUNK]) | Q(work=Letter.State.GIVEN_UP)
    left |= Q(why=busy.WHY, work=Letter.State.WAITING)
    return Letter.objects.filter(left, closed_at=None).exclude(fate=Letter.Fate.HEARD).order_by("-received_at", "-id")


def deliveries_failed() -> QuerySet[Delivery]:
    """Words that did not arrive, or not yet; what somebody stopped is no longer counted."""
    failed = Q(work=Delivery.State.GIVEN_UP) | ~Q(outcome__in=ARRIVED)
    return Delivery.objects.filter(failed).exclude(outcome=Delivery.STOPPED).order_by("-made_at", "-id")


def promises_broken() -> QuerySet[Promise]:
    """What should have followed from something, and did not."""
    return Promise.objects.filter(work=Promise.State.GIVEN_UP).order_by("-made_at", "-id")


def closed_by_hand() -> QuerySet[Any, dict[str, Any]]:
    """What somebody of the town hall said is dealt with, and why; the newest first."""
    found = [
        rows.exclude(closed_at=None).order_by().annotate(drawer=Value(drawer)).values(*_CLOSED)
        for drawer, rows in (
            ("letters", Letter.objects.all()),
            ("deliveries", Delivery.objects.all()),
            ("promises", Promise.objects.all()),
        )
    ]
    every: QuerySet[Any, dict[str, Any]] = found[0].union(*found[1:], all=True).order_by("-closed_at", "-id")
    return every


def blocked_senders() -> QuerySet[Address]:
    """Whom the town does not hear."""
    return Address.objects.exclude(blocked_at=None).order_by("-blocked_at", "-id")


def by_reason(rows: QuerySet[Delivery]) -> dict[str, int]:
    """How many failed for which reason, the most frequent first."""
    counted = rows.order_by().values("outcome").annotate(number=Count("id")).order_by("-number", "outcome")
    return {row["outcome"]: row["number"] for row in counted}


def last_heard() -> dict[str, datetime]:
    """When each channel last brought a letter."""
    return dict(Letter.objects.order_by().values_list("kind").annotate(Max("received_at")))


def oldest_due(moment: datetime) -> datetime | None:
    """Since when the oldest letter, promise or delivery waits that nobody has taken up: the worker's pulse."""
    free = Q(lease_until=None) | Q(lease_until__lt=moment)
    found = [
        rows.filter(free, work="waiting", next_at__lte=moment).aggregate(at=Min("next_at"))["at"]
        for rows in (Letter.objects.all(), Promise.objects.all(), Delivery.objects.all())
    ]
    return min((at for at in found if at), default=None)
