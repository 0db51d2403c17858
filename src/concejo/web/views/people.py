# SPDX-License-Identifier: AGPL-3.0-or-later
"""Departments and persons in office: whom one speaks to, and what they said and did."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concejo.cases.models import Case
from concejo.core.kept import TOWN, kept, shows
from concejo.core.words import in_language
from concejo.people import queries as people
from concejo.people.models import Person
from concejo.people.rules import is_staff, speaks_out
from concejo.square.models import Pin, Post, PostQuerySet
from concejo.square.queries import newest
from concejo.town.models import Department, Town
from concejo.web.addresses import ACTOR, FOLLOW_FROM
from concejo.web.show import cards, pieces, talks
from concejo.web.show.cases import line
from concejo.web.show.departments import channels, department_lines
from concejo.web.show.paging import page_of


@kept
def departments_page(request: HttpRequest) -> HttpResponse:
    """Whom to write to, and by which way."""
    mayors = [one for one in Person.objects.filter(roles__kind="mayor").select_related("handle") if is_staff(one)]
    context = {
        "departments": department_lines(),
        "mayors": mayors,
        "page_title": _("Who is who"),
    }
    return shows(render(request, "web/departments.html", context), TOWN)


@kept
def department_page(request: HttpRequest, word: str) -> HttpResponse:
    """A department: what it is for, who works there, what is open, what it says."""
    department = get_object_or_404(
        Department.objects.active().select_related("handle", "within__handle"), handle__word=word
    )
    town, language = Town.objects.current(), get_language() or "es"
    open_cases = Case.objects.public().open().filter(department=department).with_line().order_by("due_at", "id")
    ids = newest(limit=6, department=department.pk)
    at = pieces.versions(map(talks.topic_of, ids))
    name = in_language(department.name, language)
    context = {
        "department": department,
        "name": name,
        "channels": channels(f"{word}@{town.mail_domain}", department.phone),
        "members": people.members(department),
        "pinned": _pinned(Post.objects.filter(department=department), town),
        "talks": talks.pieces_of(ids, at, town_name=town.name, language=language),
        "open_lines": [line(case, language) for case in open_cases[:8]],
        "open_count": open_cases.count(),
        "mended_count": Case.objects.public().filter(department=department, state="mended").count(),
        "page_title": name,
        "page_url": town.url(reverse("web:department", args=[word])),
        "page_description": in_language(department.purpose, language),
        "feed_url": reverse("web:department-feed", args=[word]),
        "follow_url": f"{reverse('web:follow')}?topic=department:{department.pk}",
        "elsewhere_url": FOLLOW_FROM.format(word=department.handle.word),
        "actor_url": ACTOR.format(word=department.handle.word),
    }
    return shows(render(request, "web/department.html", context), "square", "cases")


@kept
def person_page(request: HttpRequest, word: str) -> HttpResponse:
    """A person in office: what they do, and what they said in public."""
    person = get_object_or_404(Person.objects.select_related("handle"), handle__word=word)
    if not is_staff(person):
        raise Http404
    town, language = Town.objects.current(), get_language() or "es"
    posts = Post.objects.public().filter(speaker=person).with_people().order_by("-at", "-id")
    page = page_of(request, posts, per_page=20)
    context = {
        "person": person,
        "department": people.department_of(person),
        "title_words": in_language(person.title, language),
        "posts": [(cards.card(post, town_name=town.name, language=language), post.conversation) for post in page.rows],
        "pager": page.pager,
        "page_title": person.public_name,
        "page_url": town.url(reverse("web:person", args=[word])),
        "feed_url": reverse("web:person-feed", args=[word]),
        "follow_url": f"{reverse('web:follow')}?topic=person:{person.pk}",
        "elsewhere_url": FOLLOW_FROM.format(word=word) if speaks_out(person) else "",
        "actor_url": ACTOR.format(word=word),
        "pinned": _pinned(Post.objects.filter(speaker=person, department=None), town),
    }
    return shows(render(request, "web/person.html", context), person.ref, "square", "cases")


def _pinned(said: PostQuerySet, town: Town) -> list[cards.Card]:
    """What stands on top, the latest pin first. Pins are few and posts are many, so they are asked for first."""
    pins = list(Pin.objects.order_by("-at").values_list("post", flat=True))
    rows = said.public().filter(pk__in=pins).with_people().order_by("-pin__at", "-id")[:5] if pins else []
    return cards.cards(rows, town_name=town.name, language=get_language() or "es")


def handle_page(request: HttpRequest, word: str) -> HttpResponse:
    """Where an @mention leads."""
    if Department.objects.active().filter(handle__word=word).exists():
        return redirect("web:department", word)
    return redirect("web:person", word)
