# SPDX-License-Identifier: AGPL-3.0-or-later
"""Speak to the town: five small questions, a look at what will be sent and who reads it, and a number."""

from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from concejo.cases import queries as cases
from concejo.cases.models import Case
from concejo.channels.models import Draft
from concejo.core import clock
from concejo.people import links
from concejo.square.actions import HELD
from concejo.town import calendar, gazetteer
from concejo.town.models import Town
from concejo.web import drafts, forms, sending, where
from concejo.web.origin import open_form
from concejo.web.show import cards
from concejo.web.show.charts import chart
from concejo.web.show.drafts import personal, readers, review

LAST = len(forms.STEPS)


@never_cache
@open_form
def begin_page(request: HttpRequest) -> HttpResponse:
    """The words of the speak block begin a draft; an address never holds them."""
    if request.method != "POST":
        join = Case.objects.public().open().filter(number=request.GET.get("join", "")).first()
        context = _context(request, 1, forms.What(), None) | {"join": join.number if join else ""}
        return render(request, "web/speak/step.html", context)
    draft = drafts.begin()
    if "concerns" in request.POST:
        told = drafts.Answers()
        drafts.joins(told, request.POST["concerns"][:12])
        drafts.keep(draft, told)
    return _answer(request, draft, 1)


@never_cache
@open_form
def step_page(request: HttpRequest, token: str, step: int) -> HttpResponse:
    """One question."""
    draft = drafts.find(token)
    if draft is None or not 1 <= step <= LAST:
        return render(request, "web/speak/gone.html", status=410)
    if draft.letter_id:
        return redirect("web:speak-sent", token)
    if request.method == "POST":
        return _answer(request, draft, step)
    told = drafts.answers(draft)
    first = {name: getattr(told, name) for name in forms.STEPS[step - 1].base_fields if hasattr(told, name)}
    return render(request, "web/speak/step.html", _context(request, step, forms.STEPS[step - 1](initial=first), draft))


@never_cache
def sent_page(request: HttpRequest, token: str) -> HttpResponse:
    """It is written down: the number, what happens now, and how to come back."""
    draft = drafts.find(token)
    if draft is None or draft.letter is None:
        raise Http404
    told = drafts.answers(draft)
    origin = draft.letter.posts.select_related("post__conversation").first()
    case = cases.case_of(origin.post.conversation_id) if origin else None
    held = origin.post if origin and origin.post.held_for == HELD else None
    context = {
        "case": case,
        "told": told,
        "mine": _mine(case, draft),
        "count": case.reports.count() if case and told.join else 0,
        "waits_url": reverse("web:publish", args=[links.make(links.Purpose.PUBLISH, held.pk)]) if held else "",
        **_clock(),
    }
    return render(request, "web/speak/sent.html", context)


def _answer(request: HttpRequest, draft: Draft, step: int) -> HttpResponse:
    form = forms.STEPS[step - 1](request.POST, request.FILES)
    told = drafts.answers(draft)
    before = told.place
    if not form.is_valid():
        _remember(told, request)
        drafts.keep(draft, told)
        return render(request, "web/speak/step.html", _context(request, step, form, draft), status=422)
    for name, value in form.cleaned_data.items():
        if hasattr(told, name):
            setattr(told, name, "" if value is None else str(value))
    if step == 2:
        where.settle(told, words=before)
    problem = sending.take_photo(request.FILES.get("photo"), draft, told) if step == 3 else ""
    stays = _pressed_here(request, draft, told)
    if not stays:
        told.steps_done = sorted({*told.steps_done, step})
    drafts.keep(draft, told)
    if problem:
        form.add_error("photo", problem)
        return render(request, "web/speak/step.html", _context(request, step, form, draft), status=422)
    if stays:
        return redirect("web:speak-step", draft.token, step)
    if step in {2, 3} and drafts.asks_same(told):
        return redirect("web:speak-alike", draft.token)
    following = drafts.next_step(told)
    if step < LAST or following < LAST:
        return redirect("web:speak-step", draft.token, following)
    return _send(request, draft, told, form)


def _pressed_here(request: HttpRequest, draft: Draft, told: drafts.Answers) -> bool:
    """A button within the question: a photo is taken away, a point is taken; the question stays."""
    if "drop" in request.POST:
        draft.media = [name for name in draft.media if name != request.POST["drop"]]
    return bool({"drop", "locate"} & set(request.POST))


def _send(request: HttpRequest, draft: Draft, told: drafts.Answers, form: django_forms.Form) -> HttpResponse:
    if form.cleaned_data.get("website"):
        return render(request, "429.html", status=429)
    sending.send(draft, told)
    return redirect("web:speak-sent", draft.token)


def _remember(told: drafts.Answers, request: HttpRequest) -> None:
    """What was typed stays, even where it was wrong."""
    for name in ("text", "place", "name", "email", "phone", "visibility", "answer_by"):
        if name in request.POST:
            setattr(told, name, request.POST[name][: forms.LONGEST])


def _context(request: HttpRequest, step: int, form: django_forms.Form, draft: Draft | None) -> dict[str, Any]:
    told = drafts.answers(draft) if draft else drafts.Answers()
    back = (
        reverse("web:home") if step == 1 or draft is None else reverse("web:speak-step", args=[draft.token, step - 1])
    )
    return {
        "form": form,
        "step": step,
        "steps": LAST,
        "back_url": back,
        "action": reverse("web:speak-step", args=[draft.token, step]) if draft else reverse("web:speak"),
        "draft": draft,
        "told": told,
        "photos": [(one, cards.photo(one)) for one in drafts.photos(draft)] if draft else [],
        "category": drafts.category_of(told) if told.text else None,
        "last": step == LAST,
        "multipart": step == 3,
        "danger": step == 1,
        **_explained(form, step, told, draft),
        "joined": drafts.joined_case(told),
        "pointed": bool(told.lat and told.lon),
        "chart": chart() if step == 2 else None,
        "spot": gazetteer.find_in(told.place) if told.place else None,
        "page_title": form.fields[next(iter(form.fields))].label,
        **_clock(),
    }


def _explained(form: django_forms.Form, step: int, told: drafts.Answers, draft: Draft | None) -> dict[str, Any]:
    """Who reads it, before it is sent, and what each answer means."""
    if step == 4:
        hints = {
            "public": _("It stands on the square, without your name. So others need not report it again."),
            "private": _("Read only by the clerk and by whoever must do it. Every look at it is written down."),
        }
        return {"hints": hints, "readers_title": _("Who reads it"), "readers": readers(told), "marked": personal(told)}
    if step == LAST and draft:
        return {
            "icons": {"email": "mail", "phone": "phone", "code": "eye"},
            "hints": {
                "email": _("We use it for this and nothing else."),
                "code": _("We give you a number and a code, and you read the answer here."),
            },
            "insets": {"email": form["email"], "phone": form["phone"]},
            "answers": review(told, draft),
            "marked": personal(told) if told.visibility == "public" else None,
        }
    return {}


def _clock() -> dict[str, Any]:
    return {"opens": calendar.next_opening(clock.now(), town=Town.objects.current())}


def _mine(case: Case | None, draft: Draft) -> str:
    """The link by which she follows, confirms and reopens."""
    report = case.reports.filter(address=draft.letter.sender).first() if case and draft.letter else None
    token = links.make(links.Purpose.CASE, report.pk) if report else ""
    return reverse("web:mine", args=[case.number, token]) if case and token else ""
