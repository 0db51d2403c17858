# SPDX-License-Identifier: AGPL-3.0-or-later
"""Apps, bodies and neighbouring towns that report to the town by Open311, each with a key of its own."""

from django.db import models
from django.db.models import Q

from concejo.core.ids import new_id
from concejo.people.models import Person


class ClientQuerySet(models.QuerySet["Client"]):
    """Clients in the language of the town hall."""

    def allowed(self) -> "ClientQuerySet":
        """Their key opens the door."""
        return self.filter(revoked_at=None)


class Client(models.Model):
    """Whoever holds a key (`api_key` of Open311): shown once when it is made, kept as a hash."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    contact = models.EmailField(blank=True)
    key_hash = models.CharField(max_length=64, unique=True)
    ends_with = models.CharField(max_length=4)
    """The last letters of the key, so that two of them can be told apart."""
    an_hour = models.PositiveIntegerField(default=1000)
    """Reports and updates that it may bring in one hour."""
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> str:
        """How ledger and history name it."""
        return f"client:{self.pk}"


class ClientDay(models.Model):
    """What a client did on one day of the town."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    reports = models.PositiveIntegerField(default=0)
    updates = models.PositiveIntegerField(default=0)
    again = models.PositiveIntegerField(default=0)
    """The same once more: answered as before, and kept no second time."""

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["client", "day"], name="one_client_day")]

    def __str__(self) -> str:
        return f"{self.client_id} on {self.day}"


class Accepted(models.Model):
    """A report that a client was given a number for, or an update that it was thanked for: on disk with its letter."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    mark = models.CharField(max_length=64, unique=True)
    """What is the same when a client says the same again."""
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="accepted")
    number = models.CharField(max_length=12)
    service = models.CharField(max_length=40, blank=True)
    """The kind of case that it named."""
    update_id = models.CharField(max_length=80, blank=True)
    """Its own name for an update; a report has none."""
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "accepted"
        indexes = [models.Index(fields=["client", "-at"])]
        constraints = [models.UniqueConstraint(fields=["number"], condition=Q(update_id=""), name="accepted_once")]

    def __str__(self) -> str:
        return f"{self.number} of {self.client_id}"
