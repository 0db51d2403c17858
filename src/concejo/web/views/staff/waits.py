# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mayor's page: what waits, since when, with whom."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concejo.people import rules
from concejo.people.models import Person
from concejo.web.show.staff import waits
from concejo.web.views.staff.door import for_staff


@for_staff(rules.may_see_whole_town)
def waits_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Sentences first, then a table for each department and each colleague."""
    language = get_language() or "es"
    asks = rules.has_role(person, rules.K.MAYOR, rules.K.ADMINISTRATOR)
    counted = waits.counts()
    context = {
        "whole": waits.whole(counted),
        "oldest": waits.oldest(language),
        "tables": [
            {"id": "departments", "title": _("By department"), "rows": waits.by_department(counted, language)},
            {"id": "people", "title": _("By colleague"), "rows": waits.by_person(counted)},
        ],
        "badly": waits.badly_late(language),
        "private": waits.private() if asks else [],
        "page_title": _("What waits"),
    }
    return render(request, "web/staff/waits.html", context)
