# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town's figures as they were reckoned last night, and what is left of cases whose years are over."""

from django.db import models

from concejo.cases.models.kinds import Category
from concejo.cases.states import State
from concejo.town.models import Area, Department


class Reckoning(models.Model):
    """What came of the cases of one period: of the whole town, or of one kind, department or district of it.

    Pages read these rows alone, so that they cost the same in a city, and nobody learns of one case by subtraction.
    """

    period = models.CharField(max_length=20)
    about = models.CharField(max_length=40, blank=True)
    """``category:3``, ``department:2``, ``area:1``; empty for the whole town."""
    first = models.DateField()
    last = models.DateField()
    made_at = models.DateTimeField()
    facts = models.JSONField(default=dict)
    """A `cases.reckon.Facts`."""

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["period", "about"], name="one_reckoning")]

    def __str__(self) -> str:
        return f"{self.period} {self.about}".strip()


class Tombstone(models.Model):
    """A case whose years are over: that it was, of what kind, when, and how it ended; no word, no place, nobody."""

    number = models.CharField(max_length=12, unique=True)
    private = models.BooleanField(default=False)
    category = models.ForeignKey(Category, on_delete=models.SET_NULL, null=True, related_name="tombstones")
    department = models.ForeignKey(Department, on_delete=models.SET_NULL, null=True, related_name="tombstones")
    area = models.ForeignKey(Area, on_delete=models.SET_NULL, null=True, related_name="tombstones")
    state = models.CharField(max_length=10, choices=State.choices)
    opened_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    mended_at = models.DateTimeField(null=True)
    counted = models.BooleanField(default=True)
    """Whether it is in the statistics: not where only people told of it who wished to be in none."""
    source = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=80, blank=True)
    seen_at = models.DateTimeField(null=True)
    """Of a case of another register (`Brought`): bringing it in again does not bring it back."""
    gone_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["source", "external_id"])]

    def __str__(self) -> str:
        return self.number
