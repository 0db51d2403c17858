# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town's figures as they were reckoned last night."""

from django.db import models


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
