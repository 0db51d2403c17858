# SPDX-License-Identifier: AGPL-3.0-or-later
"""What letters say to those who follow: was it you, something new, and everything of a day or a week in one letter."""

from collections.abc import Iterable
from typing import Any

from django.utils import translation

from concejo.cases.models import Case
from concejo.cases.topics import topic_words
from concejo.channels.models import Delivery, Digest, Gathered
from concejo.core.lease import Permanent
from concejo.people import links
from concejo.people.models import Address
from concejo.square.models import Conversation, Follow, Pace, Post
from concejo.town.models import Town

Context = dict[str, Any]
MOST, QUOTE, MOST_WORDS = 60, 240, 3
"""Conversations in one letter, letters of one message, messages of one conversation."""


def asked(delivery: Delivery) -> Context:
    """Was it you?"""
    row = Follow.objects.get(pk=delivery.subject)
    url = Town.objects.current().url(f"/follow/{links.make(links.Purpose.FOLLOW, row.pk)}/")
    return {"follow_url": url, "topic_words": topic_words(row.topic, _language()), "pace": row.wished or row.pace}


def news(delivery: Delivery) -> Context:
    """Something was said in what they follow; nothing of what was taken back or made private meanwhile."""
    post = Post.objects.public().select_related("conversation", "speaker").filter(pk=delivery.subject).first()
    if post is None:
        raise Permanent("the words were taken back")
    case = Case.objects.select_related("category").filter(conversation=post.conversation_id).first()
    return {
        "told": _told(post.conversation, case, [post]),
        "end_url": ending(delivery.address, post.conversation),
    }


def digest(delivery: Delivery) -> Context:
    """Each conversation once, with its newest words; and a way to end each thing that is followed."""
    row = Digest.objects.select_related("address").get(pk=delivery.subject)
    held = list(row.holds.select_related("conversation").order_by("since", "id"))
    cases = {
        one.conversation_id: one
        for one in Case.objects.select_related("category").filter(
            conversation__in=[one.conversation_id for one in held]
        )
    }
    told = [one for one in (_gathered(each, cases) for each in held) if one]
    if not told:
        raise Permanent("nothing is left to tell")
    follows = row.address.follows.filter(pace=row.pace, ended_at=None).order_by("since", "id")
    town = Town.objects.current()
    return {
        "told": told[:MOST], "more": max(0, len(told) - MOST), "count": len(told), "weekly": row.pace == Pace.WEEKLY,
        "follows": [{"words": topic_words(one.topic, _language()), "url": _end_url(one)} for one in follows],
        "unsubscribe_url": town.url(f"/unfollow/{links.make(links.Purpose.DIGEST, row.pk)}/"),
    }  # fmt: skip


def ending(address: Address | None, conversation: Conversation) -> str | None:
    """Where what brought these words to them is ended: the conversation itself, or the street, the kind, the square."""
    if address is None:
        return None
    topics = [conversation.topic, *conversation.topics, f"department:{conversation.department_id}", "square"]
    rows = address.follows.filter(topic__in=topics, ended_at=None, pace=Pace.AT_ONCE)
    found = sorted(rows, key=lambda one: topics.index(one.topic))
    return _end_url(found[0]) if found else None


def _gathered(row: Gathered, cases: dict[int | None, Case]) -> Context | None:
    talk = row.conversation
    if not talk.is_public or not talk.shown:
        return None
    posts = list(Post.objects.public().filter(conversation=talk, at__gte=row.since).order_by("at", "id"))
    case = cases.get(talk.pk)
    return _told(talk, case, posts) if posts or case else None


def _told(talk: Conversation, case: Case | None, posts: Iterable[Post]) -> Context:
    said = [" ".join((post.about or post.words).split()) for post in posts]
    path = f"/c/{case.number}/" if case else f"/t/{talk.pk}/"
    return {
        "title": talk.title or (case.headline(_language()) if case else ""), "case": case,
        "place": case.place if case else "", "state": case.sign.words if case else "",
        "words": [_short(one) for one in said if one.rstrip(" .") not in {"", talk.title}][-MOST_WORDS:],
        "url": Town.objects.current().url(path),
    }  # fmt: skip


def _short(words: str) -> str:
    return words if len(words) <= QUOTE else f"{words[:QUOTE].rsplit(' ', 1)[0]} …"


def _end_url(row: Follow) -> str:
    return Town.objects.current().url(f"/unfollow/{links.make(links.Purpose.FOLLOW, row.pk)}/")


def _language() -> str:
    return translation.get_language() or "es"
