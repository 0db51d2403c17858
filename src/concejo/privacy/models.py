# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seal keys: a data key per scope, closed by the key of a scope above it or by the town's."""

from django.db import models


class SealKey(models.Model):
    """The data key of one scope (``intake``, ``department:3``, ``conversation:5``), wrapped.

    A private conversation's is wrapped by its department's, all others by the town's key. After a renewal the key
    before stays as ``SCOPE#2026-11-23…`` for what it closed.
    """

    scope = models.CharField(max_length=80, primary_key=True)
    wrapped = models.BinaryField()
    made_at = models.DateTimeField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")

    def __str__(self) -> str:
        return self.scope
