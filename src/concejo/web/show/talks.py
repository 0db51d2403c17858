# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conversations in lists: with their first and last words, or in three lines. A constant number of queries."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Q
from django.utils.safestring import SafeString

from concejo.cases.models import Case
from concejo.core.prepared import prepared
from concejo.square.models import Conversation, ConversationQuerySet, Post, PostQuerySet
from concejo.square.queries import beginnings, beside
from concejo.web.addresses import address
from concejo.web.show import cards, pieces
from concejo.web.show.cases import badge

EXCERPT = 180


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
        whole_ids = {pk for _kind, pk, with_thread in missing if with_thread}
        shown = talks([pk for _kind, pk, _whole in missing], town_name=town_name, language=language, whole=whole_ids)
        for name in [name for name in missing if name[1] in shown]:
            context = {"talk": shown[name[1]]}
            template = "ui/part/talk.html" if context["talk"]["posts"] else "ui/part/brief.html"
            found[name] = pieces.make(name, wanted[name], template, context)
    return [one for one in found.values() if one is not None]


def topic_of(pk: int) -> str:
    """How change counters name a conversation."""
    return f"conversation:{pk}"


def talks(ids: Sequence[int], *, town_name: str, language: str, whole: Collection[int]) -> dict[int, dict[str, Any]]:
    """Each by its id; those in `whole` with their thread, the others in three lines."""
    begun = beginnings(ids)
    posts = _posts(whole, [first for first, _count in begun.values() if first])
    found = beside([post.pk for pk in whole for post in posts.get(pk, [])])
    rows = {}
    for one in _with_cases(ids):
        case, here = getattr(one, "case", None), posts.get(one.pk, [])
        if one.pk in whole:
            said = [cards.with_pictures(post, found, town_name=town_name, language=language) for post in here]
        else:
            said = [cards.voice(post, town_name=town_name, language=language) for post in here]
        row = _row(one, case, said, begun[one.pk][1], language)
        rows[one.pk] = row | {"posts": said if one.pk in whole and len(said) > 1 else []}
    return rows


def url_of(conversation: Conversation, case: Case | None) -> str:
    """A case's page is canonical."""
    if case and case.conversation_id == conversation.pk:
        return address("web:case", case.number)
    return address("web:conversation", conversation.pk)


def _row(
    conversation: Conversation, case: Case | None, said: list[cards.Card], count: int, language: str
) -> dict[str, Any]:
    first = next((one for one in said if one.text), None)
    title = conversation.title or (case.headline(language) if case else "")
    text = (first.about or first.text) if first else ""
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
        "passed_on": first.passed_on if first else "",
    }


def _excerpt(text: str, title: str) -> str:
    line = " ".join(text.split())
    told = title.rstrip("….")
    at = line.find(told)
    rest = line[at + len(told) :].lstrip(" .") if at >= 0 else line
    rest = f"…{rest}" if rest and title.endswith("…") else rest
    return rest if len(rest) <= EXCERPT else rest[:EXCERPT].rsplit(" ", 1)[0] + "…"


@prepared
def _with_cases(ids: Sequence[int]) -> ConversationQuerySet:
    """Conversations by their name, each with what the badge of its case says."""
    rows = Conversation.objects.filter(pk__in=ids).order_by().select_related("case__category", "case__in_charge")
    shown = ("number", "state", "due_at", "opened_at", "closed_at", "mended_at", "reopened", "conversation")
    names = ("category__name", "in_charge__public_name")
    return rows.only("title", "opened_at", *(f"case__{one}" for one in (*shown, *names)))


def _posts(whole: Collection[int], firsts: Sequence[int]) -> dict[int, list[Post]]:
    """Everything that was said in some, only the first words of others."""
    rows = _said_in(firsts, tuple(whole)) if whole else _said(firsts)
    found: dict[int, list[Post]] = {}
    for post in rows:
        found.setdefault(post.conversation_id, []).append(post)
    return found


@prepared
def _said(ids: Sequence[int]) -> PostQuerySet:
    return _voices(Q(pk__in=ids))


@prepared
def _said_in(ids: Sequence[int], conversations: Sequence[int]) -> PostQuerySet:
    return _voices(Q(pk__in=ids) | Q(conversation__in=conversations))


def _voices(wanted: Q) -> PostQuerySet:
    return Post.objects.filter(wanted).exclude(state=Post.State.DELETED).with_voice().order_by("at", "id")
