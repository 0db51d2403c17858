# SPDX-License-Identifier: AGPL-3.0-or-later
"""The roll as keyed hashes, and who was verified on it in person: the fact, the day, the officer, and no number."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from concejo.core.ids import new_id
from concejo.people.models.people import Person


class Band(models.TextChoices):
    """Age bands; a date of birth is never stored."""

    UNDER_30 = "0-29", _("under 30")
    FROM_30 = "30-44", _("30 to 44")
    FROM_45 = "45-64", _("45 to 64")
    FROM_65 = "65-79", _("65 to 79")
    FROM_80 = "80-", _("80 and older")

    @classmethod
    def of_age(cls, years: int) -> "Band":
        """The band of whoever has lived so many full years."""
        bands = ((30, cls.UNDER_30), (45, cls.FROM_30), (65, cls.FROM_45), (80, cls.FROM_65))
        return next((band for below, band in bands if years < below), cls.FROM_80)


class Roll(models.Model):
    """One loading of the register of residents; the latest one is the roll."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    people = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"roll of {self.at:%Y-%m-%d}"


class RollEntry(models.Model):
    """Somebody on the roll: HMAC-SHA256 of the document's number, or of name and birth date; where, and which band.

    The key lies under the town's, outside the database; the rows stand in the order of their hashes.
    """

    document = models.CharField(max_length=64, null=True, unique=True)
    named = models.CharField(max_length=64, null=True, unique=True)
    district = models.CharField(max_length=60, blank=True)
    band = models.CharField(max_length=5, blank=True, choices=Band.choices)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(document__isnull=False) | Q(named__isnull=False), name="roll_has_hash")
        ]

    def __str__(self) -> str:
        return f"roll entry {self.pk}"


class Residency(models.Model):
    """Somebody was verified in person: by whom, when, until when; ended when renewed or revoked.

    `mark` is an HMAC with a key of its own, so that one document cannot verify two persons, and the roll cannot be
    joined to people by anybody who has the database alone.
    """

    class Ended(models.TextChoices):
        """Why it holds no more, apart from its last day."""

        RENEWED = "renewed"
        REVOKED = "revoked"

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="residencies")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    until = models.DateField()
    district = models.CharField(max_length=60, blank=True)
    band = models.CharField(max_length=5, blank=True, choices=Band.choices)
    mark = models.CharField(max_length=64)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=8, blank=True, choices=Ended.choices)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="one_residency"),
            models.UniqueConstraint(fields=["mark"], condition=Q(ended_at=None), name="one_person_for_a_mark"),
        ]

    def __str__(self) -> str:
        return f"residency {self.pk}"
