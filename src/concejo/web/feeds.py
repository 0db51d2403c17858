# SPDX-License-Identifier: AGPL-3.0-or-later
"""Atom (RFC 4287) for every public list; the sitemap; robots.txt."""

from datetime import datetime
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import feedgenerator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concejo.cases import near
from concejo.cases.models import Case
from concejo.cases.topics import topic_words
from concejo.core import clock
from concejo.core.kept import TOWN, kept, last_quarter, shows
from concejo.core.words import in_language
from concejo.people.models import Person
from concejo.square import search
from concejo.square.models import Conversation, Post, PostQuerySet
from concejo.town.models import Department, Town
from concejo.web.show import cards

ENTRIES = 30


@kept
def square_feed(request: HttpRequest) -> HttpResponse:
    """Everything said in public."""
    return _feed(request, _("The square"), reverse("web:home"), Post.objects.public(), ("square",))


@kept
def cases_feed(request: HttpRequest) -> HttpResponse:
    """The first words of every public case."""
    posts = Post.objects.public().filter(conversation__case__isnull=False)
    return _feed(request, _("Cases"), reverse("web:cases"), posts, ("square", "cases"))


@kept
def case_feed(request: HttpRequest, number: str) -> HttpResponse:
    """One case."""
    case = get_object_or_404(Case.objects.public().with_all(), number=number)
    posts = Post.objects.public().filter(conversation=case.main)
    title = f"{case.number} {case.headline(get_language() or 'es')}"
    return _feed(request, title, reverse("web:case", args=[number]), posts, (case.ref, case.main.topic))


@kept
def conversation_feed(request: HttpRequest, pk: int) -> HttpResponse:
    """One conversation."""
    conversation = get_object_or_404(Conversation.objects.public(), pk=pk)
    posts = Post.objects.public().filter(conversation=conversation)
    path = reverse("web:conversation", args=[pk])
    return _feed(request, conversation.title or _("Conversations"), path, posts, (conversation.topic, "square"))


@kept
def search_feed(request: HttpRequest) -> HttpResponse:
    """What will be found with these words: a street, a lost dog, a name."""
    text = request.GET.get("q", "").strip()[:200]
    found = Post.objects.filter(pk__in=[post.pk for post in search.find(text, limit=ENTRIES)])
    path = f"{reverse('web:search')}?{urlencode({'q': text})}"
    return _feed(request, text or _("Search"), path, found, ("square",))


@kept
def department_feed(request: HttpRequest, word: str) -> HttpResponse:
    """What is said in a department's conversations."""
    department = get_object_or_404(Department, handle__word=word)
    name = in_language(department.name, get_language() or "es")
    posts = Post.objects.public().filter(conversation__department=department)
    return _feed(
        request, name, reverse("web:department", args=[word]), posts, (f"department:{department.pk}", "square")
    )


@kept
def person_feed(request: HttpRequest, word: str) -> HttpResponse:
    """What a person in office said."""
    person = get_object_or_404(Person, handle__word=word)
    posts = Post.objects.public().filter(speaker=person)
    return _feed(
        request, person.public_name, reverse("web:person", args=[word]), posts, (f"person:{person.pk}", "square")
    )


@kept
def topic_feed(request: HttpRequest, topic: str) -> HttpResponse:
    """Whatever can be followed by letter can be read as a feed: a street, a neighbourhood, a district, a kind."""
    words = topic_words(topic, get_language() or "es")
    if not words:
        raise Http404
    scopes = ("square", "cases", *([topic] if ":" in topic else []))
    return _feed(request, words, reverse("web:cases"), _about(topic), scopes)


def _about(topic: str) -> PostQuerySet:
    """What is said in public of that topic."""
    kind, _colon, key = topic.partition(":")
    posts = Post.objects.public()
    if kind == "square":
        return posts.exclude(speaker=None)
    if kind == "near":
        return posts.filter(conversation__case__in=near.cases_in(topic).values("pk"))
    column = {
        "conversation": "conversation", "department": "conversation__department", "person": "speaker",
        "street": "conversation__case__street", "category": "conversation__case__category",
        "area": "conversation__case__area",
    }[kind]  # fmt: skip
    return posts.filter(**{column: int(key)})


class _Feed(feedgenerator.Atom1Feed):
    """An empty feed was changed when the clock last struck, not "now", so that it is the same for everybody."""

    def latest_post_date(self) -> datetime:
        """When its freshest entry was written."""
        return super().latest_post_date() if self.items else last_quarter(clock.now())


def _feed(request: HttpRequest, title: str, path: str, posts: PostQuerySet, scopes: tuple[str, ...]) -> HttpResponse:
    language = get_language() or "es"
    town = Town.objects.current()
    feed = _Feed(
        title=f"{title} · {town.name}", link=town.url(path), description="", language=language,
        feed_url=town.url(request.path),
    )  # fmt: skip
    rows = posts.with_people().order_by("-at", "-id")[:ENTRIES]
    for post in rows:
        said = cards.card(post, town_name=town.name, language=language)
        link = town.url(reverse("web:conversation", args=[post.conversation_id])) + f"#p{post.pk}"
        feed.add_item(
            title=post.conversation.title or title, link=link, description=str(said.html), unique_id=f"{link}",
            author_name=said.who_name, pubdate=post.at, updateddate=post.edited_at or post.at,
        )  # fmt: skip
    body = feed.writeString("utf-8")
    return shows(HttpResponse(body, content_type="application/atom+xml; charset=utf-8"), *scopes)


@kept
def sitemap(request: HttpRequest) -> HttpResponse:
    """Public pages for search engines: the newest 5,000 cases, departments, persons."""
    town = Town.objects.current()
    paths = [reverse(name) for name in ("web:home", "web:cases", "web:departments", "web:figures")]
    paths += [reverse("web:department", args=[one.handle.word]) for one in Department.objects.select_related("handle")]
    numbers = Case.objects.public().filter(conversation__shown=True).order_by("-id").values_list("number", flat=True)
    paths += [reverse("web:case", args=[number]) for number in numbers[:5000]]
    urls = [town.url(path) for path in paths]
    page = render(request, "web/sitemap.xml", {"urls": urls}, content_type="application/xml")
    return shows(page, "square", "cases")


@kept
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read: everything public, no drafts, no signed links."""
    del request
    lines = ["User-agent: *", "Disallow: /speak/", "Disallow: /account/", "Disallow: /publish/", "Disallow: /follow/"]
    lines += [f"Sitemap: {Town.objects.current().url(reverse('web:sitemap'))}", ""]
    return shows(HttpResponse("\n".join(lines), content_type="text/plain"), TOWN)
