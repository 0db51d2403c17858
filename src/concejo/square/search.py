# SPDX-License-Identifier: AGPL-3.0-or-later
"""Finding public posts again: FTS5 on SQLite, a text-search index on PostgreSQL.

Both hold the same words, cut and folded here (`words`), so that both find the same; neither database's own way of
cutting is asked (PostgreSQL's takes 2026-0412 for a year and a negative number). Only published posts of public
conversations are ever indexed. Results come by recency and are capped, because ranking very common words costs 150 ms
(measured) and people look for what is new.
"""

import re
from collections.abc import Iterator, Sequence

from django.db import DEFAULT_DB_ALIAS, connections

from concejo.core.words import fold
from concejo.square.models import Post, PostQuerySet

_LONGEST, _MOST_WORDS = 60, 15_000
"""Letters of a word and words of a post that can be found; a tsvector holds one megabyte."""
_BATCH = 2000
_LAST = 2**63 - 1
_INDEX_SQLITE = "INSERT INTO square_words (rowid, words) VALUES (%s, %s)"
_INDEX_POSTGRESQL = """INSERT INTO square_words (post, words)
    SELECT post, array_to_tsvector(string_to_array(words, ' '))
    FROM unnest(%s::bigint[], %s::text[]) AS given (post, words)"""
_FIND = {
    "sqlite": "SELECT rowid FROM square_words WHERE square_words MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s",
    "postgresql": "SELECT post FROM square_words WHERE words @@ %s::tsquery AND post < %s ORDER BY post DESC LIMIT %s",
}

_WAYS = {
    "sqlite": ('"{}"', " AND ", " OR ", '"{}"*'),
    "postgresql": ("'{}'", " & ", " | ", "'{}':*"),
}
"""How each writes a word, all of them, one of them, and how a word begins."""


def words(text: str) -> list[str]:
    """The words by which a text is found: without accents, each once, in order."""
    found = (one[:_LONGEST] for one in re.findall(r"[^\W_]+", fold(text)))
    return list(dict.fromkeys(found))[:_MOST_WORDS]


def index(post: Post) -> None:
    """Put a published post of a public conversation into the index, or bring it up to date."""
    forget(post)
    if post.state == Post.State.PUBLISHED and post.conversation.is_public:
        index_many([(post.pk, f"{post.conversation.title} {post.text}")])


def index_many(rows: Sequence[tuple[int, str]], *, using: str = DEFAULT_DB_ALIAS) -> None:
    """Index (post id, text) pairs of an import."""
    ready = [(post, " ".join(words(text))) for post, text in rows]
    with connections[using].cursor() as cursor:
        if connections[using].vendor == "sqlite":
            cursor.executemany(_INDEX_SQLITE, ready)
        else:
            cursor.execute(_INDEX_POSTGRESQL, [[post for post, _ in ready], [text for _, text in ready]])


def rebuild(*, using: str = DEFAULT_DB_ALIAS) -> Iterator[int]:
    """Index anew whatever may be found; yields how many posts are in the index so far."""
    with connections[using].cursor() as cursor:
        cursor.execute("DELETE FROM square_words")
    posts = Post.objects.using(using).public().order_by("id").values_list("id", "conversation__title", "text")
    rows: list[tuple[int, str]] = []
    done = 0
    for post, title, text in posts.iterator(chunk_size=_BATCH):
        rows.append((post, f"{title} {text}"))
        if len(rows) == _BATCH:
            index_many(rows, using=using)
            done += len(rows)
            rows.clear()
            yield done
    index_many(rows, using=using)
    yield done + len(rows)


def forget(post: Post) -> None:
    """Take a post out of the index."""
    connection = connections[DEFAULT_DB_ALIAS]
    column = "rowid" if connection.vendor == "sqlite" else "post"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM square_words WHERE {column} = %s", [post.pk])  # noqa: S608 -- one of two words


def find(text: str, *, before: int | None = None, limit: int = 20) -> PostQuerySet:
    """Public posts that hold all the words, newest first.

    The last word may be unfinished if nobody ever wrote it as it stands; else its plurals count. (To look for every
    word that begins like "farola" costs five times as much in a large town: all their posts are put together first.)
    """
    terms = words(text)[:8]
    if not terms:
        return Post.objects.none()
    ids = _ids(terms, min(before or _LAST, _LAST), limit)
    return Post.objects.public().filter(pk__in=ids).with_cards().order_by("-id")


def _ids(terms: list[str], before: int, limit: int) -> list[int]:
    connection = connections[DEFAULT_DB_ALIAS]
    word, join, whole, begun = _WAYS[connection.vendor]
    plain = [word.format(term) for term in terms]
    forms = [word.format(terms[-1] + ending) for ending in ("", "s", "es")]
    with connection.cursor() as cursor:
        cursor.execute(_FIND[connection.vendor], [plain[-1], _LAST, 1])
        last = whole.join(forms) if cursor.fetchone() else begun.format(terms[-1])
        cursor.execute(_FIND[connection.vendor], [join.join([*plain[:-1], f"({last})"]), before, limit])
        return [int(row[0]) for row in cursor.fetchall()]
