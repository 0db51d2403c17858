# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is set in this town and what is missing, in plain words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from concejo.people.models import Person
from concejo.web.show import office
from concejo.web.views.office.door import for_administrator


@for_administrator
def town_page(request: HttpRequest, person: Person) -> HttpResponse:
    """The administrator's first page."""
    todo = office.checklist(person)
    context = {
        "missing": [one for one in todo if not one.done],
        "done": [one for one in todo if one.done],
        "places": office.places(),
        "page_title": _("The town hall"),
    }
    return render(request, "web/office/town.html", context)
