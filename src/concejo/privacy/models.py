# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seal keys: one data key per scope, itself sealed by the town's key."""

from django.db import models


class SealKey(models.Model):
    """The data key of one scope (``intake``, ``department:alumbrado``), wrapped by the town's key."""

    scope = models.CharField(max_length=80, primary_key=True)
    wrapped = models.BinaryField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.scope
