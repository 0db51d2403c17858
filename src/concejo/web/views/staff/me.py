# SPDX-License-Identifier: AGPL-3.0-or-later
"""One's own settings."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concejo.core import changes
from concejo.people.models import Person
from concejo.web import tongues
from concejo.web.forms_staff import Settings
from concejo.web.views.staff.door import for_staff


@for_staff()
def me_page(request: HttpRequest, person: Person) -> HttpResponse:
    """When one hears of work, in which language, the keys, the password and the second factor."""
    form = Settings(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        changes.touch(person.ref)
        messages.success(request, _("It is kept."))
        response = redirect("web:me")
        if person.language in dict(settings.LANGUAGES):
            response.set_cookie(tongues.COOKIE, person.language, max_age=31_536_000, samesite="Lax", httponly=True)
        return response
    context = {"form": form, "page_title": _("My settings")}
    return render(request, "web/staff/me.html", context, status=422 if form.errors else 200)
