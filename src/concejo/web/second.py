# SPDX-License-Identifier: AGPL-3.0-or-later
"""For a page that leads to a dangerous act: another person must say yes before its button does anything."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from concejo.people import actions
from concejo.people.models import Countersign, Person
from concejo.people.models.countersigns import ALONE_AFTER
from concejo.town.models import Town
from concejo.ui import moments


def not_yet(
    request: HttpRequest, person: Person, *, act: Countersign.Act, about: str, title: str, sentence: str, back_url: str
) -> HttpResponse | None:
    """The page that asks for the second yes or waits for it; `None` when the act may be done now.

    A POST with `ask` asks; the act itself then calls `people.actions.use_second` in its own transaction.
    """
    row = actions.waiting(act, about, by=person)
    if row is not None and actions.may_use(row):
        return None
    if request.method == "POST" and row is None:
        actions.ask_second(act, about, by=person)
        messages.success(request, _("Asked. The mayor and the administrators have a letter."))
        return redirect(request.get_full_path())
    context: dict[str, Any] = {"title": title, "page_title": title, "sentence": sentence, "back_url": back_url}
    context |= {"waiting": row, "alone_at": "", "one_clerk": Town.objects.current().one_clerk}
    if row is not None and context["one_clerk"]:
        context["alone_at"] = moments.clock(row.asked_at + ALONE_AFTER)
    return render(request, "web/staff/second_wait.html", context)
