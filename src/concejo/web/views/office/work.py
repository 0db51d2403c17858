# SPDX-License-Identifier: AGPL-3.0-or-later
"""How work is arranged: who gets what, sentences written once, bodies outside."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concejo.cases.models import AnswerTemplate, ExternalBody, Route
from concejo.cases.routes import Facts, way_of
from concejo.cases.suggest import suggest
from concejo.core import changes, clock
from concejo.core.words import in_language
from concejo.people.models import Person
from concejo.town import calendar, gazetteer
from concejo.town.models import Town
from concejo.ui.moments import day
from concejo.web.forms_office.work import ACTS, AnswerTemplateForm, ExternalBodyForm, RouteForm, Try
from concejo.web.show import routes as show
from concejo.web.views.office.door import confirm_page, for_administrator, form_page


@for_administrator
def routes_page(request: HttpRequest, person: Person) -> HttpResponse:
    """The rules in their order, and a sentence to try them with."""
    form = Try(request.POST or None)
    tried = _tried(form.cleaned_data["text"]) if request.method == "POST" and form.is_valid() else None
    rows = Route.objects.select_related(
        "category", "department__handle", "person__handle", "asset_department"
    ).prefetch_related("streets")
    context = {
        "rows": [show.line(one, get_language() or "es") for one in rows],
        "form": form,
        "tried": tried,
        "page_title": _("Who gets what"),
    }
    return render(request, "web/office/routes.html", context, status=422 if form.errors else 200)


def _tried(text: str) -> dict[str, Any]:
    """What would become of these words if somebody sent them now."""
    town, language, now = Town.objects.current(), get_language() or "es", clock.now()
    kind, spot = suggest(text), gazetteer.find_in(text)
    way = way_of(Facts(
        text=text, at=now, category=kind, street=spot.street if spot else None, lat=spot.lat if spot else None,
        lon=spot.lon if spot else None, asset=spot.asset if spot else None,
    ))  # fmt: skip
    due = calendar.local_day(calendar.deadline(now, way.days, town=town) - timedelta(seconds=1), town=town)
    return {
        "kind": in_language(kind.name, language) if kind else "",
        "place": spot.words if spot else "",
        "rule": way.rule,
        "to": show.to_whom(way.rule, way.department, language),
        "due": day(due),
    }


@for_administrator
def templates_page(request: HttpRequest, person: Person) -> HttpResponse:
    """The sentences, by what they are for."""
    names, language = dict(ACTS), get_language() or "es"
    rows = [
        {
            "pk": one.pk, "name": in_language(one.name, language), "text": in_language(one.text, language),
            "act": names.get(one.act, one.act), "active": one.active,
        }
        for one in sorted(AnswerTemplate.objects.all(), key=lambda one: [*names].index(one.act))
    ]  # fmt: skip
    return render(request, "web/office/templates.html", {"rows": rows, "page_title": _("Sentences for answers")})


@for_administrator
def bodies_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Those outside to whom cases are passed on."""
    rows = ExternalBody.objects.select_related("address").order_by("-active", "name", "id")
    return render(request, "web/office/bodies.html", {"rows": rows, "page_title": _("Bodies outside the town hall")})


@for_administrator
def route_form_page(request: HttpRequest, person: Person, pk: int = 0) -> HttpResponse:
    """A new rule, or one that changes."""
    delete = reverse("web:town-route-delete", args=[pk]) if pk else ""
    titles = (_("A rule"), _("A new rule"))
    return _form(request, Route, RouteForm, pk, back="web:town-routes", titles=titles, delete_url=delete)


@for_administrator
def template_form_page(request: HttpRequest, person: Person, pk: int = 0) -> HttpResponse:
    """A new sentence, or one that changes."""
    delete = reverse("web:town-template-delete", args=[pk]) if pk else ""
    titles = (_("A sentence"), _("A new sentence"))
    return _form(
        request, AnswerTemplate, AnswerTemplateForm, pk, back="web:town-templates", titles=titles, delete_url=delete
    )


@for_administrator
def body_form_page(request: HttpRequest, person: Person, pk: int = 0) -> HttpResponse:
    """A new body, or one that changes; it is never deleted, since its words stay in the cases."""
    titles = (_("A body outside"), _("A new body outside"))
    if pk and ExternalBody.objects.filter(pk=pk).exclude(open311={}).exists():
        return redirect("web:town-server", pk)
    return _form(request, ExternalBody, ExternalBodyForm, pk, back="web:town-bodies", titles=titles)


def _form(
    request: HttpRequest, model: type[Model], form_of: Any, pk: int, *, back: str, titles: tuple[str, str],
    delete_url: str = "",
) -> HttpResponse:  # fmt: skip
    row = get_object_or_404(model, pk=pk) if pk else None
    form = form_of(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("It is kept."))
        return redirect(back)
    more = {"extra_url": delete_url, "extra_label": _("Take it off the list")} if delete_url else {}
    return form_page(request, form, title=titles[0] if row else titles[1], back_url=reverse(back), **more)


@for_administrator
def delete_page(request: HttpRequest, person: Person, pk: int, what: str) -> HttpResponse:
    """A rule or a sentence is taken off; cases stay as they are."""
    known: dict[str, tuple[type[Model], str]] = {
        "route": (Route, "web:town-routes"), "template": (AnswerTemplate, "web:town-templates"),
    }  # fmt: skip
    if what not in known:
        raise Http404
    model, back = known[what]
    row = get_object_or_404(model, pk=pk)
    if request.method == "POST":
        with transaction.atomic():
            row.delete()
            changes.touch("town")
        messages.success(request, _("It is off the list."))
        return redirect(back)
    words = _("Cases that are there already stay as they are.")
    return confirm_page(request, title=_("Take it off the list?"), sentence=words, yes=_("Yes, take it off"),
                        back_url=reverse(back))  # fmt: skip
