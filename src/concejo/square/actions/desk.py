# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the clerk does with a conversation: it needs no answer, stays private, is junk; spoken words are noted down."""

from django.db import transaction

from concejo.core import changes, ledger, outbox
from concejo.people.models import Address, Person
from concejo.privacy.seal import seal
from concejo.square import search
from concejo.square.actions.appear import retitle
from concejo.square.actions.follow import follow, take_part
from concejo.square.actions.open import open_conversation
from concejo.square.actions.speak import close_in
from concejo.square.models import Conversation, Follow, Media, Participant, Post, PostVersion, Visibility

ASIDE = "aside"
"""Among the facts of a conversation's first message: when something was said that is told in private now."""


@transaction.atomic
def settle(conversation: Conversation, *, by: Person) -> None:
    """The clerk has read it, and it needs no answer: it waits no more."""
    conversation.waits_since = None
    conversation.save(update_fields=["waits_since"])
    changes.touch(conversation.topic, "worklists")
    ledger.write("square.settled", by=by.ref, about=conversation.topic)


@transaction.atomic
def noted_down(post: Post, *, by: Person) -> None:
    """Somebody said it at the counter or on the telephone, and an employee typed it."""
    post.facts = {**post.facts, "noted_by": by.pk}
    post.save(update_fields=["facts"])
    ledger.write("square.noted_down", by=by.ref, about=f"post:{post.pk}")


@transaction.atomic
def seclude(conversation: Conversation, *, by: Person | Address) -> Conversation:
    """What was meant for the whole town stays between the neighbour and the town hall.

    A conversation is public for ever, so its words move, sealed, into a private one; whoever took part goes along with
    their reply tokens, whoever only followed hears no more of it.
    """
    private = open_conversation(Visibility.PRIVATE)
    for post in conversation.posts.all():
        _move(post, private)
    private.waits_since, private.last_at = conversation.waits_since, conversation.last_at
    private.shown, private.topics = True, conversation.topics
    private.save(update_fields=["waits_since", "last_at", "shown", "topics"])
    _take_along(conversation, private)
    conversation.waits_since, conversation.shown, conversation.title, conversation.topics = None, False, "", []
    conversation.save(update_fields=["waits_since", "shown", "title", "topics"])
    changes.touch(conversation.topic, private.topic, "square", "worklists")
    ledger.write("square.secluded", by=by.ref, about=conversation.topic, into=private.pk)
    return private


@transaction.atomic
def take_aside(post: Post, *, by: Person | Address) -> Conversation:
    """One message of a public conversation stays between its author and the town hall; the others stay there."""
    public, private = post.conversation, open_conversation(Visibility.PRIVATE)
    was = post.text
    _move(post, private)
    _point_to(post, public)
    private.waits_since, private.last_at, private.shown = post.at, post.at, True
    private.save(update_fields=["waits_since", "last_at", "shown"])
    if post.author:
        take_part(post.author, private)
        follow(post.author, private.topic)
    retitle(public, was=was)
    changes.touch(public.topic, private.topic, "square", "worklists")
    ledger.write("square.taken_aside", by=by.ref, about=f"post:{post.pk}", into=private.pk)
    return private


def _point_to(post: Post, public: Conversation) -> None:
    """Where it stood a line says that something is told in private; not what, nor by whom."""
    opening = public.posts.order_by("at", "id").first()
    if opening is not None:
        opening.facts = {**opening.facts, ASIDE: [*opening.facts.get(ASIDE, []), post.at.isoformat()]}
        opening.save(update_fields=["facts"])


def _move(post: Post, private: Conversation) -> None:
    search.forget(post)
    post.sealed, post.text = seal(str(private.key_id), post.text.encode()), ""
    for version in PostVersion.objects.filter(post=post).exclude(text=""):
        version.sealed, version.text = seal(str(private.key_id), version.text.encode()), ""
        version.save(update_fields=["sealed", "text"])
    if post.state == Post.State.HELD:
        post.state, post.held_for = Post.State.PUBLISHED, ""
    post.facts = {key: value for key, value in post.facts.items() if key != "doubts"}
    post.conversation = private
    post.save(update_fields=["sealed", "text", "conversation", "state", "held_for", "facts"])
    for media in post.media.all():
        close_in(media, private)
        if media.kind == Media.Kind.PHOTO and media.looked_at is not None:
            media.looked_at = None
            media.save(update_fields=["looked_at"])
            outbox.promise("square.media_hidden", key=f"{media.name}:{private.pk}", media=media.name)


def _take_along(conversation: Conversation, private: Conversation) -> None:
    spoke = set(private.posts.exclude(author=None).values_list("author", flat=True))
    Participant.objects.filter(conversation=conversation).update(conversation=private)
    for row in Follow.objects.filter(topic=conversation.topic, ended_at=None):
        if row.address_id in spoke:
            row.topic = private.topic
        else:
            row.ended_at = private.opened_at
        row.save(update_fields=["topic", "ended_at"])


@transaction.atomic
def put_away(conversation: Conversation, *, by: Person) -> None:
    """Junk: nobody reads it any more, and it waits for nobody."""
    for post in conversation.posts.exclude(author=None).exclude(state=Post.State.DELETED):
        post.state = Post.State.HIDDEN
        post.facts = {**post.facts, "hidden_because": "junk"}
        post.save(update_fields=["state", "facts"])
        search.forget(post)
    conversation.waits_since, conversation.shown = None, False
    conversation.save(update_fields=["waits_since", "shown"])
    changes.touch(conversation.topic, "square", "worklists")
    ledger.write("square.put_away", by=by.ref, about=conversation.topic)
