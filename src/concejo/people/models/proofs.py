# SPDX-License-Identifier: AGPL-3.0-or-later
"""A code round trip that is under way or done, and two persons who turned out to be one."""

from django.db import models
from django.db.models import Q

from concejo.core.ids import new_id
from concejo.people.models.people import Address, Person


class Proof(models.Model):
    """A six-digit code goes to an address and comes back. The code itself is reckoned from the row and a key."""

    class Wish(models.TextChoices):
        """What the code is for."""

        ENTER = "enter"
        """To see and change what the town holds of whoever has this address."""
        LINK = "link"
        """To make this address one of a person's."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    wish = models.CharField(max_length=5, choices=Wish.choices)
    address = models.ForeignKey(Address, on_delete=models.CASCADE, related_name="proofs")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="proofs")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    proved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(wish="enter") | Q(person__isnull=False), name="link_to_whom")]
        indexes = [models.Index(fields=["address", "-at"], name="proofs_of_address")]

    def __str__(self) -> str:
        return f"{self.wish} {self.pk}"

    @property
    def ref(self) -> str:
        """How the ledger names it."""
        return f"proof:{self.pk}"


class Merge(models.Model):
    """Two persons were one. What moved is kept as ids for thirty days, so that they can be parted again."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    kept = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="merges")
    gone = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="merged_into")
    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    moved = models.JSONField(default=dict)
    parted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(kept=models.F("gone")), name="merge_of_two"),
            models.UniqueConstraint(fields=["gone"], condition=Q(parted_at=None), name="merged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} into {self.kept_id}"
