# SPDX-License-Identifier: AGPL-3.0-or-later
"""All figures of a web process for the monitor: what the front counted, and what waits in the town."""

import resource
from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import DatabaseError, connection
from django.db.models import Count

from concejo.channels import queries
from concejo.channels.models import Delivery, Letter
from concejo.core.models import Promise
from concejo.front.app import Front
from concejo.front.metrics import metric, of_record


async def tell(front: Front, since: float) -> str:
    """The whole page of figures."""
    own = [*of_record(front.parts.record), *_of_front(front, since)]
    try:
        own += await front.parts.bridge.run(_look_at_town)
    except DatabaseError:
        own += metric("database_up", "gauge", "Whether the database answers.", [({}, 0)])
    return "\n".join(own) + "\n"


def _of_front(front: Front, since: float) -> Iterator[str]:
    pages, parts = front.pages, front.parts
    yield from metric("kept_pages", "gauge", "Pages that are kept.", [({}, len(pages))])
    yield from metric("kept_bytes", "gauge", "Bytes of the pages that are kept.", [({}, pages.size)])
    yield from metric("kept_hits_total", "counter", "Answers with a kept page.", [({}, pages.hits)])
    yield from metric("kept_misses_total", "counter", "Pages that had to be made.", [({}, pages.misses)])
    yield from metric("streams", "gauge", "Open live streams.", [({}, len(parts.live))])
    yield from metric("waiting_requests", "gauge", "Requests that have or want a thread.", [({}, parts.bridge.waiting)])
    yield from metric("refused_total", "counter", "Requests beyond a limit.", [({}, parts.limits.refused)])
    yield from metric("started_seconds", "gauge", "When this process started (unix time).", [({}, since)])
    peak = resource.getrusage(resource.RUSAGE_SELF)
    yield from metric(
        "cpu_seconds_total", "counter", "CPU time of this process.", [({}, peak.ru_utime + peak.ru_stime)]
    )
    yield from metric("peak_memory_bytes", "gauge", "Most memory this process had.", [({}, peak.ru_maxrss * 1024)])


def _look_at_town() -> list[str]:
    try:
        return list(_of_town())
    finally:
        connection.close()


def _of_town() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    yield from metric("database_up", "gauge", "Whether the database answers.", [({}, 1)])
    rows = []
    for name, model in (("letters", Letter), ("promises", Promise), ("deliveries", Delivery)):
        left = model.objects.exclude(work="done").order_by("work").values_list("work").annotate(Count("id"))
        rows += [({"what": name, "state": state}, float(count)) for state, count in left]
    yield from metric("work", "gauge", "Letters, promises and deliveries that are not done.", rows)
    now = datetime.now(UTC)
    oldest = queries.oldest_due(now)
    waited = (now - oldest).total_seconds() if oldest else 0.0
    yield from metric("oldest_due_seconds", "gauge", "How long the oldest due work waits: the worker.", [({}, waited)])
