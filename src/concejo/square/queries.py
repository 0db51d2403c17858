# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every list of conversations asks: which are the freshest, how each began, how much was said in it.

Plain SQL that SQLite and PostgreSQL read alike: these are asked by nearly every page, and cost less than a tenth so.
"""

from collections.abc import Sequence

from django.db import connection

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
