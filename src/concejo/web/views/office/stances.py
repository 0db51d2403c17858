# SPDX-License-Identifier: AGPL-3.0-or-later
"""To whom a channel listens: rules for servers and accounts, lists of them, words that are watched."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concejo.channels import registry, stances
from concejo.channels.models import Channel, Stance
from concejo.people.models import Person
from concejo.web.forms_office.stances import Everybody, ListFile, Rule
from concejo.web.show import office, paging
from concejo.web.views.office.door import for_administrator

FORMS = ("rule", "list", "everybody")
SHOWN = 50


@for_administrator
def stances_page(request: HttpRequest, person: Person, kind: str) -> HttpResponse:
    """The rules of one channel; each form acts on its own."""
    if kind not in office.WITH_SERVERS:
        raise Http404
    channel = Channel.objects.filter(kind=kind).first() or Channel(kind=kind)
    sent = request.POST.get("form", "") if request.method == "POST" else ""
    rule = Rule(request.POST if sent == "rule" else None)
    lists = ListFile(*((request.POST, request.FILES) if sent == "list" else ()))
    everybody = Everybody(request.POST if sent == "everybody" else None, channel=channel)
    wrong: list[str] = []
    if sent in FORMS:
        done = {"rule": lambda: _rule(request, person, kind, rule), "everybody": lambda: _for_all(request, everybody)}
        if sent == "list":
            wrong = _list(request, person, kind, lists)
            finished = lists.is_valid() and not wrong
        else:
            finished = done[sent]()
        if finished:
            return redirect(request.path)
    context = _shown(request, kind) | {"rule": rule, "lists": lists, "everybody": everybody, "wrong": wrong[:100]}
    failed = any(form.is_bound and form.errors for form in (rule, lists, everybody))
    return render(request, "web/office/stances.html", context, status=422 if failed else 200)


def _rule(request: HttpRequest, person: Person, kind: str, form: Rule) -> bool:
    if form.is_valid():
        told = form.cleaned_data
        stances.take(kind, told["who"], told["how"], by=person, why=told["why"])
        words = _("%(who)s: %(how)s.") % {"who": told["who"], "how": Stance.How(told["how"]).label}
        messages.success(request, words)
    return form.is_valid()


def _for_all(request: HttpRequest, form: Everybody) -> bool:
    if form.is_valid():
        form.save()
        messages.success(request, _("Kept."))
    return form.is_valid()


def _list(request: HttpRequest, person: Person, kind: str, form: ListFile) -> list[str]:
    """Takes the list; returns sentences about lines that made no sense."""
    if not form.is_valid():
        return []
    try:
        told = stances.bring_list(kind, form.cleaned_data["file"], by=person)
    except stances.NoName as error:
        form.add_error("file", str(error))
        return []
    words = ngettext("%(n)d rule was taken over.", "%(n)d rules were taken over.", told.fresh) % {"n": told.fresh}
    if told.same:
        words += " " + ngettext("%(n)d changed nothing.", "%(n)d changed nothing.", told.same) % {"n": told.same}
    messages.success(request, words)
    return told.wrong


def _shown(request: HttpRequest, kind: str) -> dict[str, Any]:
    asked = request.GET.get("q", "").strip().lower()
    rows = Stance.objects.filter(kind=kind).select_related("by").order_by("-at", "-id")
    found = rows.filter(Q(who__contains=asked) | Q(why__icontains=asked)) if asked else rows
    page = paging.page_of(request, found, per_page=SHOWN)
    return {
        "kind": kind, "rows": page.rows, "pager": page.pager, "total": rows.count(), "asked": asked,
        "only_known": bool(registry.surroundings(kind).settings.get(stances.ONLY_KNOWN)),
        "page_title": _("%(channel)s: to whom the town listens") % {"channel": office.channel_name(kind)},
        "back_url": reverse("web:town-channels"),
    }  # fmt: skip


@for_administrator
def stance_end_page(request: HttpRequest, person: Person, kind: str, pk: int) -> HttpResponse:
    """A rule counts no more; a link asks, the button acts."""
    row = get_object_or_404(Stance, pk=pk, kind=kind)
    back = reverse("web:town-stances", args=[kind])
    if request.method == "POST":
        stances.give_up(row, by=person)
        messages.success(request, _("The rule for %(who)s counts no more.") % {"who": row.who})
        return redirect(back)
    title = _("Take back the rule for %(who)s?") % {"who": row.who}
    context = {
        "title": title, "button": _("Take it back"), "tone": "", "sentence": row.why, "back_url": back,
        "page_title": title, "form": None,
    }  # fmt: skip
    return render(request, "web/staff/ask.html", context)


@for_administrator
def stances_file(request: HttpRequest, person: Person, kind: str) -> HttpResponse:
    """The list of servers as Mastodon reads it."""
    if kind not in office.WITH_SERVERS:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="blocked-servers-{kind}.csv"'}
    return HttpResponse(stances.as_list(kind), content_type="text/csv; charset=utf-8", headers=headers)
