# SPDX-License-Identifier: AGPL-3.0-or-later
"""Speak to the town: five small questions, a look at what will be sent and who reads it, and a number."""

from dataclasses import replace
from typing import Any

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from concejo.cases import queries as cases
from concejo.cases import questions
from concejo.cases.intents import UNSORTED
from concejo.cases.models import Case
from concejo.channels import busy
from concejo.channels.models import Draft
from concejo.core import clock
from concejo.core.words import in_language
from concejo.people import links
from concejo.square.actions import HELD
from concejo.town import calendar, gazetteer
from concejo.town.models import Town
from concejo.web import drafts, forms, origin, sending, where
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
        "count": case.reports.count() if case and told.join else 0,
        "put_off": draft.letter.next_at if draft.letter.why == busy.WHY and case is None else None,
        **_mine(case, draft),
        "waits_url": reverse("web:publish", args=[links.make(links.Purpose.PUBLISH, held.pk)]) if held else "",
        **_clock(),
    }
    return render(request, "web/speak/sent.html", context)


def _answer(request: HttpRequest, draft: Draft, step: int) -> HttpResponse:
    form = forms.STEPS[step - 1](request.POST, request.FILES)
    told = drafts.answers(draft)
    before = replace(told)
    if not form.is_valid():
        _remember(told, request)
        drafts.keep(draft, told)
        return render(request, "web/speak/step.html", _context(request, step, form, draft), status=422)
    for name, value in form.cleaned_data.items():
        if hasattr(told, name):
            setattr(told, name, "" if value is None else str(value))
    _settle(told, before, step)
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
    onward = _onward(draft, told, step)
    return redirect(onward) if onward else _send(request, draft, told, form)


def _settle(told: drafts.Answers, before: drafts.Answers, step: int) -> None:
    """Other words may be another kind; another place may be another point."""
    if step == 1 and told.text != before.text:
        told.about = ""
    if step == 2:
        where.settle(told, words=before.place)


def _onward(draft: Draft, told: drafts.Answers, step: int) -> str:
    """The question that comes next: those of the kind after the words, then what is missing; none after the last."""
    asks = drafts.asks(told)
    if asks and (step == 1 or (step == LAST and any(one.required for one in asks))):
        return reverse("web:speak-about", args=[draft.token])
    if step in {2, 3} and drafts.asks_same(told):
        return reverse("web:speak-alike", args=[draft.token])
    following = drafts.next_step(told)
    return reverse("web:speak-step", args=[draft.token, following]) if step < LAST or following < LAST else ""


def _pressed_here(request: HttpRequest, draft: Draft, told: drafts.Answers) -> bool:
    """A button within the question: a photo is taken away, a point is taken; the question stays."""
    if "drop" in request.POST:
        draft.media = [name for name in draft.media if name != request.POST["drop"]]
    if "else" in request.POST:
        told.about, told.answers = UNSORTED, {}
    return bool({"drop", "locate", "else"} & set(request.POST))


def _send(request: HttpRequest, draft: Draft, told: drafts.Answers, form: django_forms.Form) -> HttpResponse:
    if form.cleaned_data.get("website"):
        return render(request, "429.html", status=429)
    sending.send(draft, told, sent=origin.count("sent", request))
    return redirect("web:speak-sent", draft.token)


def _remember(told: drafts.Answers, request: HttpRequest) -> None:
    """What was typed stays, even where it was wrong."""
    for name in ("text", "place", "name", "email", "phone", "visibility", "answer_by"):
        if name in request.POST:
            setattr(told, name, request.POST[name][: forms.LONGEST])


def _context(request: HttpRequest, step: int, form: django_forms.Form, draft: Draft | None) -> dict[str, Any]:
    told = drafts.answers(draft) if draft else drafts.Answers()
    back = reverse("web:home")
    if draft and step > 1:
        back = reverse("web:speak-step", args=[draft.token, step - 1])
    if draft and step == 2 and drafts.was_asked(told):
        back = reverse("web:speak-about", args=[draft.token])
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
        kept = drafts.category_of(told) if drafts.is_private(told) else None
        hints = {
            "public": _("It stands on the square, without your name. So others need not report it again."),
            "private": _("Read only by the clerk and by whoever must do it. Every look at it is written down."),
        }
        return {
            "hints": hints, "readers_title": _("Who reads it"), "readers": readers(told), "marked": personal(told),
            "kept": in_language(kept.name, get_language() or "es") if kept else "",
        }  # fmt: skip
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


def _mine(case: Case | None, draft: Draft) -> dict[str, Any]:
    """The link by which she follows, confirms and reopens; and what the kind still asks."""
    report = case.reports.filter(address=draft.letter.sender).first() if case and draft.letter else None
    if case is None or report is None:
        return {}
    args = [case.number, links.make(links.Purpose.CASE, report.pk)]
    wanting = len(questions.missing(case))
    return {
        "mine": reverse("web:mine", args=args), "wanting": wanting,
        "answers_url": reverse("web:mine-answers", args=args) if wanting else "",
    }  # fmt: skip
