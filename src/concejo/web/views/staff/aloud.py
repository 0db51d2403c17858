# SPDX-License-Identifier: AGPL-3.0-or-later
"""A neighbour's words are passed on, an announcement is pinned; and both are taken back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concejo.cases.queries import case_of
from concejo.people.models import Person
from concejo.square import actions as square
from concejo.square import rules
from concejo.square.models import Conversation, Post
from concejo.town.models import Town
from concejo.web.forms_staff import Voice
from concejo.web.show import cards
from concejo.web.show.talks import url_of
from concejo.web.views.staff.door import for_staff
from concejo.web.views.staff.voices import departments_of


@for_staff(rules.may_announce)
def aloud_page(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """What was said in one conversation, and beside each message what the town hall can do with it aloud."""
    conversation = get_object_or_404(Conversation.objects.public(), pk=pk)
    posts = Post.objects.public().filter(conversation=conversation).with_people().select_related("pin")
    town, language = Town.objects.current(), get_language() or "es"
    rows = [(cards.card(one, town_name=town.name, language=language), _acts(person, one)) for one in posts]
    context = {
        "rows": rows, "page_title": _("Pass on, or pin"), "back_url": url_of(conversation, case_of(conversation.pk)),
        "title": conversation.title,
    }  # fmt: skip
    return render(request, "web/staff/aloud.html", context)


@for_staff(rules.may_announce)
def act_page(request: HttpRequest, person: Person, pk: int, act: str) -> HttpResponse:
    """One act on one message; a link shows the page that asks, the button acts."""
    post = get_object_or_404(Post.objects.public().select_related("conversation", "department", "pin"), pk=pk)
    if act not in {one for one, _words, _icon in _acts(person, post)}:
        raise Http404
    voices = [("town", Town.objects.current().name, None), *departments_of(person)]
    form = Voice(request.POST or None, voices=[(key, name) for key, name, _one in voices]) if act == "pass" else None
    if request.method == "POST" and (form is None or form.is_valid()):
        if act == "pass" and form is not None:
            department = next(one for key, _name, one in voices if key == form.cleaned_data["voice"])
            square.pass_on(post, by=person, department=department)
        elif act == "no-more":
            square.pass_on_no_more(post, by=person.ref)
        else:
            (square.pin if act == "pin" else square.unpin)(post, by=person)
        messages.success(request, _DONE[act]())
        return redirect("web:aloud", post.conversation_id)
    return render(
        request, "web/staff/ask.html", _question(post, act, form), status=422 if form and form.errors else 200
    )


def _acts(person: Person, post: Post) -> list[tuple[str, str, str]]:
    """What this person can do with this message."""
    if square.PASSED in post.facts:
        return [("no-more", _("Pass it on no more"), "no")] if rules.may_pass_on(person, post) else []
    if rules.may_pass_on(person, post):
        return [("pass", _("Pass it on"), "redo")]
    if rules.may_pin(person, post):
        pinned = hasattr(post, "pin")
        return [("unpin", _("Take the pin off"), "no")] if pinned else [("pin", _("Pin it"), "tack")]
    return []


_DONE = {
    "pass": lambda: _("It is passed on."),
    "no-more": lambda: _("It is passed on no more."),
    "pin": lambda: _("It stands on top now."),
    "unpin": lambda: _("The pin is off."),
}


def _question(post: Post, act: str, form: Voice | None) -> dict[str, Any]:
    titles = {
        "pass": (_("Pass this message on?"), _("Pass it on")),
        "no-more": (_("Pass this message on no more?"), _("Pass it on no more")),
        "pin": (_("Pin this announcement?"), _("Pin it")),
        "unpin": (_("Take the pin off?"), _("Take the pin off")),
    }
    title, button = titles[act]
    return {
        "form": form, "title": title, "button": button, "sentence": post.text[:300], "page_title": title,
        "back_url": reverse("web:aloud", args=[post.conversation_id]),
    }  # fmt: skip
