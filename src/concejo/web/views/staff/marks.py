# SPDX-License-Identifier: AGPL-3.0-or-later
"""My round of today: a case is put on it, or taken off, by one press on a list or on its page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from concejo.cases.models import Marked
from concejo.core import clock
from concejo.people.models import Person
from concejo.web.show.staff import tasks
from concejo.web.views.staff.door import for_staff


@for_staff()
@require_POST
def mark_page(request: HttpRequest, person: Person, number: str) -> HttpResponse:
    """One's own sheet, so nothing happens in town: neither the case nor anybody else learns of it."""
    case = get_object_or_404(tasks.reach(person).seen(), number=number)
    if "off" in request.POST:
        Marked.objects.filter(person=person, case=case).delete()
        messages.success(request, _("It is off your round."))
    else:
        Marked.objects.get_or_create(person=person, case=case, defaults={"at": clock.now()})
        messages.success(request, _("It is on your round."))
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(back)
    return redirect("web:work-case", number)
