# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which cases came from another register."""

from django.db import models

from concejo.cases.models.case import Case
from concejo.cases.models.moving import MoveIn


class Brought(models.Model):
    """A case that came from another register, and its name there: bringing it in twice changes nothing."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="brought")
    source = models.CharField(max_length=60)
    external_id = models.CharField(max_length=80)
    seen_at = models.DateTimeField(null=True, blank=True)
    """When the other register last knew of it; what became of an open case after that nobody can say."""
    move_in = models.ForeignKey(MoveIn, on_delete=models.SET_NULL, null=True, blank=True, related_name="brought")

    class Meta:
        verbose_name_plural = "brought"
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="brought_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"
