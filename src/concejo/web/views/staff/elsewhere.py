# SPDX-License-Identifier: AGPL-3.0-or-later
"""One's own account on other networks: switched on and off by oneself, and by nobody else."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from concejo.people import actions as people
from concejo.people.models import Person
from concejo.people.rules import speaks_out
from concejo.square.models import Follow
from concejo.town.models import Town
from concejo.web.views.staff.door import for_staff


@for_staff()
def elsewhere_page(request: HttpRequest, person: Person) -> HttpResponse:
    """What it means, and one button."""
    if request.method == "POST":
        if request.POST.get("wish") == "on":
            people.speak_out(person)
            messages.success(request, _("It is on. Whoever looks for you elsewhere finds you now."))
        elif request.POST.get("wish") == "off":
            people.fall_silent(person)
            messages.success(request, _("It is off. Whoever followed you is told."))
        return redirect("web:me-elsewhere")
    word = person.handle.word if person.handle else ""
    context = {
        "on": speaks_out(person),
        "handle": f"@{word}@{Town.objects.current().handle_domain}" if word else "",
        "followers": Follow.objects.of([f"person:{person.pk}"]).count(),
        "page_title": _("My own account elsewhere"),
        "back_url": reverse("web:me"),
    }
    return render(request, "web/staff/elsewhere.html", context)
