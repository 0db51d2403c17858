# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conversations in lists: with their first and last words, or in three lines. A constant number of queries."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from concejo.cases.models import Case
from concejo.square.models import Conversation, ConversationQuerySet, Post
from concejo.web.show import cards
from concejo.web.show.cases import badge

EXCERPT = 180


def newest(*, before: int | None = None, limit: int = 20, department: int | None = None) -> ConversationQuerySet:
    """Public conversations, the one with the freshest words first; `before` is the last one's `last_at` in µs."""
    rows = Conversation.objects.public()
    if department:
        rows = rows.filter(department=department)
    return rows.order_by("-last_at", "-id")[:limit]


def talks(
    conversations: Sequence[Conversation], *, town_name: str, language: str, whole: int = 1
) -> list[dict[str, Any]]:
    """The first `whole` with their thread, the others in three lines."""
    ids = [one.pk for one in conversations]
    cases = {case.conversation_id: case for case in Case.objects.with_all().filter(conversation__in=ids)}
    posts = _posts(ids)
    counts = dict(
        Conversation.objects.filter(pk__in=ids)
        .annotate(n=Count("posts", filter=Q(posts__state=Post.State.PUBLISHED)))
        .values_list("pk", "n")
    )
    rows = []
    for at, conversation in enumerate(conversations):
        said = cards.cards(posts.get(conversation.pk, []), town_name=town_name, language=language)
        row = _row(conversation, cases.get(conversation.pk), said, counts.get(conversation.pk, 0), language)
        rows.append(row | {"posts": said if at < whole and len(said) > 1 else []})
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


def _posts(ids: list[int]) -> dict[int, list[Post]]:
    found: dict[int, list[Post]] = {}
    rows = Post.objects.filter(conversation__in=ids).exclude(state=Post.State.DELETED).with_people()
    for post in rows.order_by("at", "id"):
        found.setdefault(post.conversation_id, []).append(post)
    return found
