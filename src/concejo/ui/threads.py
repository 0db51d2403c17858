# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a conversation lies on a page: the oldest first, a line for each day, the middle of a long one folded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from concejo.ui import moments

FOLD_OVER = 6
KEEP_FIRST, KEEP_LAST = 2, 3


class Said(Protocol):
    """Anything with a moment: part/say.html says what else it shows."""

    @property
    def at(self) -> datetime:
        """When it was said."""


@dataclass(frozen=True, slots=True)
class Line:
    """A day, or what somebody said on it."""

    day: datetime | None = None
    post: Said | None = None


@dataclass(frozen=True, slots=True)
class Laid:
    """What is seen at once, what is folded, and what follows."""

    first: list[Line]
    middle: list[Line]
    last: list[Line]
    folded: int


def lines(posts: Sequence[Said], known: date | None = None) -> Iterator[Line]:
    """Each message, and a day before the first one said on it; `known` is the day that stands above already."""
    for post in posts:
        here = moments.local(post.at).date()
        if here != known:
            yield Line(day=post.at)
        known = here
        yield Line(post=post)


def lay_brief(posts: Sequence[Said]) -> Laid:
    """For a list of conversations: how it began, and the last picture or else the last word; the rest is counted."""
    pictured = [post for post in posts if getattr(post, "photos", None)]
    last = (pictured or posts)[-1:]
    if not posts or last[0] is posts[0]:
        return Laid(list(lines(posts[:1])), [], [], max(len(posts) - 1, 0))
    known = moments.local(posts[0].at).date()
    return Laid(list(lines(posts[:1])), [], list(lines(last, known)), len(posts) - 2)


def lay(posts: Sequence[Said], *, over: int = FOLD_OVER, first: int = KEEP_FIRST, last: int = KEEP_LAST) -> Laid:
    """More than `over` messages: the first ones and the last ones stay, those between are counted and folded."""
    if len(posts) <= over:
        return Laid(list(lines(posts)), [], [], 0)
    head, middle, tail = posts[:first], posts[first : len(posts) - last], posts[len(posts) - last :]
    known = moments.local(head[-1].at).date() if head else None
    return Laid(list(lines(head)), list(lines(middle, known)), list(lines(tail, known)), len(middle))
