# SPDX-License-Identifier: AGPL-3.0-or-later
"""The post office: what arrived and was not heard, what went out and did not arrive, what should have followed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from concejo.channels import actions, intake, queries
from concejo.channels.models import Delivery, Letter
from concejo.core import lease
from concejo.core.models import Leased, Promise
from concejo.people import actions as people
from concejo.people.models import Address, Person, Role
from concejo.people.rules import has_role
from concejo.privacy.seal import CannotOpen
from concejo.web.show import post_office
from concejo.web.show.paging import page_of
from concejo.web.views.office.door import for_desk, form_page

PER_PAGE = 20
SHOWN = 200_000
"""Characters of a raw letter that a page shows."""


class Reason(forms.Form):
    """Why the administrator opens a letter."""

    reason = forms.CharField(
        label=gettext_lazy("Why do you need to read this?"),
        help_text=gettext_lazy("It is written down, with your name and the hour."),
        max_length=200,
        error_messages={"required": gettext_lazy("Please write a reason.")},
    )


class GiveUp(forms.Form):
    """Why nobody need try any more."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it given up?"),
        help_text=gettext_lazy("It is kept for your colleagues. Please write no names."),
        max_length=200,
        error_messages={"required": gettext_lazy("Please write a reason.")},
    )


@for_desk
def post_page(request: HttpRequest, person: Person, drawer: str = "letters") -> HttpResponse:
    """One drawer of the post office, with what lies in the others."""
    drawers = post_office.drawers()
    chosen = next((one for one in drawers if one.name == drawer), None)
    if chosen is None:
        raise Http404
    rows, why = chosen.rows, request.GET.get("why", "")
    reasons = post_office.reasons(drawer, rows)
    if why and drawer in {"letters", "deliveries"}:
        rows = rows.filter(**{"why" if drawer == "letters" else "outcome": why})
    page = page_of(request, rows, per_page=PER_PAGE)
    context = {
        "drawers": drawers,
        "drawer": chosen,
        "rows": post_office.shown(drawer, page.rows),
        "pager": page.pager,
        "reasons": reasons,
        "why": why,
        "page_title": _("Post office"),
    }
    return render(request, "web/office/post.html", context)


@for_desk
def letter_page(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """A letter as it came. The clerk's look is written down; the administrator says why first."""
    letter = get_object_or_404(queries.letters_left().select_related("sender"), pk=pk)
    back, reason = reverse("web:post"), ""
    if not has_role(person, Role.Kind.CLERK):
        form = Reason(request.POST or None)
        if not form.is_valid():
            context: dict[str, Any] = {"form": form, "page_title": _("Open a letter"), "back_url": back}
            context["submit"] = _("Open it")
            return render(request, "web/office/form.html", context, status=422 if form.is_bound else 200)
        reason = form.cleaned_data["reason"]
    people.look(person, about=f"letter:{letter.pk}", reason=reason)
    try:
        body = intake.open_letter(letter).body.decode("utf-8", "replace")
    except CannotOpen:
        body = ""
    context = {
        "letter": post_office.letter_line(letter),
        "body": body[:SHOWN],
        "cut": len(body) > SHOWN,
        "back_url": back,
        "page_title": _("A letter as it came"),
    }
    return render(request, "web/office/letter.html", context)


@for_desk
def give_up_page(request: HttpRequest, person: Person, drawer: str, pk: int) -> HttpResponse:
    """Nobody need try any more: whoever says so writes why."""
    rows = {
        "letters": queries.letters_left().filter(work=Letter.State.GIVEN_UP),
        "deliveries": queries.deliveries_failed(),
        "promises": queries.promises_broken(),
    }
    if drawer not in rows or not rows[drawer].filter(pk=pk).exists():
        raise Http404
    back = reverse("web:post") if drawer == "letters" else reverse("web:post-drawer", args=[drawer])
    form = GiveUp(request.POST or None)
    if form.is_valid():
        try:
            _give_up(drawer, pk, person, form.cleaned_data["reason"])
            messages.success(request, _("Nobody tries any more. The reason is kept."))
        except lease.Lost:
            messages.info(request, _at_work())
        return redirect(back)
    return form_page(request, form, title=_("Give it up"), back_url=back, submit=_("Give it up"))


@for_desk
@require_POST
def act_page(request: HttpRequest, person: Person, drawer: str, pk: int, act: str) -> HttpResponse:
    """One button of the post office."""
    do = _ACTS.get((drawer, act))
    if do is None:
        raise Http404
    try:
        messages.success(request, do(pk, person))
    except lease.Lost:
        messages.info(request, _at_work())
    return redirect(f"{reverse('web:post')}{'' if drawer == 'letters' else drawer + '/'}")


def _at_work() -> str:
    return _("It is being done at this very moment. Look again in a minute.")


def _hear_again(pk: int, person: Person) -> str:
    actions.hear_again(get_object_or_404(queries.letters_left(), pk=pk), by=person)
    return _("The letter is read again in a moment.")


def _not_junk(pk: int, person: Person) -> str:
    rows: Any = queries.letters_left().filter(fate=Letter.Fate.JUNK).select_related("sender")
    actions.not_junk(get_object_or_404(rows, pk=pk), by=person)
    return _("The town listens to this sender again, and reads the letter in a moment.")


def _send_again(pk: int, person: Person) -> str:
    actions.send_again(_delivery(pk), by=person)
    return _("It is sent again in a moment.")


def _dealt_with(pk: int, person: Person) -> str:
    rows: Any = queries.letters_left().exclude(work__in=[Letter.State.GIVEN_UP, Letter.State.WAITING])
    actions.put_by(get_object_or_404(rows, pk=pk), by=person)
    return _("It lies with what is dealt with.")


def _reopen(model: type[Leased]) -> Callable[[int, Person], str]:
    def again(pk: int, person: Person) -> str:
        rows: Any = model._default_manager.exclude(closed_at=None)  # noqa: SLF001 -- Django's public name for it
        row = get_object_or_404(rows, pk=pk)
        if isinstance(row, Letter):
            actions.hear_again(row, by=person)
        elif isinstance(row, Delivery):
            actions.send_again(row, by=person)
        else:
            actions.keep_again(row, by=person)
        return _("It is tried again in a moment.")

    return again


def _give_up(drawer: str, pk: int, person: Person, because: str) -> None:
    if drawer == "letters":
        rows: Any = queries.letters_left().filter(work=Letter.State.GIVEN_UP)
        actions.put_by(get_object_or_404(rows, pk=pk), by=person, because=because)
    elif drawer == "deliveries":
        actions.stop(_delivery(pk), by=person, because=because)
    else:
        actions.give_up_promise(get_object_or_404(queries.promises_broken(), pk=pk), by=person, because=because)


def _keep_again(pk: int, person: Person) -> str:
    row: Promise = get_object_or_404(queries.promises_broken(), pk=pk)
    actions.keep_again(row, by=person)
    return _("It is tried again in a moment.")


def _unblock(pk: int, person: Person) -> str:
    row: Address = get_object_or_404(queries.blocked_senders(), pk=pk)
    people.unblock(row, by=person)
    return _("The town listens to this sender again.")


def _delivery(pk: int) -> Delivery:
    row: Delivery = get_object_or_404(queries.deliveries_failed().select_related("address"), pk=pk)
    return row


_ACTS: dict[tuple[str, str], Callable[[int, Person], str]] = {
    ("letters", "again"): _hear_again,
    ("letters", "not-junk"): _not_junk,
    ("letters", "dealt-with"): _dealt_with,
    ("letters", "reopen"): _reopen(Letter),
    ("deliveries", "again"): _send_again,
    ("deliveries", "reopen"): _reopen(Delivery),
    ("promises", "again"): _keep_again,
    ("promises", "reopen"): _reopen(Promise),
    ("blocked", "unblock"): _unblock,
}
