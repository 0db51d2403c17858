# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists in pages, newest first, with links to older and newer."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

Row = TypeVar("Row", bound=Model)
DEEPEST = 500


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of one page, and what the pager shows."""

    rows: list[Row]
    pager: dict[str, Any]


def page_of(request: HttpRequest, rows: QuerySet[Row], *, per_page: int) -> Page[Row]:
    """One page of a list; one row more than shown tells whether there are older ones, so nothing is counted."""
    asked = request.GET.get("page", "1")
    number = min(int(asked), DEEPEST) if asked.isdigit() and int(asked) > 0 else 1
    start = (number - 1) * per_page
    found = list(rows[start : start + per_page + 1])
    pager = {
        "newer_url": f"?{_query(request, number - 1)}" if number > 1 else "",
        "older_url": f"?{_query(request, number + 1)}" if len(found) > per_page else "",
        "words": _("page %(number)d") % {"number": number} if number > 1 else "",
    }
    return Page(found[:per_page], pager)


def _query(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return query.urlencode()
