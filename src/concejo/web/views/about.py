# SPDX-License-Identifier: AGPL-3.0-or-later
"""A little more about it: what the kind of case asks once the words are written, before sending and afterwards."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from concejo.cases import actions as cases
from concejo.cases import questions
from concejo.cases.intents import UNSORTED
from concejo.cases.models import Given, Report, Value
from concejo.cases.rules import may_neighbour
from concejo.cases.suggest import suggest
from concejo.channels.models import Draft
from concejo.core.words import in_language
from concejo.web import drafts, forms
from concejo.web.forms_questions import Questions
from concejo.web.origin import limited, open_form
from concejo.web.views.links import find_report


@never_cache
@open_form
def draft_page(request: HttpRequest, token: str) -> HttpResponse:
    """Between the words and the place, where the kind has questions; "it is something else" leaves them out."""
    draft = drafts.find(token)
    if draft is None:
        return render(request, "web/speak/gone.html", status=410)
    told = drafts.answers(draft)
    kind = suggest(told.text) if told.text else None
    if draft.letter_id or kind is None or told.join:
        return redirect("web:speak-step", token, 2)
    language = get_language() or "es"
    asked = questions.of(kind)
    posted = request.POST if request.method == "POST" else None
    if posted is not None and "else" in posted:
        told.about, told.answers = UNSORTED, {}
        return _on(draft, told)
    if not asked:
        return redirect("web:speak-step", token, 2)
    form = Questions(posted, asked=asked, answers=told.answers, language=language)
    if posted is not None:
        told.answers = form.answers
        right = form.is_valid() and not form.stop and not form.stays
        told.about = kind.slug if right else ""
        if right:
            return _on(draft, told)
        drafts.keep(draft, told)
    context = {
        "asked": form, "form": form, "kind": in_language(kind.name, language), "danger": kind.danger, "told": told,
        "stop": form.stop, "back_url": reverse("web:speak-step", args=[token, 1]), "step": 1,
        "steps": len(forms.STEPS), "next_label": _("Continue"), "page_title": _("A little more about it"),
    }  # fmt: skip
    return render(request, "web/speak/about.html", context, status=422 if form.errors else 200)


def _on(draft: Draft, told: drafts.Answers) -> HttpResponse:
    drafts.keep(draft, told)
    missing = [number for number in range(1, len(forms.STEPS) + 1) if number not in told.steps_done]
    return redirect("web:speak-step", draft.token, missing[0] if missing else len(forms.STEPS))


@never_cache
@open_form
@limited("mine", an_hour=1200)
def mine_page(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """Afterwards, by the link of her case: what is open is answered, and what everybody may read put right.

    What lies sealed is not shown, because a link can be passed on.
    """
    report = find_report(number, token)
    case = report.case
    known = list(Given.objects.filter(case=case).current())
    sealed = {one.code: one.told for one in known if not one.is_public}
    asked = questions.of(case.category)
    if not case.is_open or not any(one.variable and one.code not in sealed for one in asked):
        return redirect("web:mine", number, token)
    language = get_language() or "es"
    form = Questions(
        request.POST if request.method == "POST" else None,
        asked=asked, answers={one.code: one.told for one in known if one.is_public}, language=language, given=sealed,
    )  # fmt: skip
    if form.is_bound and form.is_valid() and not form.stays:
        _give(report, form.answers)
        return redirect("web:mine", number, token)
    context = {
        "asked": form, "form": form, "kind": in_language(case.category.name, language) if case.category else "",
        "hidden": len(sealed), "back_url": reverse("web:mine", args=[number, token]), "next_label": _("Send"),
        "last": True, "after": True, "page_title": _("A little more about it"),
    }  # fmt: skip
    return render(request, "web/speak/about.html", context, status=422 if form.errors else 200)


def _give(report: Report, answers: dict[str, Value]) -> None:
    address = report.address
    if not may_neighbour("cases.answer", address, report.case, via="slip" if address.scheme == "slip" else "web"):
        raise Http404
    cases.give(report.case, answers, by=address)
