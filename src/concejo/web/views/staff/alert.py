# SPDX-License-Identifier: AGPL-3.0-or-later
"""An announcement becomes urgent: how long, a second yes, and then it stands above every page; ended by one button."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from concejo.core import clock
from concejo.people import actions as people
from concejo.people.models import Countersign, Person
from concejo.square import actions as square
from concejo.square import rules
from concejo.square.models import Alert, Post
from concejo.web import second
from concejo.web.forms_urgent import Urgent
from concejo.web.views.staff.door import for_staff

ACT = Countersign.Act.ALERT


@for_staff(rules.may_alert)
def alert_page(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Of an announcement of one's own; whoever may raise one ends any."""
    post = get_object_or_404(Post.objects.public().select_related("conversation"), pk=pk, author=None)
    running = Alert.objects.current().filter(post=post).first()
    if running is not None:
        return _end(request, person, running)
    if not rules.may_edit(person, post):
        raise Http404
    asked = _asked(post, person)
    if asked is None:
        return _how_long(request, person, post)
    title, until = _("Show it above every page?"), _until(asked)
    page = second.not_yet(
        request, person, act=ACT, about=asked.about, title=title, sentence=post.words, back_url=reverse("web:mine-said")
    )
    return page or _raise(request, person, post, until)


def _asked(post: Post, person: Person) -> Countersign | None:
    rows = Countersign.objects.open().filter(act=ACT, about__startswith=f"post:{post.pk}:", asked_by=person)
    return next((row for row in rows.filter(refused=False).order_by("-asked_at", "-pk") if _is_ahead(row)), None)


def _until(row: Countersign) -> datetime:
    return datetime.fromtimestamp(int(row.about.rpartition(":")[2]), UTC)


def _is_ahead(row: Countersign) -> bool:
    return _until(row) > row.asked_at and _until(row) > clock.now()


def _how_long(request: HttpRequest, person: Person, post: Post) -> HttpResponse:
    form = Urgent(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        people.ask_second(ACT, square.question(post, form.ends()), by=person)
        messages.success(request, _("Asked. The mayor and the administrators have a letter."))
        return redirect(request.path)
    context = {"form": form, "post": post, "page_title": _("An urgent notice"), "back_url": reverse("web:mine-said")}
    return render(request, "web/staff/urgent.html", context, status=422 if form.errors else 200)


def _raise(request: HttpRequest, person: Person, post: Post, until: datetime) -> HttpResponse:
    if request.method == "POST":
        square.raise_alert(post, until=until, by=person)
        messages.success(request, _("It stands above every page now."))
        return redirect("web:mine-said")
    return _confirm(request, title=_("Show it above every page?"), sentence=post.words, label=_("Show it now"))


def _end(request: HttpRequest, person: Person, row: Alert) -> HttpResponse:
    if request.method == "POST":
        square.end_alert(row, by=person)
        messages.success(request, _("The urgent notice is over; the announcement itself stays."))
        return redirect("web:mine-said")
    return _confirm(request, title=_("End the urgent notice?"), sentence=row.post.words, label=_("End it"))


def _confirm(request: HttpRequest, *, title: str, sentence: str, label: str) -> HttpResponse:
    confirm = {
        "title": title, "sentence": sentence, "url": request.path, "yes_label": label, "tone": "clay",
        "no_url": reverse("web:mine-said"), "protect": True,
    }  # fmt: skip
    return render(request, "ui/confirm_staff.html", {"confirm": confirm, "page_title": title})
