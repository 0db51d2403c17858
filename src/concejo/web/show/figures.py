# SPDX-License-Identifier: AGPL-3.0-or-later
"""How we are doing, in counts that say what they count."""

from collections import Counter
from datetime import datetime, time
from typing import Any

from django.db.models import QuerySet

from concejo.cases.models import Case, Report
from concejo.cases.queries import counted, left_out
from concejo.cases.states import State
from concejo.core import clock
from concejo.core.prepared import prepared
from concejo.town.models import Town


def month(town: Town) -> dict[str, Any]:
    """The month's public and private cases: how many people told of how many, answered, done, confirmed mended.

    What was told twice is one case. What was passed on, withdrawn or will not be done was not done, and counts apart.
    """
    local = clock.now().astimezone(town.zone)
    start = datetime.combine(local.date().replace(day=1), time(0), town.zone)
    told = _opened_since(start)
    rows = [row for row in told if row[0] != State.JOINED]
    waits = sorted(answered - opened for _state, answered, opened in rows if answered)
    ended = Counter(state for state, _answered, _opened in rows)
    return {
        "cases": len(rows),
        "joined": len(told) - len(rows),
        "answered": len(waits),
        "done": ended[State.DONE] + ended[State.MENDED],
        "mended": ended[State.MENDED],
        "not_ours": ended[State.NOT_OURS],
        "not_done": ended[State.DECLINED] + ended[State.WITHDRAWN],
        "people": len(_told_since(start)),
        "since": start,
        "half": waits[len(waits) // 2] if waits else None,
    }


@prepared
def _opened_since(start: datetime) -> "QuerySet[Case, tuple[str, datetime | None, datetime]]":
    return (
        counted(Case.objects.filter(opened_at__gte=start)).order_by().values_list("state", "answered_at", "opened_at")
    )


@prepared
def _told_since(start: datetime) -> "QuerySet[Report, tuple[int]]":
    told = Report.objects.filter(case__opened_at__gte=start).exclude(address__in=left_out())
    return told.order_by().values_list("address").distinct()
