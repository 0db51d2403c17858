# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many cases at once: chosen on a list, confirmed on a page of its own, then done in one go."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from concejo.cases import actions as cases
from concejo.cases.models import Case, Category
from concejo.people.models import Person
from concejo.people.rules import may_change_many
from concejo.square.models import Post
from concejo.web import answers, guarded
from concejo.web.forms_counter import Many
from concejo.web.forms_kinds import to_narrow
from concejo.web.show.cases import badge, due_words
from concejo.web.show.paging import page_of
from concejo.web.show.staff import tasks
from concejo.web.views.staff.acts import hand_over
from concejo.web.views.staff.door import for_staff

PER_PAGE = 50
MOST = 200


@for_staff(may_change_many)
def bulk_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Open cases to choose from."""
    reach, language = tasks.reach(person), get_language() or "es"
    rows = reach.seen().open()
    kind = request.GET.get("category", "")
    if kind:
        rows = rows.filter(category__in=Category.objects.chosen(kind))
    page = page_of(request, rows.order_by("due_at", "id"), per_page=PER_PAGE)
    bulk = {
        "url": reverse("web:bulk-confirm"),
        "acts": [{"value": value, "label": label} for value, label in _acts()],
        "rows": [_line(case, language) for case in page.rows],
    }
    context = {
        "bulk": bulk,
        "pager": page.pager,
        "kinds": to_narrow(language),
        "kind": kind,
        "page_title": _("Many cases at once"),
    }
    return render(request, "web/staff/bulk.html", context)


@for_staff(may_change_many)
def confirm_page(request: HttpRequest, person: Person) -> HttpResponse:
    """What is going to happen, to which, with what is still missing; the second button does it."""
    act, chosen = request.POST.get("act", ""), _chosen(request, person)
    if request.method != "POST" or act not in dict(_acts()) or not chosen:
        messages.warning(request, _("Please choose the cases first."))
        return redirect("web:bulk")
    sure = "sure" in request.POST
    form = Many(request.POST if sure else None, act=act, cases=chosen)
    public = any(one.main.is_public for one in chosen)
    if sure and guarded.settled(form, request.POST, public=public):
        with transaction.atomic():
            done = _do(act, chosen, person, form.cleaned_data)
        words = ngettext("%(n)d case is changed.", "%(n)d cases are changed.", done) % {"n": done}
        messages.success(request, words)
        return redirect("web:bulk")
    fields = [("act", act), ("sure", "1"), *(("chosen", str(one.pk)) for one in chosen)]
    confirm = {
        "title": dict(_acts())[act],
        "sentence": ngettext("%(n)d case: %(numbers)s", "%(n)d cases: %(numbers)s", len(chosen))
        % {"n": len(chosen), "numbers": ", ".join(one.number for one in chosen)},
        "url": request.path,
        "yes_label": _("Yes, all of them"),
        "no_url": reverse("web:bulk"),
        "fields": fields,
        "form": form,
        "tone": "clay" if act == "decline" else "",
        "protect": True,
    }
    context = {"confirm": confirm, "page_title": confirm["title"]}
    return render(request, "ui/confirm_staff.html", context, status=422 if form.errors else 200)


def _acts() -> list[tuple[str, str]]:
    return [
        ("assign", _("Hand them over")),
        ("category", _("Give them a kind")),
        ("join", _("Join them into one")),
        ("decline", _("Close them: they will not be done")),
    ]


def _chosen(request: HttpRequest, person: Person) -> list[Case]:
    ids = [int(one) for one in request.POST.getlist("chosen")[:MOST] if one.isdigit()]
    return list(tasks.reach(person).seen().open().filter(pk__in=ids).order_by("opened_at", "id"))


def _do(act: str, chosen: list[Case], person: Person, told: dict[str, Any]) -> int:
    if act == "join":
        return _join(chosen, person, told["into"])
    category = Category.objects.select_related("department").filter(slug=told.get("kind", "")).first()
    for case in chosen:
        if act == "assign":
            hand_over(case, to=told["to"], by=person)
        elif act == "category" and category:
            hints = cases.Hints(category=category, place=case.place, street=case.street, lat=case.lat, lon=case.lon)
            cases.sort(case, hints=hints, by=person)
        elif act == "decline":
            cases.decline(case, by=person, post=_said(case, told, person))
    return len(chosen)


def _said(case: Case, told: dict[str, Any], person: Person) -> Post:
    return answers.say(case.main, told["text"], by=person, decided=told["guard"])


def _join(chosen: list[Case], person: Person, number: str) -> int:
    """All into one; private words never go into a public case, so those stay as they are."""
    into = next(one for one in chosen if one.number == number)
    others = [one for one in chosen if one != into and one.is_private == into.is_private]
    for case in others:
        cases.join_cases(case, into=into, by=person)
    return len(others)


def _line(case: Case, language: str) -> dict[str, Any]:
    meta = [case.number, case.place, due_words(case.due_at), case.in_charge.public_name if case.in_charge else ""]
    return {
        "id": case.pk,
        "title": case.headline(language),
        "url": reverse("web:work-case", args=[case.number]),
        "sign": badge(case),
        "meta": " · ".join(one for one in meta if one),
    }
