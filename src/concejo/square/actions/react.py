# SPDX-License-Identifier: AGPL-3.0-or-later
"""Neighbours like what was said, pass it on, or say that it does not belong here."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count

from concejo.core import clock, ledger
from concejo.core.once import once
from concejo.people.models import Address
from concejo.square.actions.appear import news
from concejo.square.actions.follow import take_part
from concejo.square.actions.open import open_conversation
from concejo.square.actions.speak import Words, say
from concejo.square.models import Complaint, Post, Reaction, Visibility

COUNTED = {Reaction.Kind.LIKE: "likes", Reaction.Kind.BOOST: "boosts"}
"""Under which names a post keeps how many there are (`Post.facts`)."""


@transaction.atomic
def react(post: Post, address: Address, kind: str, *, external_id: str = "") -> bool:
    """Counted once for each account, and only where everybody reads; says whether it counts."""
    if post.state != Post.State.PUBLISHED or not post.conversation.is_public or post.author_id == address.pk:
        return False
    row = Reaction(post=post, address=address, kind=kind, at=clock.now(), external_id=external_id[:250])
    _row, fresh = once(row, "post", "address", "kind")
    if fresh:
        count_again(post)
    return True


@transaction.atomic
def take_back_reaction(row: Reaction) -> None:
    """They like it no more."""
    post = row.post
    row.delete()
    count_again(post)


def count_again(post: Post) -> None:
    """What pages show is kept beside the words."""
    found = dict(post.reactions.values_list("kind").annotate(Count("pk")).order_by())
    counts = {name: found[kind] for kind, name in COUNTED.items() if kind in found}
    post.facts = {key: value for key, value in post.facts.items() if key not in COUNTED.values()} | counts
    post.save(update_fields=["facts"])
    news(post)


@transaction.atomic
def complain(posts: Iterable[Post], words: str, *, author: Address, via: str, language: str = "") -> Post:
    """Somebody says in private that messages do not belong here; it waits on the desk, with them beside it."""
    talk = open_conversation(Visibility.PRIVATE)
    take_part(author, talk)
    Complaint.objects.bulk_create(Complaint(talk=talk, post=one) for one in posts)
    said = say(talk, Words(text=words, via=via, language=language), author=author)
    ledger.write("square.complained", by=author.ref, about=f"conversation:{talk.pk}")
    return said
