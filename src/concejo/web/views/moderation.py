# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was hidden in town, how often and why, and what came of those who objected: for everybody."""

from datetime import datetime, time
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from concejo.core import clock
from concejo.core.kept import TOWN, kept, shows
from concejo.square.actions import MODERATION
from concejo.square.models import Hiding
from concejo.square.reasons import WhyHidden
from concejo.town.models import Town

YEARS = 5
COUNTS = ("hidden", "appeals", "restored", "waiting")


@kept
def moderation_page(request: HttpRequest) -> HttpResponse:
    """A table for each year, the latest first."""
    years = [year for year in (_year(year) for year in _years()) if year["hidden"]]
    context = {"years": years, "page_title": _("What was hidden, and why")}
    return shows(render(request, "web/moderation.html", context), TOWN, MODERATION)


def _years() -> list[int]:
    now = clock.now().astimezone(Town.objects.current().zone).year
    return list(range(now, now - YEARS, -1))


def _year(year: int) -> dict[str, Any]:
    """Counts by reason of one year of the town's calendar."""
    zone = Town.objects.current().zone
    begins, ends = (datetime.combine(datetime(one, 1, 1), time(0), zone) for one in (year, year + 1))  # noqa: DTZ001
    counted = Hiding.objects.filter(at__gte=begins, at__lt=ends).values_list("why").order_by("why")
    rows = counted.annotate(
        hidden=Count("pk"), appeals=Count("pk", filter=Q(appealed_at__isnull=False)),
        restored=Count("pk", filter=Q(restored=True)),
        waiting=Count("pk", filter=Q(appealed_at__isnull=False, decided_at=None)),
    )  # fmt: skip
    told = {why: dict(zip(COUNTS, figures, strict=True)) for why, *figures in rows}
    lines = [{"label": label, **told[key]} for key, label in WhyHidden.choices if key in told]
    return {"year": year, "lines": lines, **{name: sum(one[name] for one in told.values()) for name in COUNTS}}
