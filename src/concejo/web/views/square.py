# SPDX-License-Identifier: AGPL-3.0-or-later
"""The square: what is said in town, a conversation, searching, and what happens now."""

from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concejo.cases import queries as cases
from concejo.cases.models import Case, CaseQuerySet
from concejo.core import clock
from concejo.core.kept import kept, last_quarter, shows
from concejo.core.prepared import prepared
from concejo.square import search
from concejo.square.models import Conversation, Post
from concejo.square.queries import newest
from concejo.town.models import Town
from concejo.ui import moments, threads
from concejo.web import live
from concejo.web.show import cards, figures, pieces, talks
from concejo.web.show.cases import line
from concejo.web.show.departments import department_lines
from concejo.web.show.paging import page_of

PER_PAGE = 20
OPEN_LINES = 5
NO_TALKS = "web/part/no_talks.html"


@kept
def home_page(request: HttpRequest) -> HttpResponse:
    """The square."""
    town, language = Town.objects.current(), get_language() or "es"
    ids = newest(limit=7)
    at = pieces.versions([*map(talks.topic_of, ids), "cases", "titles", "figures"])
    shown = talks.pieces_of(ids, at, town_name=town.name, language=language, whole=2)
    made = {
        "talks": mark_safe("".join(shown)) if shown else pieces.piece(("no talks",), at.of([]), NO_TALKS, dict),
        "open_now": pieces.piece(
            ("open",), at.of(["cases", "titles"]), "web/part/open_now.html", partial(_open_now, language)
        ),
        "month": pieces.piece(
            ("month",), at.of(["figures"]), "web/part/month.html", lambda: {"month": figures.month(town)}
        ),
        "whom": pieces.piece(
            ("whom",), at.of([]), "web/part/whom.html",
            lambda: {"departments": department_lines()},
        ),
    }  # fmt: skip
    page = pieces.framed(request, "web/home.html", made, partial(_home_frame, town), version=at.of([]))
    return shows(HttpResponse(page), "square", "cases", "titles", "figures")


def _open_now(language: str) -> dict[str, Any]:
    lines = [line(case, language) for case in _opened_last()]
    count = Case.objects.public().open().count() if len(lines) == OPEN_LINES else len(lines)
    return {"open_lines": lines, "open_count": count}


@prepared
def _opened_last() -> CaseQuerySet:
    return Case.objects.public().open().with_line().order_by("-opened_at", "-id")[:OPEN_LINES]


def _home_frame(town: Town) -> dict[str, Any]:
    return {
        "speak_url": reverse("web:speak"),
        "feed_url": reverse("web:feed"),
        "page_url": town.url(reverse("web:home")),
        "page_description": _("What is said and mended in %(town)s.") % {"town": town.name},
    }


@kept
def conversations_page(request: HttpRequest) -> HttpResponse:
    """All conversations, the freshest first."""
    town, language = Town.objects.current(), get_language() or "es"
    page = page_of(request, Conversation.objects.public().order_by("-last_at", "-id"), per_page=PER_PAGE)
    ids = [one.pk for one in page.rows]
    at = pieces.versions(map(talks.topic_of, ids))
    rows = talks.pieces_of(ids, at, town_name=town.name, language=language, whole=0)
    context = {"talks": rows, "pager": page.pager, "page_title": _("Conversations")}
    return shows(render(request, "web/conversations.html", context), "square", "cases")


@kept
def conversation_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One conversation; a case's leads to the case."""
    conversation = get_object_or_404(Conversation.objects.public().select_related("department"), pk=pk)
    case = cases.case_of(conversation.pk)
    if case and case.conversation_id == conversation.pk:
        return redirect("web:case", case.number, permanent=True)
    town = Town.objects.current()
    posts = Post.objects.filter(conversation=conversation).with_people()
    said = cards.cards(posts, town_name=town.name, language=get_language() or "es")
    context = {
        "conversation": conversation,
        "posts": cards.with_asides(said, posts),
        "fresh_url": fresh_url(conversation, said),
        "live_url": live.url_of(conversation),
        "feed_url": reverse("web:conversation-feed", args=[pk]),
        "page_title": conversation.title,
        "page_url": town.url(reverse("web:conversation", args=[pk])),
        "page_description": (said[0].about or said[0].text)[:160] if said else "",
    }
    return shows(render(request, "web/conversation.html", context), conversation.topic)


@kept
def history_page(request: HttpRequest, pk: int, post: int) -> HttpResponse:
    """What a public message said before it was changed: the latest words first."""
    rows = Post.objects.public().filter(conversation=pk).select_related("conversation", "speaker")
    said = get_object_or_404(rows.exclude(edited_at=None).exclude(speaker=None), pk=post)
    versions = [(said.edited_at, said.text), *said.versions.values_list("at", "text")]
    times = [*[at for at, _text in versions[1:]], said.at]
    context = {
        "post": said,
        "versions": list(zip(times, [text for _at, text in versions], strict=True)),
        "back_url": f"{reverse('web:conversation', args=[pk])}#p{said.pk}",
        "page_title": _("What it said before"),
    }
    return shows(render(request, "web/history.html", context), said.conversation.topic)


def fresh_url(conversation: Conversation, said: list[cards.Card]) -> str:
    """Where an open page asks for what came after."""
    last = max((one.id for one in said), default=0)  # what was brought from elsewhere stands where it was said
    return f"{reverse('web:fresh', args=[conversation.pk])}?after={last}"


@kept
def fresh_part(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said since; 204 while nobody spoke."""
    conversation = get_object_or_404(Conversation.objects.public(), pk=pk)
    after = request.GET.get("after", "0")
    if not after.isdigit():
        raise Http404
    town = Town.objects.current()
    posts = Post.objects.filter(conversation=conversation, pk__gt=int(after)).with_people()
    said = cards.cards(posts, town_name=town.name, language=get_language() or "es")
    if not said:
        return HttpResponse(status=204)
    before = Post.objects.filter(conversation=conversation, pk__lte=int(after)).order_by("-pk").first()
    context = {
        "lines": threads.lines(said, moments.local(before.at).date() if before else None),
        "fresh_url": fresh_url(conversation, said),
        "live_url": live.url_of(conversation),
    }
    return shows(render(request, "web/part/fresh.html", context), conversation.topic)


@kept
def search_page(request: HttpRequest) -> HttpResponse:
    """Find what was said, by words, accents or not."""
    town, language = Town.objects.current(), get_language() or "es"
    text = request.GET.get("q", "").strip()[:200]
    before = request.GET.get("before", "")
    posts = list(search.find(text, before=int(before) if before.isdigit() else None, limit=PER_PAGE)) if text else []
    by_number = Case.objects.public().filter(number=text).first()
    if by_number:
        return redirect("web:case", by_number.number)
    found = _found(posts, town_name=town.name, language=language)
    older = f"?{_query(request, before=posts[-1].pk)}" if len(posts) == PER_PAGE else ""
    context = {"q": text, "found": found, "pager": {"older_url": older}, "page_title": _("Search")}
    if text:
        context["feed_url"] = f"{reverse('web:search-feed')}?{urlencode({'q': text})}"
    return shows(render(request, "web/search.html", context), "square", "cases")


def _found(posts: list[Post], *, town_name: str, language: str) -> list[dict[str, Any]]:
    ids = {post.conversation_id for post in posts}
    by_conversation = {case.conversation_id: case for case in Case.objects.with_line().filter(conversation__in=ids)}
    rows = []
    for post in posts:
        case = by_conversation.get(post.conversation_id)
        row = {"title": post.conversation.title, "url": talks.url_of(post.conversation, case), "at": post.at}
        if case:
            row = line(case, language) | {"at": post.at}
        rows.append(row | {"excerpt": post.text[:200], "who": cards.card(post, town_name=town_name, language=language)})
    return rows


def _query(request: HttpRequest, **values: object) -> str:
    query = request.GET.copy()
    for name, value in values.items():
        query[name] = str(value)
    return query.urlencode()


@kept
def now_page(request: HttpRequest) -> HttpResponse:
    """What happens now: said, opened and mended in the last days, by the hour."""
    town, language = Town.objects.current(), get_language() or "es"
    since = last_quarter(clock.now()) - timedelta(days=2)
    posts = list(Post.objects.public().filter(at__gte=since).with_people().order_by("-at", "-id")[:40])
    context = {
        "found": _found(posts, town_name=town.name, language=language),
        "mended": [line(case, language) for case in _mended_since(since)],
        "page_title": _("What happens now"),
        "feed_url": reverse("web:feed"),
    }
    return shows(render(request, "web/now.html", context), "square", "cases")


def _mended_since(since: Any) -> list[Case]:
    return list(Case.objects.public().filter(mended_at__gte=since).with_line().order_by("-mended_at", "-id")[:10])
