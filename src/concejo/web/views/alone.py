# SPDX-License-Identifier: AGPL-3.0-or-later
"""What one person of the town hall did alone where two are asked for: everybody may read it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from concejo.core.kept import kept, shows
from concejo.people.actions.countersigns import ALONE
from concejo.people.models import Countersign
from concejo.web.show.second import what


@kept
def alone_page(request: HttpRequest) -> HttpResponse:
    """The day, the act and who did it; the latest hundred."""
    rows = Countersign.objects.done_alone().select_related("asked_by").order_by("-used_at")[:100]
    context = {
        "rows": [(row, what(row), row.asked_by.public_name) for row in rows],
        "page_title": _("Done by one person alone"),
    }
    return shows(render(request, "web/alone.html", context), ALONE)
