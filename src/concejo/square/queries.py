# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every list of conversations asks: which are the freshest, how each began, how much was said in it.

Plain SQL that SQLite and PostgreSQL read alike: these are asked by nearly every page, and cost less than a tenth so.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from concejo.core.prepared import prepared
from concejo.square.models import Alert, Media, Mention, Post

_NEWEST = """SELECT id FROM square_conversation WHERE shown AND visibility = 'public' {only}
             ORDER BY last_at DESC, id DESC LIMIT %s"""
_BEGINNINGS = """SELECT c.id,
    (SELECT p.id FROM square_post p WHERE p.conversation_id = c.id AND p.state = 'published' AND p.text <> ''
     ORDER BY p.at, p.id LIMIT 1),
    (SELECT COUNT(*) FROM square_post p WHERE p.conversation_id = c.id AND p.state = 'published')
    FROM square_conversation c WHERE c.id IN ({marks})"""


def newest(*, limit: int, department: int | None = None) -> list[int]:
    """Ids of public conversations, the one with the freshest words first."""
    only, told = ("AND department_id = %s", [department, limit]) if department else ("", [limit])
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST.format(only=only), told)
        return [row[0] for row in cursor.fetchall()]


def beginnings(conversations: Sequence[int]) -> dict[int, tuple[int | None, int]]:
    """By conversation: the first words that may be read, and how many messages may be."""
    if not conversations:
        return {}
    marks = ", ".join(["%s"] * len(conversations))
    with connection.cursor() as cursor:
        cursor.execute(_BEGINNINGS.format(marks=marks), list(conversations))
        return {pk: (first, count) for pk, first, count in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class Beside:
    """What belongs to messages besides their words, each by the id of its message."""

    media: dict[int, list[Media]] = field(default_factory=dict)
    handles: dict[int, list[str]] = field(default_factory=dict)


def beside(posts: Sequence[int]) -> Beside:
    """Pictures, files and @mentions of these messages; two questions."""
    found = Beside()
    if posts:
        for media in _media(posts):
            found.media.setdefault(media.post_id or 0, []).append(media)
        for post, word in _mentions(posts):
            found.handles.setdefault(post, []).append(word)
    return found


@prepared
def _media(posts: Sequence[int]) -> QuerySet[Media]:
    return Media.objects.filter(post__in=posts)


@prepared
def _mentions(posts: Sequence[int]) -> "QuerySet[Mention, tuple[int, str]]":
    return Mention.objects.filter(post__in=posts).values_list("post", "handle__word")


def urgent(now: datetime) -> tuple[str, int, datetime] | None:
    """What stands above every page, and mostly nothing does: words, conversation, until when; of several the latest.

    Two questions, since SQLite would begin one with the thousands of posts.
    """
    until = dict(_alerts(now))
    found = _readable(list(until)) if until else []
    latest = min(found, key=lambda row: [*until].index(row[0]), default=None)
    return (latest[1], latest[2], until[latest[0]]) if latest else None


@prepared
def _alerts(now: datetime) -> "QuerySet[Alert, tuple[int, datetime]]":
    return Alert.objects.running(now).values_list("post", "until")


@prepared
def _readable(posts: Sequence[int]) -> "QuerySet[Post, tuple[int, str, int]]":
    return Post.objects.filter(pk__in=posts, state=Post.State.PUBLISHED).values_list("pk", "text", "conversation")
