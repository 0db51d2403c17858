# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the town hall puts before everybody: pinned, passed on, planned for a later hour."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from concejo.core.ids import new_id
from concejo.people.models import Person
from concejo.square.models.talks import Post
from concejo.town.models import Department


class Pin(models.Model):
    """An announcement that stands on top until somebody takes the pin off."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="pin")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"pin on {self.post_id}"


class PassedOn(models.Model):
    """The town hall passes a neighbour's words on, in the name of a department or of the town."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="passed_on")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post"], condition=Q(ended_at=None), name="passed_on_once")]

    def __str__(self) -> str:
        return f"{self.post_id} passed on"


class Planned(models.Model):
    """An announcement that is written now and said at its hour, as if whoever wrote it said it then."""

    class WhyDropped(models.TextChoices):
        """Why it was not said."""

        TAKEN_BACK = "taken_back", _("taken back")
        TOO_LATE = "too_late", _("it would have come too late to be of use")
        MAY_NOT = "may_not", _("whoever wrote it may no longer speak in this name")

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="planned")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField()
    about = models.CharField(max_length=120, blank=True)
    alt = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=8, blank=True)
    decided = models.CharField(max_length=10, blank=True)
    media = models.JSONField(default=list, blank=True)
    """Names of its pictures, which belong to no message yet."""
    useful_until = models.DateTimeField(null=True, blank=True)
    due = models.DateTimeField(db_index=True)
    written_at = models.DateTimeField()
    post = models.OneToOneField(Post, on_delete=models.SET_NULL, null=True, blank=True, related_name="planned")
    said_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    why_dropped = models.CharField(max_length=10, choices=WhyDropped.choices, blank=True)

    def __str__(self) -> str:
        return f"planned {self.pk}"

    @property
    def waits(self) -> bool:
        """It was neither said nor taken back."""
        return self.said_at is None and self.dropped_at is None
