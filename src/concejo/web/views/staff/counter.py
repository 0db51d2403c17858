# SPDX-License-Identifier: AGPL-3.0-or-later
"""The counter and the telephone: what is said is written down in half a minute; the neighbour leaves with a slip."""

import io
import json
import secrets
from typing import Any

import segno
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from concejo.cases import questions
from concejo.cases.likely import Asked, likely_same
from concejo.cases.models import Case, Category
from concejo.cases.queries import case_of
from concejo.cases.suggest import suggest
from concejo.channels import hear, intake, written
from concejo.channels.models import Draft
from concejo.core import clock
from concejo.people import links
from concejo.people.models import Person
from concejo.people.rules import may_do_desk
from concejo.town import gazetteer
from concejo.town.models import Town
from concejo.web import drafts, guarded, where
from concejo.web.forms_counter import Counter
from concejo.web.forms_kinds import as_rows, kinds
from concejo.web.forms_questions import Questions
from concejo.web.show.alike import alike
from concejo.web.show.staff import letter
from concejo.web.views.staff.door import for_staff


@for_staff(may_do_desk)
def counter_page(request: HttpRequest, person: Person) -> HttpResponse:
    """One form; where something like it is open already, it is offered once before a new case begins."""
    words = request.POST.get("text", "")
    form = Counter(request.POST or None, words=words)
    same: list[dict[str, Any]] = []
    kind, asked = _asked(request)
    public = request.POST.get("visibility") == "public"
    if request.method == "POST" and guarded.settled(form, request.POST, public=public, fields=("text", "name")):
        told = form.cleaned_data | {"text": request.POST["text"]}  # covered or not, the letter keeps what was said
        same = _same(told) if not {"join", "fresh"} & set(request.POST) else []
        if not same and (asked is None or "join" in request.POST or _is_answered(asked)):
            draft = _write_down(
                person, told | _answers(kind, asked), join=request.POST.get("join", ""),
                token=request.POST.get("token", ""),
            )  # fmt: skip
            return redirect(f"{reverse('web:counter')}?done={draft.token}")
    context = {
        "form": form,
        "same": same,
        "asked": asked if asked is not None and asked.shown else None,
        "private": kind is not None and kind.private,
        "streets": letter.streets(),
        "done": _done(request.GET.get("done", "")),
        "guard": form.cleaned_data.get("guard", "") if form.is_bound and form.is_valid() else "",
        "token": request.POST.get("token") or secrets.token_hex(12),
        "page_title": _("Counter"),
    }
    return render(request, "web/staff/counter.html", context, status=422 if form.errors else 200)


@for_staff(may_do_desk)
def kind_part(request: HttpRequest, person: Person) -> HttpResponse:
    """The kinds again, those first of which the words speak."""
    return _kinds(request)


@require_POST
def _kinds(request: HttpRequest) -> HttpResponse:
    kind, asked = _asked(request)
    context = {
        "rows": as_rows(kinds(get_language() or "es", text=request.POST.get("text", ""))), "asked": asked,
        "chosen": kind.slug if kind else "", "private": kind is not None and kind.private,
    }  # fmt: skip
    return render(request, "web/staff/part/counter_kind.html", context)


def _asked(request: HttpRequest) -> tuple[Category | None, Questions | None]:
    """The kind that was chosen, or of which the words speak, and what it asks; nothing of it is required here."""
    words, chosen = request.POST.get("text", ""), request.POST.get("kind", "")
    kind = Category.objects.filter(slug=chosen).first() if chosen else suggest(words) if words else None
    asked = questions.of(kind)
    if not asked:
        return kind, None
    return kind, Questions(request.POST, asked=asked, answers={}, language=get_language() or "es", complete=False)


def _is_answered(asked: Questions) -> bool:
    """Or shown at least: only what the town must know holds the clerk up, once."""
    return asked.is_valid() and (not asked.stays or not asked.wants)


def _answers(kind: Category | None, asked: Questions | None) -> dict[str, str]:
    if kind is None or asked is None or not asked.answers:
        return {}
    return {"kind": kind.slug, "answers": json.dumps(asked.answers)}


@for_staff(may_do_desk)
def slip_page(request: HttpRequest, person: Person, number: str, token: str) -> HttpResponse:
    """The slip that the neighbour takes home; its code can be printed for a day, then nobody knows it."""
    draft, case = drafts.find(token), get_object_or_404(Case.objects.with_all(), number=number)
    if draft is None or draft.letter is None or not _is_of(draft, case):
        raise Http404
    context = {
        "number": number,
        "code": drafts.answers(draft).code,
        "qr_url": reverse("web:counter-qr", args=[number]),
        "slip_url": Town.objects.current().url(reverse("web:slip")),
        "title": "" if case.is_private else case.headline(get_language() or "es"),
        "due_at": case.due_at,
        "opened_at": case.opened_at,
        "back_url": reverse("web:counter"),
        "page_title": number,
    }
    return render(request, "web/staff/slip.html", context)


@for_staff(may_do_desk)
def qr(request: HttpRequest, person: Person, number: str) -> HttpResponse:
    """The square that a telephone reads: it leads to the page that asks for the code."""
    out = io.BytesIO()
    address = Town.objects.current().url(f"{reverse('web:slip')}?number={number}")
    segno.make(address, error="m").save(out, kind="svg", border=2, scale=4, light="#fff", xmldecl=False)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


def _same(told: dict[str, Any]) -> list[dict[str, Any]]:
    if told["visibility"] != "public":
        return []
    spot = gazetteer.find_in(told["place"] or told["text"])
    if spot is None:
        return []
    category = Category.objects.filter(slug=told["kind"]).first() or suggest(told["text"])
    asked = Asked(
        text=told["text"], category=category, place=told["place"], lat=spot.lat, lon=spot.lon, street=spot.street
    )
    return alike(likely_same(asked), staff=True)


def _write_down(person: Person, told: dict[str, Any], *, join: str, token: str) -> Draft:
    """A letter like any other, by way of the counter; the same form sent twice is one letter."""
    draft = drafts.begin()
    answers = drafts.answers(draft)
    if told["answer_by"] == "slip":
        answers.code = f"{secrets.randbelow(10**5):05d}-{secrets.token_hex(3).upper()}"
    sender = {
        "slip": f"slip:{links.code_path(answers.code)}",
        "phone": f"tel:{told['contact']}",
        "email": f"mailto:{told['contact']}",
    }[told["answer_by"]]
    hints = {"visibility": told["visibility"], "via": told["via"], "place": told["place"], "name": told["name"]}
    answers.place = told["place"]
    where.look_further(answers)
    hints |= {"lat": answers.lat, "lon": answers.lon}
    hints |= {"category": told["kind"], "answers": told.get("answers", "")}
    hints |= {"join": join, "clerk": str(person.pk), "guard": str(told["guard"])}
    raw = written.write(
        "counter",
        sender=sender,
        text=told["text"],
        hints={key: value for key, value in hints.items() if value},
        language=get_language() or "",
        at=clock.now(),
    )
    key = f"counter:{token[:40]}" if token else f"counter:{draft.token}"
    before = Draft.objects.filter(letter__dedupe=key).first()
    if before is not None:
        draft.delete()
        return before
    with transaction.atomic():
        draft.letter, fresh = intake.take_in(raw, dedupe=key)
        draft.save(update_fields=["letter"])
        drafts.keep(draft, answers)
    if fresh:
        hear.hear(draft.letter)
    return draft


def _case(draft: Draft) -> Case | None:
    origin = draft.letter.posts.select_related("post").first() if draft.letter else None
    return case_of(origin.post.conversation_id) if origin else None


def _is_of(draft: Draft, case: Case) -> bool:
    found = _case(draft)
    return found is not None and found.pk == case.pk


def _done(token: str) -> dict[str, Any] | None:
    """What was just written down, above the empty form for the next neighbour."""
    draft = drafts.find(token) if token else None
    case = _case(draft) if draft else None
    if draft is None or case is None:
        return None
    language = get_language() or "es"
    return {
        "number": case.number,
        "private": case.is_private,
        "title": case.headline(language),
        "kind": case.category.name if case.category else None,
        "place": case.place,
        "department": case.department.name if case.department else None,
        "code": drafts.answers(draft).code,
        "slip_url": reverse("web:counter-slip", args=[case.number, draft.token]),
        "desk_url": reverse("web:desk-letter", args=[case.main.pk]),
        "answers_url": reverse("web:work-answers", args=[case.number]) if questions.missing(case) else "",
    }
