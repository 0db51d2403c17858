# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding public posts again: FTS5 on SQLite, a text-search index on PostgreSQL, accents folded on both.

Only published posts of public conversations are ever indexed. Results come by recency and are capped, because ranking
very common words costs 150 ms (measured) and people look for what is new.
"""

import re

from django.db import connection

from concejo.core.words import fold
from concejo.square.models import Post, PostQuerySet


def index(post: Post) -> None:
    """Put a published post of a public conversation into the index, or bring it up to date."""
    forget(post)
    if post.state != Post.State.PUBLISHED or not post.conversation.is_public:
        return
    words = f"{post.conversation.title} {post.text}"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO square_words (rowid, words) VALUES (%s, %s)", [post.pk, words])
        else:
            cursor.execute(
                "INSERT INTO square_words (post, words) VALUES (%s, to_tsvector('simple', %s))", [post.pk, fold(words)]
            )


def index_many(rows: list[tuple[int, str]]) -> None:
    """Index (post id, words) pairs of an import."""
    sql = "INSERT INTO square_words (rowid, words) VALUES (%s, %s)"
    if connection.vendor != "sqlite":
        sql = "INSERT INTO square_words (post, words) VALUES (%s, to_tsvector('simple', %s))"
        rows = [(post, fold(words)) for post, words in rows]
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def forget(post: Post) -> None:
    """Take a post out of the index."""
    column = "rowid" if connection.vendor == "sqlite" else "post"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM square_words WHERE {column} = %s", [post.pk])  # noqa: S608 -- one of two words


def find(text: str, *, before: int | None = None, limit: int = 20) -> PostQuerySet:
    """Public posts that hold all the words (the last one may be unfinished), newest first."""
    terms = re.findall(r"\w+", fold(text))[:8]
    if not terms:
        return Post.objects.none()
    ids = _ids(terms, before or 2**63 - 1, limit)
    return Post.objects.public().filter(pk__in=ids).with_people().order_by("-id")


def _ids(terms: list[str], before: int, limit: int) -> list[int]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            match = " ".join(f'"{term}"' for term in terms[:-1]) + f' "{terms[-1]}"*'
            cursor.execute(
                "SELECT rowid FROM square_words WHERE square_words MATCH %s AND rowid < %s "
                "ORDER BY rowid DESC LIMIT %s",
                [match.strip(), before, limit],
            )
        else:
            query = " & ".join([*terms[:-1], f"{terms[-1]}:*"])
            cursor.execute(
                "SELECT post FROM square_words WHERE words @@ to_tsquery('simple', %s) AND post < %s "
                "ORDER BY post DESC LIMIT %s",
                [query, before, limit],
            )
        return [int(row[0]) for row in cursor.fetchall()]
