# SPDX-License-Identifier: AGPL-3.0-or-later
"""The call-back list: whom to telephone, about what, and what came of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from concejo.channels import calls
from concejo.people import actions as people
from concejo.people.models import Address, Person
from concejo.people.rules import may_call_back
from concejo.web.show.staff import calls as show
from concejo.web.views.staff.door import for_staff


@for_staff(may_call_back)
def calls_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Who waits for a call."""
    return render(
        request, "web/staff/calls.html", {"rows": show.lines(calls.to_make()), "page_title": _("Calls to make")}
    )


@for_staff(may_call_back)
def call_page(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """One call: the number stands only here, and looking at it is written down."""
    address = get_object_or_404(Address, pk=pk, scheme="tel")
    call = calls.of(address)
    if call is None:
        raise Http404
    if request.method == "POST":
        said = [row for row in call.deliveries if str(row.pk) in request.POST.getlist("said")]
        if "called" in request.POST:
            calls.called(said, by=person)
            messages.success(request, _("Called."))
        else:
            calls.nobody_answered(said, by=person)
            messages.success(request, _("Nobody answered; it comes up again later."))
        return redirect("web:calls")
    people.look(person, about=address.ref)
    context = {
        "address": address,
        "name": address.name or _("A neighbour"),
        "call": call,
        "words": show.words(call),
        "said": [row.pk for row in call.deliveries],
        "page_title": _("A call"),
    }
    return render(request, "web/staff/call.html", context)
