# SPDX-License-Identifier: AGPL-3.0-or-later
"""Durable rows without a domain: promises, the ledger, and counters of what changed."""

from django.db import models, transaction

from concejo.core import counters
from concejo.core.ids import new_id


class Leased(models.Model):
    """A row that is work: claimed by lease, tried again with back-off, given up visibly."""

    class State(models.TextChoices):
        """Where the work stands."""

        WAITING = "waiting"
        DONE = "done"
        GIVEN_UP = "given_up"

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    work = models.CharField(max_length=10, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    lease = models.CharField(max_length=60, blank=True)
    """Who works on it (``w0.k3f9…~token``)."""
    cut_off = models.PositiveSmallIntegerField(default=0)
    """How often its worker ended in the middle of it."""
    error = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, db_index=True)
    """When somebody of the town hall said that nobody need see to it any more."""
    closed_because = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class Promise(Leased):
    """Something that must follow; written in the transaction of its cause."""

    name = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    key = models.CharField(max_length=160, unique=True)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["work", "next_at"])]

    def __str__(self) -> str:
        return f"{self.name} {self.key}"


class LedgerLine(models.Model):
    """What happened in town: who did what to what, as ids; never words, names or addresses."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    act = models.CharField(max_length=60)
    by = models.CharField(max_length=60)
    about = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["about", "id"]), models.Index(fields=["by", "id"])]

    def __str__(self) -> str:
        return f"{self.act} {self.about} by {self.by}"


class ChangeCounterManager(models.Manager["ChangeCounter"]):
    """Whoever raised a counter sees it raised, also before the end of the transaction."""

    def get_queryset(self) -> models.QuerySet["ChangeCounter"]:
        counters.write_remembered(transaction.get_connection())
        return super().get_queryset()


class ChangeCounter(models.Model):
    """How often something changed; pages compare it with what they were made from."""

    scope = models.CharField(max_length=80, primary_key=True)
    version = models.PositiveBigIntegerField(default=0)

    objects = ChangeCounterManager()

    def __str__(self) -> str:
        return f"{self.scope} {self.version}"
