# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody wants to hear, or no more."""

from django.db.models import QuerySet

from concejo.core import changes, clock, ledger
from concejo.core.once import once
from concejo.core.prepared import prepared
from concejo.people.models import Address
from concejo.square.models import Conversation, Follow, Pace, Participant


def follow(address: Address, topic: str, *, pace: str = "") -> Follow:
    """From now on this address hears of the topic: at once unless it says otherwise, or as it did before."""
    row, fresh = once(
        Follow(address=address, topic=topic, since=clock.now(), pace=pace or Pace.AT_ONCE), "address", "topic"
    )
    if row.ended_at is not None or (pace and pace != row.pace):
        row.ended_at, row.pace, row.wished, fresh = None, pace or row.pace, "", True
        row.save(update_fields=["ended_at", "pace", "wished"])
    if fresh:
        ledger.write("square.followed", by=address.ref, about=topic)
    return row


def unfollow(row: Follow) -> None:
    """No more of this topic to that address."""
    if row.ended_at is None:
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        ledger.write("square.unfollowed", by=row.address.ref, about=row.topic)


def take_part(address: Address, conversation: Conversation) -> Participant:
    """The address speaks or is spoken to here; its replies find the way back."""
    taken = _part_of(address.pk, conversation.pk)
    if taken:
        return taken[0]
    row = Participant(address=address, conversation=conversation, since=clock.now())
    row, fresh = once(row, "address", "conversation")
    if fresh:
        changes.touch(conversation.topic)
    return row


def leave(address: Address, conversation: Conversation) -> None:
    """The address never spoke here after all, and is spoken to no more; whoever did speak stays."""
    if not conversation.posts.filter(author=address).exists():
        Participant.objects.filter(address=address, conversation=conversation).delete()
        changes.touch(conversation.topic)


@prepared
def _part_of(address: int, conversation: int) -> QuerySet[Participant]:
    return Participant.objects.filter(address=address, conversation=conversation)
