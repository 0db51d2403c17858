# SPDX-License-Identifier: AGPL-3.0-or-later
"""How we are doing, in counts that say what they count."""

from datetime import datetime, time
from typing import Any

from django.db.models import Count, Q

from concejo.cases.models import Case, Report
from concejo.cases.states import CLOSED, State
from concejo.core import clock
from concejo.town.models import Town


def month(town: Town) -> dict[str, Any]:
    """The month's public and private cases: how many people told of how many, answered, closed, confirmed mended."""
    local = clock.now().astimezone(town.zone)
    start = datetime.combine(local.date().replace(day=1), time(0), town.zone)
    opened = Case.objects.filter(opened_at__gte=start)
    counts = opened.aggregate(
        cases=Count("pk"),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        closed=Count("pk", filter=Q(state__in=CLOSED)),
        mended=Count("pk", filter=Q(state=State.MENDED)),
    )
    people = Report.objects.filter(case__in=opened).values("address").distinct().count()
    return counts | {"people": people, "since": start, "half": _median(opened)}


def _median(opened: Any) -> Any:
    waits = sorted(
        answered - begun
        for answered, begun in opened.filter(answered_at__isnull=False).values_list("answered_at", "opened_at")
    )
    return waits[len(waits) // 2] if waits else None
