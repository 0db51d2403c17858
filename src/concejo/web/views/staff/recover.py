# SPDX-License-Identifier: AGPL-3.0-or-later
"""At the counter: somebody lost every way into their account, and the clerk sees who they are."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from concejo.people import actions, levels, queries
from concejo.people.models import Account, Person
from concejo.people.rules import may_do_desk
from concejo.town.models import Town
from concejo.web.forms_people import Seen
from concejo.web.views.staff.door import for_staff


@for_staff(may_do_desk)
def recover_page(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """A code on paper for half an hour, after the document was seen; every browser of theirs is out at once."""
    who = get_object_or_404(Person, pk=pk, handle=None)
    account = get_object_or_404(Account.objects.select_related("person"), person=who, is_active=True)
    if not levels.may("people.recover", via="counter", holds=levels.of_staff(person)):
        raise Http404
    back = reverse("web:counter-person", args=[pk])
    if not queries.reason_given(person, who.ref):
        return redirect("web:counter-people")
    form = Seen(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.look(person, about=who.ref, reason="counter")
        context = {
            "code": actions.give_recovery(account, by=person),
            "own_url": Town.objects.current().url(reverse("web:own")),
            "back_url": back, "page_title": _("A code for signing in"),
        }  # fmt: skip
        return render(request, "web/staff/recovery_slip.html", context)
    title = _("A code for %(name)s to sign in again?") % {"name": who.known_as or _("A neighbour")}
    sentence = _(
        "Every telephone and computer of theirs is signed out, and a letter tells them so. The code opens their account"
        " once, within half an hour."
    )
    asked: dict[str, Any] = {
        "form": form, "title": title, "page_title": title, "sentence": sentence, "button": _("Yes, a code"),
        "tone": "clay", "back_url": back,
    }  # fmt: skip
    return render(request, "web/staff/ask.html", asked, status=422 if form.errors else 200)
