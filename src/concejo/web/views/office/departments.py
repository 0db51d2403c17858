# SPDX-License-Identifier: AGPL-3.0-or-later
"""Departments and kinds of cases."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from concejo.cases import taxonomy, teach
from concejo.cases.models import Case, Category, Learnt
from concejo.core import changes, ledger
from concejo.core.words import in_language
from concejo.people import actions as people
from concejo.people.models import Countersign, Person
from concejo.town.models import Department
from concejo.web import second
from concejo.web.forms_office.departments import CategoryForm, DepartmentForm, department_name
from concejo.web.forms_office.kept import EVERYWHERE
from concejo.web.views.office.door import confirm_page, for_administrator, form_page

CLOSE = Countersign.Act.CLOSE_DEPARTMENT


@for_administrator
def departments_page(request: HttpRequest, person: Person) -> HttpResponse:
    """All of them, those that are closed last."""
    rows = list(Department.objects.select_related("handle", "within").order_by("-active", "order", "id"))
    return render(request, "web/office/departments.html", {"departments": rows, "page_title": _("Departments")})


@for_administrator
def department_form_page(request: HttpRequest, person: Person, word: str = "") -> HttpResponse:
    """A new department, or one that changes."""
    row = get_object_or_404(Department.objects.select_related("handle"), handle__word=word) if word else None
    form = DepartmentForm(request.POST or None, instance=row)
    back = reverse("web:town-departments")
    if request.method == "POST" and form.is_valid():
        kept = form.save()
        messages.success(request, _("%(name)s is kept.") % {"name": department_name(kept)})
        return redirect(back)
    title = department_name(row) if row else _("A new department")
    more = _open_or_close(row) if row else {}
    return form_page(request, form, title=title, back_url=back, lead=f"@{word}" if word else "", **more)


@for_administrator
def department_close_page(request: HttpRequest, person: Person, word: str) -> HttpResponse:
    """A department closes, or opens again; its handle stays its own for ever."""
    row = get_object_or_404(Department.objects.select_related("handle"), handle__word=word)
    back = reverse("web:town-department", args=[word])
    wait = _second_yes(request, person, row, back_url=back) if row.active else None
    if wait is not None:
        return wait
    if request.method == "POST":
        row.active = not row.active
        with transaction.atomic():
            if not row.active:
                people.use_second(CLOSE, _about(row), by=person)
            row.save(update_fields=["active"])
            ledger.write(
                "town.department_opened" if row.active else "town.department_closed", by=person.ref, about=_about(row)
            )
            changes.touch(*EVERYWHERE)
        said = _("%(name)s works again.") if row.active else _("%(name)s is closed.")
        messages.success(request, said % {"name": department_name(row)})
        return redirect("web:town-departments")
    if not row.active:
        sentence = _("It is shown again, and neighbours can write to it.")
        return confirm_page(request, title=_("Open it again?"), sentence=sentence, yes=_("Yes, open it"), back_url=back)
    title = _("Close %(name)s?") % {"name": department_name(row)}
    return confirm_page(request, title=title, sentence=_what_closing_means(row), yes=_("Yes, close it"), back_url=back)


def _what_closing_means(row: Department) -> str:
    waiting = Case.objects.open().filter(department=row).count()
    sentence = _("It is shown no more. What it said stays, and its handle is never given to another.")
    if waiting:
        sentence += " " + ngettext(
            "%(number)d open case stays with it: hand it over first.",
            "%(number)d open cases stay with it: hand them over first.",
            waiting,
        ) % {"number": waiting}
    return sentence


def _second_yes(request: HttpRequest, person: Person, row: Department, *, back_url: str) -> HttpResponse | None:
    title = _("Close %(name)s?") % {"name": department_name(row)}
    return second.not_yet(
        request, person, act=CLOSE, about=_about(row), title=title, sentence=_what_closing_means(row), back_url=back_url
    )


def _about(row: Department) -> str:
    return f"department:{row.pk}"


def _open_or_close(row: Department) -> dict[str, str]:
    return {
        "extra_url": reverse("web:town-department-close", args=[row.handle.word]),
        "extra_label": _("Close this department") if row.active else _("Open this department again"),
    }


@for_administrator
def categories_page(request: HttpRequest, person: Person) -> HttpResponse:
    """The kinds of cases, with who does them and how fast; and how well new words are told."""
    language = get_language() or "es"
    groups: dict[str, tuple[str, list[Category]]] = {}
    rows = Category.objects.select_related("department__handle").annotate(asks=_asks()).order_by("order", "id")
    for one in sorted(rows, key=lambda one: not one.active):
        title = in_language(one.group, language) or _("Others")
        groups.setdefault(one.group_key, (title, []))[1].append(one)
    shown = {
        "groups": list(groups.values()), "learnt": Learnt.objects.defer("model").first(), "fewest": teach.FEWEST,
        "wanting": [in_language(one["name"], language) for one in taxonomy.wanting()],
        "page_title": _("Kinds of cases"),
    }  # fmt: skip
    return render(request, "web/office/categories.html", shown)


def _asks() -> Count:
    return Count("questions", filter=Q(questions__active=True))


@for_administrator
def category_form_page(request: HttpRequest, person: Person, slug: str = "") -> HttpResponse:
    """A new kind of case, or one that changes."""
    row = get_object_or_404(Category, slug=slug) if slug else None
    form = CategoryForm(request.POST or None, instance=row)
    back = reverse("web:town-categories")
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("The kind of case is kept. Cases that are open keep their day."))
        return redirect(back)
    title = _("A kind of case") if row else _("A new kind of case")
    more = {}
    if row:
        more = {"extra_url": reverse("web:town-questions", args=[slug]), "extra_label": _("What is asked about it")}
    return form_page(request, form, title=title, back_url=back, **more)
