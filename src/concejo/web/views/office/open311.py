# SPDX-License-Identifier: AGPL-3.0-or-later
"""Open311: keys for programs that report to the town, and bodies that the town reports to."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from concejo.cases.models import ExternalBody
from concejo.channels import clients, outside
from concejo.channels.kinds.open311.driver import SCHEME
from concejo.channels.models import Client
from concejo.core import clock
from concejo.people.models import Person
from concejo.town import calendar
from concejo.town.models import Town
from concejo.web.forms_office.open311 import ClientForm, OtherServerForm
from concejo.web.views.office.door import confirm_page, for_administrator, form_page

SHOWN = timedelta(days=30)


@for_administrator
def clients_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Who may report, and what each did in thirty days."""
    since = calendar.local_day(clock.now() - SHOWN, town=Town.objects.current())
    lately = Q(days__day__gt=since)
    sums = {name: Sum(f"days__{name}", filter=lately, default=0) for name in ("reports", "updates", "again")}
    rows = Client.objects.annotate(**{f"did_{name}": what for name, what in sums.items()}).order_by(
        "revoked_at", "name"
    )
    context = {"rows": rows, "page_title": _("Programs that report to the town"), "explained_url": "/open311/"}
    return render(request, "web/office/clients.html", context)


@for_administrator
def client_form_page(request: HttpRequest, person: Person, pk: int = 0) -> HttpResponse:
    """A new client, whose key is shown once; or one that changes."""
    row = get_object_or_404(Client, pk=pk) if pk else None
    form = ClientForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        if row is None:
            told = form.cleaned_data
            client, key = clients.give_key(told["name"], by=person, contact=told["contact"], an_hour=told["an_hour"])
            return _shown_once(request, client, key)
        form.save()
        messages.success(request, _("It is kept."))
        return redirect("web:town-clients")
    title = row.name if row else _("A new programme")
    return form_page(request, form, title=title, back_url=reverse("web:town-clients"))


@for_administrator
def client_act_page(request: HttpRequest, person: Person, pk: int, act: str) -> HttpResponse:
    """A key is taken back, or another one given: a link asks, the button acts."""
    client, back = get_object_or_404(Client, pk=pk), reverse("web:town-clients")
    if act not in {"revoke", "renew"}:
        raise Http404
    if request.method == "POST" and act == "renew":
        return _shown_once(request, client, clients.renew_key(client, by=person))
    if request.method == "POST":
        clients.revoke(client, by=person)
        messages.success(request, _("The key of %(name)s opens nothing any more.") % {"name": client.name})
        return redirect(back)
    if act == "renew":
        title, yes = _("Give %(name)s another key?") % {"name": client.name}, _("Give another key")
        sentence = _("The old one opens nothing from then on.")
    else:
        title, yes = _("Take the key of %(name)s back?") % {"name": client.name}, _("Take it back")
        sentence = _("It can report nothing any more. What it reported stays.")
    return confirm_page(request, title=title, sentence=sentence, yes=yes, back_url=back)


def _shown_once(request: HttpRequest, client: Client, key: str) -> HttpResponse:
    context = {"client": client, "key": key, "page_title": client.name, "back_url": reverse("web:town-clients")}
    return render(request, "web/office/client_key.html", context)


@for_administrator
def server_form_page(request: HttpRequest, person: Person, pk: int = 0) -> HttpResponse:
    """A body that is reported to by Open311."""
    row = get_object_or_404(ExternalBody, pk=pk, address__scheme=SCHEME) if pk else None
    form = OtherServerForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("It is kept. Now test it."))
        return redirect("web:town-server", form.instance.pk)
    more = {"test_url": reverse("web:town-server-test", args=[pk])} if row else {}
    return form_page(
        request, form, title=row.name if row else _("A body with Open311"), back_url=reverse("web:town-bodies"), **more
    )


@for_administrator
@require_POST
def server_test_page(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Its endpoint is asked what can be reported there; nothing is reported."""
    body = get_object_or_404(ExternalBody.objects.select_related("address"), pk=pk, address__scheme=SCHEME)
    told = outside.test(body)
    context = {
        "told": told, "body": body, "page_title": _("Test: %(channel)s") % {"channel": body.name},
        "back_url": reverse("web:town-server", args=[pk]),
    }  # fmt: skip
    return render(request, "web/office/server_test.html", context)
