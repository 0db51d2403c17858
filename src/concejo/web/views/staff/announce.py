# SPDX-License-Identifier: AGPL-3.0-or-later
"""Departments and employees announce something; whoever typed it changes it, or takes it away."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concejo.cases.models import Case
from concejo.people.models import Person
from concejo.square import actions as square
from concejo.square import rules
from concejo.square.models import Alert, Conversation, Planned, Post, Visibility
from concejo.square.pictures import NotAPicture
from concejo.town.models import Department, Town
from concejo.web import answers, guarded
from concejo.web.forms_announce import Announcement
from concejo.web.forms_staff import Edit
from concejo.web.show import cards
from concejo.web.show.paging import page_of
from concejo.web.show.staff.case import undo_bar
from concejo.web.show.talks import url_of
from concejo.web.views.staff.door import for_staff
from concejo.web.views.staff.voices import voices_of


@for_staff(rules.may_announce)
def announce_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Something is said to the whole town."""
    voices = voices_of(person)
    form = Announcement(request.POST or None, request.FILES or None, voices=[(key, name) for key, name, _one in voices])
    if request.method == "POST" and guarded.settled(form, request.POST, public=True, fields=("text", "alt", "about")):
        department = next(one for key, _name, one in voices if key == form.cleaned_data["voice"])
        try:
            media = answers.photos(request.FILES.getlist("photo"), alt=form.cleaned_data["alt"])
        except NotAPicture as problem:
            form.add_error("alt", str(problem))
        else:
            if form.cleaned_data["due"]:
                _plan(person, form.cleaned_data, department, media)
                messages.success(request, _("It is planned."))
                return redirect("web:plans")
            post = _announce(person, form.cleaned_data, department, media)
            messages.success(request, _("It is said."))
            return redirect(f"{reverse('web:mine-said')}?said={post.pk}")
    context = {"form": form, "page_title": _("Announce something")}
    return render(request, "web/staff/announce.html", context, status=422 if form.errors else 200)


@for_staff()
def mine_page(request: HttpRequest, person: Person) -> HttpResponse:
    """What one has said, the newest first."""
    town, language = Town.objects.current(), get_language() or "es"
    said = Post.objects.filter(speaker=person).exclude(conversation__visibility=Visibility.INTERNAL)
    said = (
        said.exclude(conversation__visibility=Visibility.PRIVATE)
        .with_people()
        .select_related("pin")
        .order_by("-at", "-id")
    )
    page = page_of(request, said, per_page=20)
    context = {
        "rows": _rows(person, page.rows, town_name=town.name, language=language),
        "pager": page.pager,
        "plans": Planned.objects.filter(by=person, said_at=None, dropped_at=None).count(),
        "undo": undo_bar(person, request.GET.get("said", "")),
        "page_title": _("What I have said"),
        "may_alert": rules.may_alert(person),
        "alerts": Alert.objects.current().select_related("post") if rules.may_alert(person) else (),
    }
    return render(request, "web/staff/mine.html", context)


@for_staff()
def edit_page(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Other words; what they were before stays readable here."""
    post = _own(person, pk)
    form = Edit(request.POST or None, initial={"text": post.words, "about": post.about})
    if request.method == "POST" and guarded.settled(
        form, request.POST, public=post.conversation.is_public, fields=("text", "about")
    ):
        told = form.cleaned_data
        text, about = told["text"].strip(), told["about"].strip()
        if (text, about) != (post.words, post.about):
            square.edit(post, text, by=person, about=about, decided=told["guard"])
        messages.success(request, _("Changed. It says when."))
        return redirect("web:mine-said")
    versions = [(one.at, one.text) for one in post.versions.all()]
    context = {"form": form, "post": post, "versions": versions, "page_title": _("Change what you said")}
    return render(request, "web/staff/edit.html", context, status=422 if form.errors else 200)


@for_staff()
def delete_page(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Taken away; a line says that something stood there."""
    post = _own(person, pk)
    if request.method == "POST":
        square.delete(post, by=person.ref)
        messages.success(request, _("Deleted. A line says that something stood there."))
        return redirect("web:mine-said")
    confirm = {
        "title": _("Delete what you said?"),
        "sentence": post.words[:200],
        "url": request.path,
        "yes_label": _("Delete it"),
        "tone": "clay",
        "no_url": reverse("web:mine-said"),
        "protect": True,
    }
    return render(request, "ui/confirm_staff.html", {"confirm": confirm, "page_title": confirm["title"]})


@transaction.atomic
def _announce(person: Person, told: dict[str, Any], department: Department | None, media: list[Any]) -> Post:
    conversation = square.open_conversation(Visibility.PUBLIC, department=department)
    words = square.Words(
        text=told["text"].strip(), via="web", language=get_language() or "", media=media, decided=told["guard"],
        about=told["about"].strip(), useful_until=told["useful_until"],
    )  # fmt: skip
    return square.say(conversation, words, speaker=person, department=department)


def _plan(person: Person, told: dict[str, Any], department: Department | None, media: list[Any]) -> None:
    plan = square.Plan(
        text=told["text"].strip(), due=told["due"], department=department, about=told["about"].strip(),
        useful_until=told["useful_until"], language=get_language() or "", media=tuple(one.name for one in media),
        decided=told["guard"],
    )  # fmt: skip
    square.plan(plan, by=person)


def _own(person: Person, pk: int) -> Post:
    post = get_object_or_404(Post.objects.public().select_related("conversation"), pk=pk)
    if not rules.may_edit(person, post):
        raise Http404
    return post


def _rows(person: Person, posts: list[Post], *, town_name: str, language: str) -> list[dict[str, Any]]:
    ids = {post.conversation_id for post in posts}
    found = {case.conversation_id: case for case in Case.objects.filter(conversation__in=ids)}
    return [
        {
            "card": cards.card(post, town_name=town_name, language=language),
            "title": post.conversation.title or _("Conversation"),
            "url": _where(post.conversation, found.get(post.conversation_id)),
            "pk": post.pk,
            "pin": ("unpin" if hasattr(post, "pin") else "pin") if rules.may_pin(person, post) else "",
            "changes": post.state == Post.State.PUBLISHED,
        }
        for post in posts
    ]


def _where(conversation: Conversation, case: Case | None) -> str:
    return url_of(conversation, case) if conversation.shown else ""
