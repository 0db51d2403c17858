# SPDX-License-Identifier: AGPL-3.0-or-later
"""What else the clerk does with a letter: no answer needed, private, junk, the same as another, three things in one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from concejo.cases import actions as cases
from concejo.cases.models import Case
from concejo.cases.queries import case_of
from concejo.cases.states import NotAllowed
from concejo.channels.junk import junk
from concejo.desk import queries as desk
from concejo.people.models import Person
from concejo.people.rules import may_do_desk
from concejo.square import actions as square
from concejo.square.models import Conversation, Post
from concejo.web import forms_staff
from concejo.web.show.staff import case as show
from concejo.web.show.staff import letter
from concejo.web.views.staff.desk import keep_private, next_letter
from concejo.web.views.staff.door import for_staff, look_into

Answer = HttpResponse | None


@for_staff(may_do_desk)
def act_page(request: HttpRequest, person: Person, pk: int, act: str) -> HttpResponse:
    """One act; those that cannot be undone, and those that need words, ask on a page of their own."""
    conversation = get_object_or_404(Conversation.objects.exclude(visibility="internal"), pk=pk)
    case = case_of(pk)
    closed = look_into(request, person, conversation, case)
    if closed:
        return closed
    deed = _DEEDS.get(act)
    if deed is None:
        raise Http404
    rows = desk.waiting(person)
    try:
        with transaction.atomic():
            answer = deed(request, person, conversation, case)
    except NotAllowed:
        messages.warning(request, _("That cannot be done with this case as it stands now."))
        return redirect("web:desk-letter", pk)
    return answer or next_letter(person, pk, rows=rows, joined=act == "join")


def _settle(request: HttpRequest, person: Person, conversation: Conversation, case: Case | None) -> Answer:
    _posted(request)
    square.settle(conversation, by=person)
    messages.success(request, _("It needs no answer."))
    return None


def _private(request: HttpRequest, person: Person, conversation: Conversation, case: Case | None) -> Answer:
    _posted(request)
    if conversation.is_public:
        keep_private(conversation, case, person)
    messages.success(request, _("From now on only the town hall reads it."))
    return None


def _guard(request: HttpRequest, person: Person, conversation: Conversation, case: Case | None) -> Answer:
    """Publish as it is, cover what is marked, keep it private, or ask the author."""
    _posted(request)
    wanted = request.GET.get("post", "")
    post = get_object_or_404(conversation.posts, pk=int(wanted) if wanted.isdigit() else 0)
    if not conversation.is_public:
        return None
    answer = request.POST.get("answer", "")
    if answer == "private":
        private = cases.say_privately(post, by=person)
        messages.success(request, _("From now on only the town hall reads it."))
        return _stay(person, conversation) if conversation.posts.exists() and private != conversation else None
    if answer == "ask" and post.author and square.doubts(post):
        square.ask_author(post, by=person.ref)
        messages.success(request, _("The author is asked, and it waits for the answer."))
        return None
    deed = {"hide": square.cover_doubts, "publish": square.let_stand}.get(answer)
    if deed is None:
        raise Http404
    public = deed(post, by=person.ref)
    waits = _("Written down. It still waits until the neighbour confirms it.")
    messages.success(request, _JUDGED[answer] if public else waits)
    return _stay(person, conversation)


_JUDGED = {"hide": gettext_lazy("Hidden, and the rest is published."), "publish": gettext_lazy("It is published.")}


def _junk(request: HttpRequest, person: Person, conversation: Conversation, case: Case | None) -> Answer:
    if request.method == "POST":
        junk(conversation, by=person)
        messages.success(request, _("Put away. The town hears no more from this sender."))
        return None
    confirm = {
        "title": _("Is it junk?"),
        "sentence": _("Nobody reads it any more, and letters from this sender no longer arrive."),
        "url": request.path,
        "yes_label": _("Yes, put it away and block the sender"),
        "no_url": reverse("web:desk-letter", args=[conversation.pk]),
        "tone": "clay",
        "protect": True,
    }
    return render(request, "ui/confirm_staff.html", {"confirm": confirm, "page_title": confirm["title"]})


def _join(request: HttpRequest, person: Person, conversation: Conversation, case: Case | None) -> Answer:
    """It is the same as another case."""
    own = _own(case, conversation)
    form = forms_staff.Number(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        into = form.cleaned_data["number"]
        if into == own or into.is_private != own.is_private or into.joined_to_id == own.pk:
            form.add_error("number", _("These two cannot be joined."))
        else:
            cases.join_cases(own, into=into, by=person)
            square.settle(conversation, by=person)
            return None
    return _asked(request, conversation, form, _("Join it to another case"), _("Join"))


def _part(request: HttpRequest, person: Person, conversation: Conversation, case: Case | None) -> Answer:
    _posted(request)
    cases.part_cases(_own(case, conversation), by=person)
    messages.success(request, _("Taken apart again."))
    return redirect("web:desk-letter", conversation.pk)


def _split(request: HttpRequest, person: Person, conversation: Conversation, case: Case | None) -> Answer:
    """One letter spoke of up to three things."""
    own = _own(case, conversation)
    first = letter.first_letter(show.load(conversation))
    form = forms_staff.Split(
        request.POST if request.method == "POST" else None, initial={"first": first.words if first else ""}
    )
    if form.is_bound and form.is_valid():
        texts = [form.cleaned_data[name].strip() for name in ("first", "second", "third")]
        fresh = cases.split_case(own, texts=[text for text in texts if text], by=person)
        messages.success(request, _("Now also: %(numbers)s") % {"numbers": ", ".join(one.number for one in fresh)})
        return redirect("web:desk-letter", conversation.pk)
    return _asked(request, conversation, form, _("Split the letter"), _("Split it"))


_DEEDS: dict[str, Callable[[HttpRequest, Person, Conversation, Case | None], Answer]] = {
    "settle": _settle,
    "private": _private,
    "guard": _guard,
    "junk": _junk,
    "join": _join,
    "part": _part,
    "split": _split,
}


def _posted(request: HttpRequest) -> None:
    if request.method != "POST":
        raise Http404


def _own(case: Case | None, conversation: Conversation) -> Case:
    if case is None or case.main != conversation:
        raise Http404
    return case


def _stay(person: Person, conversation: Conversation) -> Answer:
    """While there is still something to do in it, the letter stays."""
    if any(row.conversation.pk == conversation.pk for row in desk.waiting(person)):
        return redirect("web:desk-letter", conversation.pk)
    return None


def _asked(request: HttpRequest, conversation: Conversation, form: Any, title: str, button: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "button": button,
        "back_url": reverse("web:desk-letter", args=[conversation.pk]),
        "page_title": title,
    }
    return render(request, "web/staff/ask.html", context, status=422 if form.errors else 200)


def stay_or_next(person: Person, post: Post) -> HttpResponse:
    """After a small act on one message."""
    return _stay(person, post.conversation) or redirect("web:desk")
