# SPDX-License-Identifier: AGPL-3.0-or-later
"""A post becomes readable: pages count it as news, the search finds it, its conversation gets a name."""

import re
from collections.abc import Iterable

from django.conf import settings

from concejo.core import changes, clock, ledger, outbox, rows
from concejo.core.kept import TOWN
from concejo.square import search
from concejo.square.models import Conversation, Media, Post

TITLES = "titles"
"""The counter of what public conversations are called, which lists of upper rooms show."""


def appear(post: Post, *, waits: bool = False, photos: Iterable[Media] | None = None) -> None:
    """A post becomes readable: it is found, counted as news, and promised to all who must hear it.

    `waits` says that it changed whether its conversation waits, which is kept with the rest; `photos` are its pictures
    if they are at hand.
    """
    conversation = post.conversation
    conversation.shown = True
    if conversation.is_public and not conversation.title:
        conversation.title = first_sentence(post.about or post.text)
        changes.touch(TITLES)
    conversation.last_at = max(post.at, conversation.last_at)
    changed = ["last_at", "shown", "title", *(["waits_since"] if waits else [])]
    rows.change(conversation, *changed)
    search.index(post)
    _show_covered(post, post.media.all() if photos is None else photos)
    news(post)
    outbox.promise("square.post_published", key=str(post.pk), due=post.leaves_at, post=post.pk)


def _show_covered(post: Post, photos: Iterable[Media]) -> None:
    """A neighbour's photos whose faces the house has covered are shown with the words; all others wait for staff."""
    if post.author_id is None or not post.conversation.is_public or settings.PHOTOS_WAIT:
        return
    for media in photos:
        if media.waits and media.sought_at is not None and not media.asks_look:
            media.looked_at = clock.now()
            media.save(update_fields=["looked_at"])
            outbox.promise("square.media_shown", key=media.name, media=media.name)
            ledger.write("square.photo_shown", by="house", about=f"media:{media.pk}", covers=len(media.covers))


def news(post: Post) -> None:
    """Raise the counters of every page on which the post stands."""
    scopes = [post.conversation.topic]
    if post.conversation.is_public:
        scopes.append("square")
        if post.conversation.department_id:
            scopes.append(f"department:{post.conversation.department_id}")
        if post.speaker_id:
            scopes.append(f"person:{post.speaker_id}")
    if post.facts.get("urgent"):
        scopes.append(TOWN)  # it stands above every page
    changes.touch(*scopes)


def retitle(conversation: Conversation, *, was: str) -> None:
    """A public conversation is called after its first words that may still be read, unless it was given a name.

    `was` is what stood there before it was changed or taken away.
    """
    rows = conversation.posts.values_list("about", "text")
    said = [was, *(words for row in rows for words in row)]
    if not conversation.is_public or conversation.title not in {"", *(first_sentence(one) for one in said)}:
        return
    first = conversation.posts.published().order_by("at", "id").first()
    title = first_sentence(first.about or first.text) if first else ""
    if title != conversation.title:
        conversation.title = title
        conversation.save(update_fields=["title"])
        changes.touch(TITLES)
        for post in conversation.posts.published():  # each is found by the name of its conversation too
            search.index(post)


def first_sentence(text: str, *, most: int = 110) -> str:
    """What a conversation is called: its first sentence, cut at a word."""
    line = " ".join(text.split())
    first = re.split(r"(?<=[.!?…])\s+(?=[A-ZÁÉÍÓÚÑÀÂÉÈÊÎÔÛÇ¿¡])", line)
    greeting = len(first) > 1 and len(first[0]) < 22
    title = (first[1] if greeting else first[0]).rstrip(".")
    return title if len(title) <= most else title[: most - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
