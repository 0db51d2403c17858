# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town's own settings."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from concejo.people.models import Person
from concejo.town.models import Town
from concejo.web import accents
from concejo.web.forms_office.town import TownForm
from concejo.web.views.office.door import for_administrator


@for_administrator
def settings_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Name, languages, hours, colour and arms; the addresses are shown, for they were set once."""
    town = Town.objects.current()
    form = TownForm(request.POST or None, request.FILES or None, instance=town)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Kept. Every page shows it from now on."))
        return redirect("web:town-settings")
    held = Town.objects.current()
    context = {
        "form": form,
        "page_title": _("Settings of the town"),
        "back_url": reverse("web:town"),
        "fixed": [
            {"label": _("Public address"), "value": held.public_url},
            {"label": _("Domain of the handles"), "value": held.handle_domain},
            {"label": _("Mail domain"), "value": held.mail_domain},
        ],
        "ratio": f"{accents.weakest(held.accent):.1f}" if held.accent else "",
        "accent": held.accent,
    }
    return render(request, "web/office/settings.html", context, status=422 if form.is_bound else 200)
