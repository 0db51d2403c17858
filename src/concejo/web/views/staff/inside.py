# SPDX-License-Identifier: AGPL-3.0-or-later
"""Search in private matters: of one's own department, or of any with a reason; each hit is a look."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concejo.cases.models import Case
from concejo.cases.queries import case_of
from concejo.core import ledger
from concejo.people import actions as people
from concejo.people import levels
from concejo.people.models import Person
from concejo.square import inside, rules
from concejo.square.models import Conversation
from concejo.web.forms_inside import Inside
from concejo.web.show.cases import badge
from concejo.web.views.staff.door import for_staff


@for_staff(rules.may_search_inside)
def inside_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Words are posted, so that they stand in no address and in no log."""
    if not levels.may("square.search_inside", via="web", holds=levels.of_staff(person)):
        raise PermissionDenied
    form = Inside(request.POST or None, person=person, language=get_language() or "es")
    context: dict[str, Any] = {"form": form, "page_title": _("Search in private matters")}
    if request.method == "POST" and form.is_valid():
        department = form.cleaned_data["department"]
        found = inside.search(department, form.cleaned_data["words"])
        rows = [_row(person, hit, reason=form.cleaned_data["reason"]) for hit in found.hits]
        about = f"department:{department.pk}" if department else "desk"
        ledger.write("square.searched_inside", by=person.ref, about=about, found=len(rows), read=found.read)
        context |= {"rows": rows, "found": found, "most": inside.MOST, "searched": True}
    return render(request, "web/staff/inside.html", context, status=422 if form.errors else 200)


def _row(person: Person, hit: inside.Hit, *, reason: str) -> dict[str, Any]:
    """One hit; whoever it is about reads that it was found."""
    conversation = hit.post.conversation
    case = case_of(conversation.pk)
    people.look(person, about=case.ref if case else conversation.topic, reason=reason or "search")
    return {
        "pieces": hit.pieces, "at": hit.post.at, "by_town": hit.post.is_town, "number": case.number if case else "",
        "title": case.headline(get_language() or "es") if case else _("A letter to the town hall"),
        "sign": badge(case) if case else None, "url": _url(conversation, case),
    }  # fmt: skip


def _url(conversation: Conversation, case: Case | None) -> str:
    if case is not None:
        return reverse("web:work-case", args=[case.number])
    return reverse("web:desk-letter", args=[conversation.pk])
