# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conversations in lists: with their first and last words, or in three lines. A constant number of queries."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.safestring import SafeString

from concejo.cases.models import Case
from concejo.square.models import Conversation, Post
from concejo.web.show import cards, pieces
from concejo.web.show.cases import badge

EXCERPT = 180


def newest(*, limit: int, department: int | None = None) -> list[int]:
    """Ids of public conversations, the one with the freshest words first."""
    rows = Conversation.objects.public()
    if department:
        rows = rows.filter(department=department)
    return list(rows.order_by("-last_at", "-id").values_list("pk", flat=True)[:limit])


def pieces_of(
    ids: Sequence[int], at: pieces.Versions, *, town_name: str, language: str, whole: int = 1
) -> list[SafeString]:
    """Public conversations as a list shows them: the first `whole` with their thread, the others in three lines.

    Those that are kept are taken as they are; all others are made from the same few questions.
    """
    names = [("talk", pk, place < whole) for place, pk in enumerate(ids)]
    wanted = {name: at.of([topic_of(name[1])]) for name in names}
    found = {name: pieces.find(name, version) for name, version in wanted.items()}
    missing = [name for name in names if found[name] is None]
    if missing:
        rows = Conversation.objects.in_bulk([pk for _kind, pk, _whole in missing])
        long = {pk for _kind, pk, with_thread in missing if with_thread}
        shown = talks(list(rows.values()), town_name=town_name, language=language, whole=long)
        for name in missing:
            context = {"talk": shown[name[1]]}
            template = "ui/part/talk.html" if context["talk"]["posts"] else "ui/part/brief.html"
            found[name] = pieces.make(name, wanted[name], template, context)
    return [one for one in found.values() if one is not None]


def topic_of(pk: int) -> str:
    """How change counters name a conversation."""
    return f"conversation:{pk}"


def talks(
    conversations: Sequence[Conversation], *, town_name: str, language: str, whole: Collection[int]
) -> dict[int, dict[str, Any]]:
    """Each by its id; those in `whole` with their thread, the others in three lines."""
    ids = [one.pk for one in conversations]
    cases = {case.conversation_id: case for case in Case.objects.with_line().filter(conversation__in=ids)}
    firsts = _firsts(ids)
    posts = _posts(whole, [first for first, _count in firsts.values() if first])
    rows = {}
    for one in conversations:
        said = cards.cards(posts.get(one.pk, []), town_name=town_name, language=language)
        row = _row(one, cases.get(one.pk), said, firsts.get(one.pk, (None, 0))[1], language)
        rows[one.pk] = row | {"posts": said if one.pk in whole and len(said) > 1 else []}
    return rows


def url_of(conversation: Conversation, case: Case | None) -> str:
    """A case's page is canonical."""
    if case and case.conversation_id == conversation.pk:
        return reverse("web:case", args=[case.number])
    return reverse("web:conversation", args=[conversation.pk])


def _row(
    conversation: Conversation, case: Case | None, said: list[cards.Card], count: int, language: str
) -> dict[str, Any]:
    first = next((one for one in said if one.text), None)
    title = conversation.title or (case.headline(language) if case else "")
    text = first.text if first else ""
    return {
        "id": conversation.pk,
        "title": title,
        "url": url_of(conversation, case),
        "sign": badge(case) if case else None,
        "excerpt": _excerpt(text, title),
        "via_icon": first.via_icon if first else "",
        "via_words": (first.via_words or first.role or first.who_name) if first else "",
        "at": first.at if first else conversation.opened_at,
        "replies": max(0, count - 1),
    }


def _excerpt(text: str, title: str) -> str:
    line = " ".join(text.split())
    told = title.rstrip("….")
    at = line.find(told)
    rest = line[at + len(told) :].lstrip(" .") if at >= 0 else line
    rest = f"…{rest}" if rest and title.endswith("…") else rest
    return rest if len(rest) <= EXCERPT else rest[:EXCERPT].rsplit(" ", 1)[0] + "…"


def _firsts(ids: Sequence[int]) -> dict[int, tuple[int | None, int]]:
    """The first words of each that may be read, and how many messages may be."""
    own = Post.objects.published().filter(conversation=OuterRef("pk")).order_by("at", "id")
    count = own.order_by().values("conversation").annotate(n=Count("pk")).values("n")
    rows = Conversation.objects.filter(pk__in=ids).order_by()
    rows = rows.annotate(first=Subquery(own.exclude(text="").values("pk")[:1]), n=Subquery(count))
    return {pk: (first, n or 0) for pk, first, n in rows.values_list("pk", "first", "n")}


def _posts(whole: Collection[int], firsts: Sequence[int]) -> dict[int, list[Post]]:
    """Everything that was said in some, only the first words of others."""
    found: dict[int, list[Post]] = {}
    rows = Post.objects.filter(Q(pk__in=firsts) | Q(conversation__in=whole)).exclude(state=Post.State.DELETED)
    for post in rows.with_people().order_by("at", "id"):
        found.setdefault(post.conversation_id, []).append(post)
    return found
