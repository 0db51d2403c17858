# SPDX-License-Identifier: AGPL-3.0-or-later
"""The second person: reads what a colleague wants to do, and says yes or no. Opening the page does nothing."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from concejo.people import actions, levels
from concejo.people.models import Countersign, Person
from concejo.people.rules import may_countersign
from concejo.web.show.second import what
from concejo.web.views.staff.door import for_staff


@for_staff(may_countersign)
def second_page(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Two buttons; whoever asked has none."""
    row = get_object_or_404(Countersign.objects.select_related("asked_by", "answered_by"), pk=pk)
    if not levels.may("people.second_yes", via="web", holds=levels.of_staff(person)):
        raise Http404
    if request.method == "POST":
        try:
            actions.answer_second(row, by=person, yes=request.POST.get("say") == "yes")
            messages.success(request, _("Your answer is kept."))
        except actions.NotTheirs:
            messages.error(request, _("This question is not yours to answer, or it has been answered."))
        return redirect("web:second", pk)
    context = {
        "row": row, "what": what(row), "mine": row.asked_by_id == person.pk,
        "open": Countersign.objects.open().filter(pk=pk, answered_by=None).exists(),
        "page_title": _("A second yes"), "back_url": reverse("web:work"),
    }  # fmt: skip
    return render(request, "web/staff/second.html", context)
