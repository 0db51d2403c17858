# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is planned to be said, by whom, and when: changed, said now, or taken back."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concejo.core.words import in_language
from concejo.people.models import Person
from concejo.square import actions as square
from concejo.square import rules
from concejo.square.models import Planned
from concejo.web import guarded
from concejo.web.forms_announce import Plan
from concejo.web.views.staff.door import for_staff
from concejo.web.views.staff.voices import departments_of, voices_of

OVER = 10
"""How many that are over are shown."""


@for_staff(rules.may_announce)
def plans_page(request: HttpRequest, person: Person) -> HttpResponse:
    """By their hour, the next one first; below them what came of the last ones."""
    mine = _mine(person)
    waiting = mine.filter(said_at=None, dropped_at=None).order_by("due", "id")
    over = mine.exclude(said_at=None, dropped_at=None).order_by("-due", "-id")[:OVER]
    context = {"waiting": _rows(waiting), "over": _rows(over), "page_title": _("What is planned")}
    return render(request, "web/staff/plans.html", context)


@for_staff(rules.may_announce)
def change_page(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Other words, or another hour; from then on it is whoever changed it who says it."""
    row = _one(person, pk)
    voices = voices_of(person)
    first = {
        "voice": str(row.department_id) if row.department_id else "me", "text": row.text, "about": row.about,
        "useful_until": row.useful_until, "due": row.due,
    }  # fmt: skip
    form = Plan(request.POST or None, initial=first, voices=[(key, name) for key, name, _one in voices])
    if request.method == "POST" and guarded.settled(form, request.POST, public=True, fields=("text", "about")):
        told = form.cleaned_data
        department = next(one for key, _name, one in voices if key == told["voice"])
        plan = square.Plan(
            text=told["text"].strip(), due=told["due"], department=department, about=told["about"].strip(),
            useful_until=told["useful_until"], language=row.language, decided=told["guard"],
        )  # fmt: skip
        _tell(request, _("Changed.") if square.replan(row, plan, by=person) else "")
        return redirect("web:plans")
    context = {"form": form, "photos": len(row.media), "page_title": _("Change what is planned")}
    return render(request, "web/staff/plan.html", context, status=422 if form.errors else 200)


@for_staff(rules.may_announce)
def act_page(request: HttpRequest, person: Person, pk: int, act: str) -> HttpResponse:
    """Said now, or taken back; a link shows the page that asks, the button acts."""
    if act not in {"now", "drop"}:
        raise Http404
    row = _one(person, pk)
    if request.method == "POST":
        if act == "now":
            post = square.say_now(row, by=person)
            _tell(request, _("It is said.") if post else "")
        else:
            _tell(request, _("It will not be said.") if square.drop(row, by=person) else "")
        return redirect("web:plans")
    now = act == "now"
    title = _("Say it now?") if now else _("Take it back?")
    context = {
        "title": title, "page_title": title, "sentence": row.text[:300], "tone": "" if now else "clay",
        "button": _("Say it now") if now else _("Do not say it"), "back_url": reverse("web:plans"),
    }  # fmt: skip
    return render(request, "web/staff/ask.html", context)


def _mine(person: Person) -> Any:
    """Their own, and those in the name of a department for which they may speak."""
    departments = [one.pk for _key, _name, one in departments_of(person) if one is not None]
    rows = Planned.objects.filter(Q(by=person, department=None) | Q(department__in=departments))
    return rows.select_related("by", "department", "post")


def _one(person: Person, pk: int) -> Planned:
    row: Planned = get_object_or_404(_mine(person), pk=pk, said_at=None, dropped_at=None)
    return row


def _rows(rows: Any) -> list[dict[str, Any]]:
    language = get_language() or "es"
    return [
        {
            "row": row,
            "name": in_language(row.department.name, language) if row.department else row.by.public_name,
            "url": reverse("web:conversation", args=[row.post.conversation_id]) if row.post else "",
        }
        for row in rows
    ]


def _tell(request: HttpRequest, done: str) -> None:
    if done:
        messages.success(request, done)
    else:
        messages.error(request, _("Too late: it has been said, or is being said now."))
