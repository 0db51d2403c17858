# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this room holds about somebody: what they said, their pictures, what they follow."""

from collections.abc import Iterator

from django.db.models import QuerySet

from concejo.core import outbox
from concejo.privacy import keyring
from concejo.privacy.holdings import Holding, Row, Subject, holds
from concejo.square import actions, pictures
from concejo.square.models import Conversation, Follow, Media, Participant, Post, Reaction


def tell(subject: Subject) -> dict[str, list[Row]]:
    """Their posts and what the town answered in private, their followings."""
    posts = _told(subject)
    follows = Follow.objects.filter(address__in=subject.addresses, ended_at=None).order_by("since")
    return {
        "posts": [
            {"at": one.at, "by": "you" if one.author_id in subject.addresses else "the town hall", "through": one.via,
             "who may read it": one.conversation.visibility, "state": one.state, "words": one.words,
             "pictures and files": [media.name for media in one.media.all()]}
            for one in posts
        ],
        "reactions": [
            {"what": one.kind, "at": one.at, "words": one.post.words}
            for one in Reaction.objects.filter(address__in=subject.addresses).select_related("post").order_by("at")
        ],
        "follows": [{"what": one.topic, "when": one.pace, "since": one.since} for one in follows],
    }  # fmt: skip


def files(subject: Subject) -> Iterator[tuple[str, bytes]]:
    """What came with their words, as the town keeps it."""
    for media in Media.objects.filter(post__author__in=subject.addresses).order_by("id"):
        ending = "jpg" if media.kind == Media.Kind.PHOTO else "bin"
        yield (media.file_name or f"{media.name}.{ending}", pictures.open_sealed(media))


def erase(subject: Subject) -> dict[str, int]:
    """Public words become tombstones; a private matter goes whole, the town's answers too, and its key with it."""
    posts = _told(subject)
    for post in posts:
        if post.state != Post.State.DELETED:
            actions.delete(post, by="town")
        post.facts, post.answers, post.language = {}, None, ""
        post.save(update_fields=["facts", "answers", "language"])
    for conversation in _private(subject):
        conversation.title, conversation.topics = "", []
        conversation.save(update_fields=["title", "topics"])
        keyring.shred(str(conversation.key_id))
    loose = Media.objects.filter(post__in=posts)
    for media in loose:
        outbox.promise("square.media_gone", key=media.name, media=media.name, shown_as=media.shown_as)
    loose.delete()
    for reaction in Reaction.objects.filter(address__in=subject.addresses).select_related("post__conversation"):
        actions.take_back_reaction(reaction)
    Follow.objects.filter(address__in=subject.addresses).delete()
    Participant.objects.filter(address__in=subject.addresses).delete()
    return {"posts": len(posts)}


def _private(subject: Subject) -> QuerySet[Conversation]:
    """Private conversations in which no other neighbour speaks."""
    theirs = Conversation.objects.exclude(visibility="public").filter(posts__author__in=subject.addresses)
    others = Post.objects.exclude(author=None).exclude(author__in=subject.addresses).values("conversation")
    return theirs.exclude(pk__in=others).distinct()


def _told(subject: Subject) -> list[Post]:
    own = Post.objects.filter(author__in=subject.addresses)
    answered = Post.objects.filter(conversation__in=_private(subject).values("pk"))
    rows = (own | answered).distinct().select_related("conversation").prefetch_related("media")
    return list(rows.order_by("at", "id"))


holds(Holding("square", tell, erase, files))
