# SPDX-License-Identifier: AGPL-3.0-or-later
"""Dangerous acts need two persons: one asks, another says yes, and then the first may do it once."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from concejo.core import clock
from concejo.core.ids import new_id
from concejo.people.models.people import Person

ALONE_AFTER = timedelta(minutes=15)
"""After so long whoever asked may act alone, where the town has one part-time clerk; the public ledger says so."""
LASTS = timedelta(hours=24)
"""So long a question waits for its answer, and a yes for its act."""


class CountersignQuerySet(models.QuerySet["Countersign"]):
    """Questions in the language of the town hall."""

    def open(self) -> "CountersignQuerySet":
        """Neither used nor refused nor too old."""
        return self.filter(used_at=None, refused=False, asked_at__gt=clock.now() - LASTS)

    def done_alone(self) -> "CountersignQuerySet":
        """What one person did alone: everybody may read it."""
        return self.filter(alone=True).exclude(used_at=None)


class Countersign(models.Model):
    """Somebody asks for a second yes to one act on one thing, once."""

    class Act(models.TextChoices):
        """What nobody does alone."""

        CLOSE_DEPARTMENT = "town.close_department", _("close a department")
        ALERT = "square.alert", _("show an urgent notice above every page")
        TAKE_FILE = "privacy.take_file", _("take away a copy of what the town holds about somebody")

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    act = models.CharField(max_length=40, choices=Act.choices)
    about = models.CharField(max_length=60)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    refused = models.BooleanField(default=False)
    alone = models.BooleanField(default=False)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = CountersignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=models.F("asked_by")), name="second_is_another"
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(alone=True) | Q(answered_by__isnull=False, refused=False),
                name="used_with_a_yes_or_alone",
            ),
        ]
        indexes = [models.Index(fields=["act", "about", "-asked_at"], name="countersigns_of")]

    def __str__(self) -> str:
        return f"{self.act} {self.pk}"

    @property
    def ref(self) -> str:
        """How the ledger names it."""
        return f"countersign:{self.pk}"

    @property
    def has_yes(self) -> bool:
        """Another person said yes."""
        return self.answered_by_id is not None and not self.refused
