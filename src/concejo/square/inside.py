# SPDX-License-Identifier: AGPL-3.0-or-later
"""Searching in private matters: one department's are opened in memory and read; no index of their words exists.

An index, even of hashed words, would tell whoever steals the database which matters speak of the same thing (DECISIONS
11). So each search reads everything anew; a department of ten thousand private messages takes about a second.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from concejo.core.words import fold
from concejo.privacy import keyring
from concejo.privacy.seal import CannotOpen, unseal_with
from concejo.square.models import Conversation, Post, Visibility
from concejo.town.models import Department

MOST = 50
"""Hits; whoever finds more looks for more words."""
AROUND = 90
"""Letters that are shown before and after the first word found."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Hit:
    """One message in which every word stands, as part of a word at least."""

    post: Post
    pieces: tuple[tuple[str, bool], ...]
    """The words around, in pieces: text, and whether it is what was looked for."""


@dataclass(slots=True)
class Found:
    """What a search brought."""

    hits: list[Hit]
    read: int = 0
    """Messages that were opened."""
    closed: int = 0
    """Messages whose seal did not open: `doctor` says more."""


def search(department: Department | None, words: str) -> Found:
    """Look through a department's private matters, or those that nobody has yet, the latest first."""
    found, wanted = Found([]), list(dict.fromkeys(fold(one) for one in _WORD.findall(words)))
    if not wanted:
        return found
    for post, text in _opened(department, found):
        folded = fold(text)
        if all(word in folded for word in wanted):
            found.hits.append(Hit(post, _pieces(text, wanted)))
            if len(found.hits) == MOST:
                break
    return found


def _opened(department: Department | None, found: Found) -> Iterator[tuple[Post, str]]:
    """Each message with its words; the keys are opened once for all of them."""
    talks = Conversation.objects.filter(visibility=Visibility.PRIVATE, department=department)
    keys = keyring.opened(talks.values("key"))
    posts = Post.objects.filter(conversation__in=talks).exclude(sealed=None).exclude(state=Post.State.DELETED)
    rows = posts.select_related("conversation", "author", "speaker").order_by("-at", "-id")
    for post in rows.iterator(chunk_size=500):
        scope = str(post.conversation.key_id)
        try:
            words = unseal_with(keys.get(scope), scope, bytes(post.sealed or b""))
        except CannotOpen:
            found.closed += 1
            continue
        found.read += 1
        yield post, words.decode()


def _pieces(text: str, wanted: list[str]) -> tuple[tuple[str, bool], ...]:
    """The surroundings of the first word, cut at words, with each word that was looked for standing alone."""
    line = " ".join(text.split())
    marks = [(one.start(), one.end()) for one in _WORD.finditer(line) if any(w in fold(one.group()) for w in wanted)]
    first = marks[0][0] if marks else 0
    start = max(0, first - AROUND)
    end = min(len(line), first + 2 * AROUND)
    start = line.find(" ", start) + 1 if 0 < start < first else start
    pieces: list[tuple[str, bool]] = [("…", False)] if start else []
    at = start
    for left, right in ((left, right) for left, right in marks if left >= start and right <= end):
        pieces += [(line[at:left], False), (line[left:right], True)]
        at = right
    pieces.append((line[at:end] + ("…" if end < len(line) else ""), False))
    return tuple(one for one in pieces if one[0])
