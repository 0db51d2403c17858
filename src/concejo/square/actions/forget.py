# SPDX-License-Identifier: AGPL-3.0-or-later
"""The years of a conversation are over: its words and pictures go, whoever said them."""

from django.db import transaction

from concejo.core import changes
from concejo.privacy import keyring
from concejo.square.actions.edit import delete
from concejo.square.models import Conversation, Follow, Post


@transaction.atomic
def forget(conversation: Conversation, *, by: str) -> None:
    """Every message becomes an empty place; other servers are told; the key of a private matter is destroyed."""
    for post in conversation.posts.select_related("conversation").prefetch_related("media"):
        if post.state != Post.State.DELETED:
            delete(post, by=by)
        post.facts, post.answers, post.language, post.author = {}, None, "", None
        post.save(update_fields=["facts", "answers", "language", "author"])
        post.hidings.all().delete()
        post.reactions.all().delete()
    conversation.participants.all().delete()
    Follow.objects.filter(topic=conversation.topic).delete()
    conversation.title, conversation.topics, conversation.shown, conversation.waits_since = "", [], False, None
    conversation.save(update_fields=["title", "topics", "shown", "waits_since"])
    if conversation.key_id:
        keyring.shred(str(conversation.key_id))
    changes.touch(conversation.topic, "square", "erased")
