# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody says something in a conversation."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from concejo.core import clock, ledger, outbox, rows
from concejo.core.prepared import prepared
from concejo.people.models import Address, Person
from concejo.square.actions import guarded
from concejo.square.actions.appeal import appeal
from concejo.square.actions.appear import appear, news
from concejo.square.models import Conversation, Media, Mention, Post
from concejo.town.models import HANDLE, Department, Handle

_MENTION = re.compile(rf"(?<![\w@.])@({HANDLE.pattern})(?![\w@])", re.IGNORECASE)
UNDO = timedelta(seconds=30)
BESIDE = "beside"
"""Among the facts of a post that was said elsewhere to others."""


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
    about: str = ""
    """What it is about, for those who want to know before they read (content warning)."""
    useful_until: datetime | None = None
    """It is urgent, and after that moment nobody needs to hear it any more."""
    named: Sequence[Handle] = ()
    """Whom the network itself says that it was written to, though the words may call them otherwise."""
    decided: guarded.Decided = guarded.Decided.NOT
    """What somebody of the town hall decided who saw what the guard had marked in public words."""
    considered: bool = False
    """It was written long before, so nothing waits in which it could be undone."""
    vouched: bool = False
    """The channel shows that it was really sent from the author's address, which was proved within the year."""
    beside: bool = False
    """It was said elsewhere to others, and makes the conversation whole: nobody waits for an answer."""


def say(
    conversation: Conversation,
    words: Words,
    *,
    author: Address | None = None,
    speaker: Person | None = None,
    department: Department | None = None,
) -> Post:
    """A neighbour (`author`) or somebody of the town hall (`speaker`, maybe as a department) says something.

    Private words are sealed; in public ones what certainly is personal is covered, and while something doubtful is in
    them they are held (`guarded`). What is published promises to reach everybody who takes part or follows; the town's
    own words wait thirty seconds, so that they can be undone before anything leaves.
    """
    post = _begun(conversation, words)
    post.author, post.speaker, post.department = author, speaker, department
    post.facts = {"vouched": True} if words.vouched and author else {}
    post.facts |= {BESIDE: True} if words.beside else {}
    post.about = guarded.clear(post.about, post.language) if post.about and conversation.is_public else ""
    post.leaves_at = post.at + UNDO if speaker and not words.considered else None
    guarded.write(post, words.text, decided=words.decided)
    guarded.hold_doubtful(post)
    rows.write(post)
    _enclose(post, words.media)
    _mention(post, [*mentioned(words.text), *words.named])
    waits = not words.beside and _wait(conversation, post)
    ledger.write(
        "square.said", by=post.by, about=f"post:{post.pk}", conversation=conversation.pk, **guarded.decisions(post)
    )
    if author and not conversation.is_public:
        appeal(conversation, by=author)
    if post.state == Post.State.PUBLISHED:
        appear(post, waits=waits, photos=words.media)
    else:
        _stay(post, waits=waits)
    return post


def _begun(conversation: Conversation, words: Words) -> Post:
    return Post(
        conversation=conversation, via=words.via, at=words.at or clock.now(), language=words.language,
        state=Post.State.HELD if words.held_for else Post.State.PUBLISHED, held_for=words.held_for,
        answers=words.answers, about=words.about[:120], useful_until=words.useful_until,
    )  # fmt: skip


def _stay(post: Post, *, waits: bool) -> None:
    """A post is held: it is news for the town hall alone."""
    if waits:
        post.conversation.save(update_fields=["waits_since"])
    news(post)
    outbox.promise("square.post_held", key=str(post.pk), post=post.pk)


def _enclose(post: Post, pictures: Sequence[Media]) -> None:
    for media in pictures:
        media.post = post
        if not post.conversation.is_public:
            close_in(media, post.conversation)
        elif media.alt:
            media.alt = guarded.clear(media.alt, post.language)
        media.save(update_fields=["post", "alt"])


def close_in(media: Media, private: Conversation) -> None:
    """Promise that a picture or file which came with private words lies under the seal of their conversation."""
    outbox.promise(
        "square.media_closed_in", key=f"{media.name}:{private.pk}", media=media.name, scope=str(private.key_id)
    )


def mentioned(text: str) -> list[Handle]:
    """The handles named in a text, in order, that exist in this town."""
    words = [match.group(1).lower() for match in _MENTION.finditer(text)]
    if not words:
        return []
    found = {handle.word: handle for handle in _known(words)}
    return [found[word] for word in dict.fromkeys(words) if word in found]


@prepared
def _known(words: Sequence[str]) -> QuerySet[Handle]:
    return Handle.objects.filter(word__in=words, retired=False)


def _wait(conversation: Conversation, post: Post) -> bool:
    """A neighbour's word waits until somebody of the town hall answers; says whether that changes anything."""
    before = conversation.waits_since
    if post.author_id and before is None:
        conversation.waits_since = post.at
    elif post.speaker_id:
        conversation.waits_since = None
    return conversation.waits_since != before


def _mention(post: Post, handles: Sequence[Handle]) -> None:
    for handle in dict.fromkeys(handles):
        rows.write(Mention(post=post, handle=handle))
