# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who hears of what: followings, and who takes part in a conversation."""

from typing import TYPE_CHECKING

from django.db import models

from concejo.core.ids import new_id
from concejo.people.models import Address
from concejo.square.models.talks import Conversation, Post

if TYPE_CHECKING:
    from collections.abc import Iterable


class Pace(models.TextChoices):
    """When somebody wants to hear of what they follow."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


class FollowQuerySet(models.QuerySet["Follow"]):
    """Who wants to hear of what."""

    def of(self, topics: "Iterable[str]") -> "FollowQuerySet":
        """Addresses that follow one of these topics, want to hear at once and can be reached."""
        return self._reached(topics).filter(pace=Pace.AT_ONCE)

    def gathered(self, topics: "Iterable[str]") -> "FollowQuerySet":
        """Those who want it gathered, each morning or each Monday."""
        return self._reached(topics).exclude(pace=Pace.AT_ONCE)

    def _reached(self, topics: "Iterable[str]") -> "FollowQuerySet":
        return self.filter(topic__in=list(topics), ended_at=None, address__blocked_at=None, address__bounced_at=None)


class Follow(models.Model):
    """An address wants to hear of a topic: ``case:1``, ``street:2``, ``department:3``, ``square``."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    address = models.ForeignKey(Address, on_delete=models.CASCADE, related_name="follows")
    topic = models.CharField(max_length=60, db_index=True)
    pace = models.CharField(max_length=8, choices=Pace.choices, default=Pace.AT_ONCE)
    wished = models.CharField(max_length=8, choices=Pace.choices, blank=True)
    """What was asked for on a page by somebody who has not shown yet that the address is theirs."""
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "topic"], name="one_follow")]

    def __str__(self) -> str:
        return f"{self.address_id} follows {self.topic}"


class Participant(models.Model):
    """An address that takes part in a conversation; its reply token points here."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="participants")
    address = models.ForeignKey(Address, on_delete=models.CASCADE, related_name="takes_part")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "address"], name="one_participant")]

    def __str__(self) -> str:
        return f"{self.address_id} in {self.conversation_id}"


class Reaction(models.Model):
    """Somebody likes what was said, or passes it on where they are; counted, never listed by name."""

    class Kind(models.TextChoices):
        """What they did."""

        LIKE = "like"
        BOOST = "boost"

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reactions")
    address = models.ForeignKey(Address, on_delete=models.CASCADE, related_name="reactions")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    at = models.DateTimeField()
    external_id = models.CharField(max_length=250, blank=True, db_index=True)
    """How another network names it, so that it can be taken back by its name."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "address", "kind"], name="one_reaction")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.post_id}"
