# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts of ours with their keys, accounts of others as far as we know them, and who follows whom."""

from django.db import models

from concejo.core.ids import new_id
from concejo.core.models import Leased
from concejo.people.models import Address
from concejo.square.models import Conversation
from concejo.town.models import Handle


class Actor(models.Model):
    """An account of the town: a department's, the town's own; and, without a handle, the one that signs requests.

    Its id is opaque and for ever (DECISIONS 13). The private key lies sealed under the town's key; both are in the
    backup, since other servers refuse an account that comes back with another key.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    handle = models.OneToOneField(Handle, on_delete=models.PROTECT, null=True, blank=True, related_name="actor")
    public_key = models.TextField()
    private_key = models.BinaryField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"actor {self.pk}"


class RemoteActor(models.Model):
    """An account on another server: where it takes letters, and the key that its requests must be signed with."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    uri = models.CharField(max_length=250, unique=True)
    address = models.OneToOneField(Address, on_delete=models.PROTECT, related_name="remote_actor")
    key_id = models.CharField(max_length=250, unique=True)
    public_key = models.TextField()
    inbox = models.CharField(max_length=250)
    shared_inbox = models.CharField(max_length=250, blank=True)
    fetched_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"remote actor {self.pk}"

    @property
    def domain(self) -> str:
        """The server it lives on."""
        return self.address.path.partition("@")[2]


class Refusal(models.Model):
    """An account elsewhere has blocked one of ours: nothing of it goes there."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="refusals")
    by = models.ForeignKey(RemoteActor, on_delete=models.CASCADE, related_name="refusals")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "by"], name="one_refusal")]

    def __str__(self) -> str:
        return f"{self.by_id} refuses {self.actor_id}"


class Following(models.Model):
    """An account elsewhere follows one of ours; `uri` is the name of its Follow, which our Accept repeats."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="followings")
    follower = models.ForeignKey(RemoteActor, on_delete=models.CASCADE, related_name="followings")
    uri = models.CharField(max_length=250)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "follower"], name="one_following")]
        indexes = [models.Index(fields=["actor", "-at"], name="followings_newest")]

    def __str__(self) -> str:
        return f"{self.follower_id} follows {self.actor_id}"


class Errand(Leased):
    """The worker goes out for what the town was not sent."""

    class What(models.TextChoices):
        """For what."""

        WHOLE = "whole"
        """The rest of a conversation that the town takes part in."""
        PASSED_ON = "passed_on"
        """Something that somebody passed on, and that may be written to the town."""

    what = models.CharField(max_length=10, choices=What.choices)
    key = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=250, blank=True)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    round = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["work", "next_at"], name="errands_due")]

    def __str__(self) -> str:
        return f"errand {self.pk}"


class Signing(models.Model):
    """How another server wants requests signed, as it has shown itself; of most nothing is known, and nothing kept."""

    class How(models.TextChoices):
        """Each is asked in the older way (draft-cavage) unless it has proved that it reads RFC 9421."""

        TRY = "try"
        """It refused the older way: the newer one is tried."""
        NEWER = "newer"
        """It signs so itself, or took what was signed so."""
        OLDER = "older"
        """It refused the newer way."""

    host = models.CharField(max_length=120, unique=True)
    how = models.CharField(max_length=5, choices=How.choices)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.host} {self.how}"
