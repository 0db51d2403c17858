# SPDX-License-Identifier: AGPL-3.0-or-later
"""What arrived, what must go out, and the channels themselves."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from concejo.core.ids import new_id, new_token
from concejo.core.models import Leased
from concejo.people.models import Address, Person
from concejo.square.models import Conversation, Pace, Post


class Channel(models.Model):
    """One channel of this town: its settings, its secrets (sealed, write-only), and how it fares."""

    kind = models.CharField(max_length=20, unique=True)
    enabled = models.BooleanField(default=True)
    settings = models.JSONField(default=dict, blank=True)
    secrets = models.BinaryField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    spoke_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.kind


class Stance(models.Model):
    """A rule about a server or an account of a channel: let in, listened to with care, or shut out, and why."""

    class How(models.TextChoices):
        """What it means."""

        ALLOW = "allow", _("let in")
        LIMIT = "limit", _("somebody looks first")
        SUSPEND = "suspend", _("shut out")

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20)
    who = models.CharField(max_length=254)
    """`bad.example` with everything below it, or `who@bad.example`."""
    how = models.CharField(max_length=8, choices=How.choices)
    why = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "who"], name="one_stance")]

    def __str__(self) -> str:
        return f"{self.kind} {self.who}: {self.how}"


class Letter(Leased):
    """What arrived, as it came, sealed; stored before anything is understood."""

    class Fate(models.TextChoices):
        """What became of it."""

        NEW = "new"
        HEARD = "heard"
        SET_ASIDE = "set_aside"
        JUNK = "junk"

    kind = models.CharField(max_length=20)
    dedupe = models.CharField(max_length=64, unique=True)
    body = models.BinaryField()
    size = models.PositiveIntegerField()
    received_at = models.DateTimeField()
    fate = models.CharField(max_length=10, choices=Fate.choices, default=Fate.NEW)
    why = models.CharField(max_length=40, blank=True)
    evidence = models.JSONField(default=dict, blank=True)
    sender = models.ForeignKey(Address, on_delete=models.SET_NULL, null=True, blank=True, related_name="letters")

    class Meta:
        indexes = [models.Index(fields=["work", "next_at"]), models.Index(fields=["fate", "-received_at"])]

    def __str__(self) -> str:
        return f"{self.kind} letter {self.pk}"


class Origin(models.Model):
    """Which letter a post came from."""

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="origin")
    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="posts")

    def __str__(self) -> str:
        return f"post {self.post_id} from letter {self.letter_id}"


class ExternalRef(models.Model):
    """The name another network gives to a post of ours, so that answers find the way."""

    kind = models.CharField(max_length=20)
    external_id = models.CharField(max_length=250)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="external_refs")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "external_id"], name="one_external_ref")]

    def __str__(self) -> str:
        return f"{self.kind} {self.post_id}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Deliveries in the language of the post office."""

    def to_telephone(self) -> "DeliveryQuerySet":
        """Calls that a person has to make."""
        return self.filter(outcome="by_hand", called_at=None)


class Delivery(Leased):
    """Words on their way to one target; composed when they leave, so that nothing private lies here."""

    class Lane(models.IntegerChoices):
        """What goes first: words for somebody who waits for them, then what many hear because they follow."""

        FIRST = 0
        MANY = 1

    STOPPED = "stopped"
    """Outcome of what somebody of the town hall stopped; no driver ever answers it."""
    EXPIRED = "expired"
    """Outcome of what could not leave while it was of use; no driver ever answers it."""

    key = models.UUIDField(unique=True, default=uuid.uuid4)
    kind = models.CharField(max_length=20)
    to = models.CharField(max_length=254)
    host = models.CharField(max_length=120, blank=True)
    """The server that takes it, where each has its own."""
    lane = models.PositiveSmallIntegerField(choices=Lane.choices, default=Lane.FIRST)
    address = models.ForeignKey(Address, on_delete=models.CASCADE, null=True, blank=True, related_name="deliveries")
    cause = models.CharField(max_length=20)
    subject = models.BigIntegerField()
    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, blank=True, related_name="deliveries")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=16, blank=True)
    external_id = models.CharField(max_length=250, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    called_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(fields=["work", "lane", "next_at"]),
            models.Index(fields=["host", "work"], condition=~models.Q(host=""), name="deliveries_by_host"),
            models.Index(fields=["outcome", "called_at"]),
            models.Index(fields=["address", "-made_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.subject} by {self.kind}"


class Digest(models.Model):
    """What somebody follows, gathered into one letter: of a day, or of a week."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    address = models.ForeignKey(Address, on_delete=models.CASCADE, related_name="digests")
    pace = models.CharField(max_length=8, choices=Pace.choices)
    day = models.DateField()
    """The day of the town on which it leaves."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "pace", "day"], name="one_digest")]

    def __str__(self) -> str:
        return f"{self.pace} {self.day}"


class Gathered(models.Model):
    """A public conversation in which something was said that an address hears of with its next digest, once."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    address = models.ForeignKey(Address, on_delete=models.CASCADE, related_name="gathered")
    pace = models.CharField(max_length=8, choices=Pace.choices)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="gathered")
    since = models.DateTimeField()
    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, null=True, blank=True, related_name="holds")

    class Meta:
        verbose_name_plural = "gathered"
        indexes = [
            models.Index(fields=["pace", "since"], condition=models.Q(digest__isnull=True), name="gathered_waits")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["address", "conversation"], condition=models.Q(digest__isnull=True), name="gathered_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id} for {self.address_id}"


class Draft(models.Model):
    """An unfinished "speak to the town" form: sealed, for a day."""

    token = models.CharField(max_length=26, primary_key=True, default=new_token)
    sealed = models.BinaryField()
    media = models.JSONField(default=list)
    expires_at = models.DateTimeField(db_index=True)
    letter = models.ForeignKey(Letter, on_delete=models.SET_NULL, null=True, blank=True)

    def __str__(self) -> str:
        return "draft"


class SentMail(models.Model):
    """The demo's post office: what a real SMTP sink received, to be read on a page of the demo town alone."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    body = models.BinaryField()

    def __str__(self) -> str:
        return f"mail {self.pk}"
