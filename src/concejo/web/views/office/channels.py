# SPDX-License-Identifier: AGPL-3.0-or-later
"""Channels: what each needs, how each fares, and a test."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from concejo.channels import registry
from concejo.channels.models import Channel
from concejo.people.models import Person
from concejo.web.forms_office.channels import EmailForm
from concejo.web.show import office
from concejo.web.views.office.door import for_administrator


@for_administrator
def channels_page(request: HttpRequest, person: Person) -> HttpResponse:
    """How each channel fares."""
    return render(request, "web/office/channels.html", {"channels": office.channels(), "page_title": _("Channels")})


@for_administrator
def email_page(request: HttpRequest, person: Person) -> HttpResponse:
    """The mail server, the mailbox, the town's addresses."""
    channel = Channel.objects.filter(kind="email").first() or Channel(kind="email")
    form = EmailForm(request.POST or None, channel=channel)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Kept, and the passwords are sealed. Now test it."))
        return redirect("web:town-channels")
    context = {
        "form": form,
        "page_title": _("E-mail"),
        "back_url": reverse("web:town-channels"),
        "sealed": sorted(registry.secrets_of(channel)),
    }
    return render(request, "web/office/email.html", context, status=422 if form.is_bound else 200)


@for_administrator
@require_POST
def test_page(request: HttpRequest, person: Person, kind: str) -> HttpResponse:
    """The driver looks at its surroundings and says what is wrong; nothing is sent to anybody."""
    driver = registry.drivers().get(kind)
    if driver is None:
        raise Http404
    sentences = driver.check(registry.surroundings(kind))
    context = {
        "kind": kind,
        "name": office.channel_name(kind),
        "sentences": sentences,
        "page_title": _("Test: %(channel)s") % {"channel": office.channel_name(kind)},
        "back_url": reverse("web:town-channels"),
    }
    return render(request, "web/office/channel_test.html", context)
