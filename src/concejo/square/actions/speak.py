# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody says something in a conversation."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from concejo.core import changes, clock, ledger, outbox
from concejo.people.models import Address, Person
from concejo.privacy import guard
from concejo.privacy.seal import seal
from concejo.square import search
from concejo.square.models import Conversation, Media, Mention, Post
from concejo.town.models import HANDLE, Department, Handle, Town

_MENTION = re.compile(rf"(?<![\w@.])@({HANDLE.pattern})(?![\w@])", re.IGNORECASE)
UNDO = timedelta(seconds=30)
TITLES = "titles"
"""The counter of what public conversations are called, which lists of upper rooms show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said: the text for its readers, how it came, and the pictures with it."""

    text: str
    via: str
    language: str = ""
    held_for: str = ""
    """Why it waits before anybody else reads it (``confirm``, ``look``), empty when it does not."""
    media: Sequence[Media] = ()
    at: datetime | None = None
    answers: Post | None = None
    vouched: bool = False
    """The channel shows that it was really sent from the author's address, which was proved within the year."""


def say(
    conversation: Conversation,
    words: Words,
    *,
    author: Address | None = None,
    speaker: Person | None = None,
    department: Department | None = None,
) -> Post:
    """A neighbour (`author`) or somebody of the town hall (`speaker`, maybe as a department) says something.

    Private words are sealed. What is published promises to reach everybody who takes part or follows; the town's own
    words wait thirty seconds, so that they can be undone before anything leaves.
    """
    now = words.at or clock.now()
    post = Post(
        conversation=conversation,
        author=author,
        speaker=speaker,
        department=department,
        via=words.via,
        at=now,
        language=words.language,
        state=Post.State.HELD if words.held_for else Post.State.PUBLISHED,
        held_for=words.held_for,
        answers=words.answers,
        facts={"vouched": True} if words.vouched and author else {},
        leaves_at=now + UNDO if speaker else None,
    )
    _write(post, words.text)
    post.save()
    _enclose(post, words.media)
    _mention(post, words.text)
    waits = _wait(conversation, post)
    ledger.write("square.said", by=post.by, about=f"post:{post.pk}", conversation=conversation.pk)
    if post.state == Post.State.PUBLISHED:
        appear(post, waits=waits, photos=words.media)
    else:
        _stay(post, waits=waits)
    return post


def _stay(post: Post, *, waits: bool) -> None:
    """A post is held: it is news for the town hall alone."""
    if waits:
        post.conversation.save(update_fields=["waits_since"])
    news(post)
    outbox.promise("square.post_held", key=str(post.pk), post=post.pk)


def _enclose(post: Post, pictures: Sequence[Media]) -> None:
    for media in pictures:
        media.post = post
        media.save(update_fields=["post"])
        if not post.conversation.is_public:
            close_in(media, post.conversation)


def close_in(media: Media, private: Conversation) -> None:
    """Promise that a picture or file which came with private words lies under the seal of their conversation."""
    outbox.promise(
        "square.media_closed_in", key=f"{media.name}:{private.pk}", media=media.name, scope=str(private.key_id)
    )


def _write(post: Post, text: str) -> None:
    """Private words are sealed; what a neighbour says in public loses what certainly is personal data."""
    if not post.conversation.is_public:
        post.sealed = seal(str(post.conversation.key_id), text.encode())
        return
    if post.author_id:
        masked = guard.mask(text, known=official)
        text = masked.text
        if masked.kinds:
            post.facts = {**post.facts, "covered": list(masked.kinds)}
    post.text = text


def appear(post: Post, *, waits: bool = False, photos: Sequence[Media] | None = None) -> None:
    """A post becomes readable: it is found, counted as news, and promised to all who must hear it.

    `waits` says that it changed whether its conversation waits, which is kept with the rest; `photos` are its pictures
    if they are at hand.
    """
    conversation = post.conversation
    conversation.shown = True
    if conversation.is_public and not conversation.title:
        conversation.title = first_sentence(post.text)
        changes.touch(TITLES)
    conversation.last_at = max(post.at, conversation.last_at)
    changed = ["last_at", "shown", "title", *(["waits_since"] if waits else [])]
    conversation.save(update_fields=changed)
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
    changes.touch(*scopes)


def mentioned(text: str) -> list[Handle]:
    """The handles named in a text, in order, that exist in this town."""
    words = [match.group(1).lower() for match in _MENTION.finditer(text)]
    if not words:
        return []
    found = {handle.word: handle for handle in Handle.objects.filter(word__in=words, retired=False)}
    return [found[word] for word in dict.fromkeys(words) if word in found]


def retitle(conversation: Conversation, *, was: str) -> None:
    """A public conversation is called after its first words that may still be read, unless it was given a name.

    `was` is what stood there before it was changed or taken away.
    """
    said = [was, *conversation.posts.values_list("text", flat=True)]
    if not conversation.is_public or conversation.title not in {"", *(first_sentence(one) for one in said)}:
        return
    first = conversation.posts.published().order_by("at", "id").first()
    title = first_sentence(first.text) if first else ""
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


def official() -> frozenset[str]:
    """The town's own contacts, which may stand in public."""
    town = Town.objects.current()
    phone = re.sub(r"[^\d+]", "", town.phone)
    departments = {re.sub(r"[^\d+]", "", one.phone) for one in Department.objects.all() if one.phone}
    mail = {f"{word}@{town.mail_domain}" for word in Handle.objects.values_list("word", flat=True)}
    return frozenset({phone, *departments, *mail} - {""})


def _wait(conversation: Conversation, post: Post) -> bool:
    """A neighbour's word waits until somebody of the town hall answers; says whether that changes anything."""
    before = conversation.waits_since
    if post.author_id and before is None:
        conversation.waits_since = post.at
    elif post.speaker_id:
        conversation.waits_since = None
    return conversation.waits_since != before


def _mention(post: Post, text: str) -> None:
    handles = mentioned(text)
    if handles:
        Mention.objects.bulk_create(Mention(post=post, handle=handle) for handle in handles)
