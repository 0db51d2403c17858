# SPDX-License-Identifier: AGPL-3.0-or-later
"""When an employee speaks under their own name on other networks."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from concejo.core.ids import new_id
from concejo.people.models.people import Person


class VoiceQuerySet(models.QuerySet["Voice"]):
    """Spells in the language of the town hall."""

    def at(self, moment: datetime) -> "VoiceQuerySet":
        """Those that held at that moment."""
        return self.filter(since__lte=moment).filter(Q(until=None) | Q(until__gt=moment))


class Voice(models.Model):
    """A spell of time in which an employee wants to be found and followed elsewhere under their handle.

    What they said in their own name during it stays theirs for ever, also after they have switched it off.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="voices")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects = VoiceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person"], condition=Q(until=None), name="one_open_voice")]

    def __str__(self) -> str:
        return f"voice of {self.person_id}"
