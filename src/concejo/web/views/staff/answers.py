# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the kind of a case asks, written down or put right by those who work on it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concejo.cases import actions as cases
from concejo.cases import questions
from concejo.core.words import in_language
from concejo.people.models import Person
from concejo.web.forms_questions import Questions
from concejo.web.views.staff.case import door, found, may_work
from concejo.web.views.staff.door import for_staff


@for_staff()
def answers_page(request: HttpRequest, person: Person, number: str) -> HttpResponse:
    """Nothing is required of somebody who was told no more."""
    case = found(number)
    closed = door(request, person, case)
    if closed:
        return closed
    may_work(person, case)
    language = get_language() or "es"
    asked = questions.of(case.category)
    if not any(one.variable for one in asked):
        return redirect("web:work-case", number)
    form = Questions(
        request.POST if request.method == "POST" else None, asked=asked, answers=questions.answers_of(case),
        language=language, complete=False,
    )  # fmt: skip
    if form.is_bound and form.is_valid() and not form.stays:
        cases.give(case, form.answers, by=person)
        messages.success(request, _("It is written down."))
        return redirect("web:work-case", number)
    context = {
        "case": case, "asked": form, "form": form, "title": case.headline(language),
        "kind": in_language(case.category.name, language) if case.category else "",
        "page_title": _("What was asked about it"),
    }  # fmt: skip
    return render(request, "web/staff/answers.html", context, status=422 if form.errors else 200)
