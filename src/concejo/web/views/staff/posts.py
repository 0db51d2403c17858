# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is done with one message: published, hidden, shown again, its photos looked at, moved to another case."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from concejo.cases import actions as cases
from concejo.cases.queries import case_of
from concejo.channels import intake, written
from concejo.channels.contract import Said, Unreadable
from concejo.channels.models import Origin
from concejo.channels.registry import drivers, surroundings
from concejo.people.models import Person
from concejo.people.rules import may_do_desk, may_moderate
from concejo.square import actions as square
from concejo.square.models import Post
from concejo.web import forms_staff
from concejo.web.views.staff.door import for_staff, look_into
from concejo.web.views.staff.letter import stay_or_next


@for_staff(may_moderate)
def post_page(request: HttpRequest, person: Person, pk: int, act: str) -> HttpResponse:
    """One act on one message; a link shows the page that asks, the button acts."""
    post = get_object_or_404(Post.objects.select_related("conversation", "author"), pk=pk)
    closed = look_into(request, person, post.conversation, case_of(post.conversation_id))
    if closed:
        return closed
    if act not in {"publish", "restore", "keep", "hide", "photos", "move", "anyway"}:
        raise Http404
    if act in {"move", "anyway"} and not may_do_desk(person):
        raise PermissionDenied
    form = _form(request, act)
    if request.method == "POST" and (form is None or form.is_valid()):
        with transaction.atomic():
            words = _act(person, post, act, form.cleaned_data if form else {})
        messages.success(request, words)
        return stay_or_next(person, post) if may_do_desk(person) else redirect("web:work")
    return _page(request, post, act, form)


def _form(request: HttpRequest, act: str) -> Any:
    kind = {"hide": forms_staff.Hide, "anyway": forms_staff.Why, "move": forms_staff.Number}.get(act)
    return kind(request.POST if request.method == "POST" else None) if kind else None


def _act(person: Person, post: Post, act: str, told: dict[str, Any]) -> str:
    if act == "publish":
        square.publish(post, by=person.ref)
        return _("It is published.")
    if act in {"restore", "keep"}:
        return _decide(person, post, act)
    if act == "hide":
        square.hide(post, by=person, reason=told["reason"], why=told["why"])
        return _("It is hidden; the reason stands in its place, and whoever wrote it is told.")
    if act == "photos":
        square.look_at_photos(post, by=person.ref)
        return _("The photo is published.")
    if act == "anyway":
        square.uncover(post, _as_it_came(post), by=person.ref, reason=told["reason"])
        square.publish(post, by=person.ref)
        return _("Published as it came. The reason is written down.")
    return _move(person, post, told)


def _decide(person: Person, post: Post, act: str) -> str:
    """A hidden message is looked at again."""
    if post.state != Post.State.HIDDEN:
        return _("It is not hidden any more.")
    if act == "restore":
        square.restore(post, by=person)
        return _("It is shown again.")
    square.keep_hidden(post, by=person)
    return _("It stays hidden; whoever wrote it is told.")


def _move(person: Person, post: Post, told: dict[str, Any]) -> str:
    to, before = told["number"], post.conversation
    if before.is_public != to.main.is_public:
        return _("Not moved: private words never go into a public case, nor the other way round.")
    cases.move_post(post, to=to, by=person)
    if not before.posts.exclude(author=None).exists():
        square.settle(before, by=person)
    return _("Moved to %(number)s.") % {"number": to.number}


def _as_it_came(post: Post) -> str:
    """The words before the guard covered something, from the sealed letter."""
    origin = Origin.objects.select_related("letter").filter(post=post).first()
    if origin is None:
        return post.text
    raw = intake.open_letter(origin.letter)
    try:
        if raw.kind in {"web", "counter"}:
            return written.read(raw).text
        said = [one for one in drivers()[raw.kind].read(raw, surroundings(raw.kind)) if isinstance(one, Said)]
    except Unreadable:
        return post.text
    return said[0].text if said else post.text


def _page(request: HttpRequest, post: Post, act: str, form: Any) -> HttpResponse:
    titles = {
        "publish": (_("Publish this message?"), _("Publish it"), ""),
        "restore": (_("Show this message again?"), _("Show it again"), ""),
        "keep": (_("Keep this message hidden?"), _("Keep it hidden"), "clay"),
        "photos": (_("Publish the photo?"), _("I have looked: publish it"), ""),
        "hide": (_("Hide this message"), _("Hide it"), "clay"),
        "anyway": (_("Publish without hiding"), _("Publish as it came"), "clay"),
        "move": (_("Move this message to another case"), _("Move it"), ""),
    }
    title, button, tone = titles[act]
    context = {
        "form": form,
        "title": title,
        "button": button,
        "tone": tone,
        "sentence": "" if not post.conversation.is_public else post.text[:300],
        "back_url": reverse("web:desk-letter", args=[post.conversation_id]),
        "page_title": title,
    }
    return render(request, "web/staff/ask.html", context, status=422 if form and form.errors else 200)
