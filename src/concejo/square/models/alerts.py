# SPDX-License-Identifier: AGPL-3.0-or-later
"""An announcement that concerns everybody now: it stands above every page until its end."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from concejo.core import clock
from concejo.core.ids import new_id
from concejo.people.models import Person
from concejo.square.models.talks import Post


class AlertQuerySet(models.QuerySet["Alert"]):
    """Urgent notices in the language of the square."""

    def running(self, now: datetime) -> "AlertQuerySet":
        """Neither over nor ended; the latest first."""
        return self.filter(ended_at=None, until__gt=now).order_by("-begun_at", "-id")

    def current(self) -> "AlertQuerySet":
        """Running, and its words may be read."""
        return self.running(clock.now()).filter(post__state=Post.State.PUBLISHED)


class Alert(models.Model):
    """Two persons of the town hall found an announcement urgent, for hours or until tomorrow, and no longer."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="alert")
    begun_at = models.DateTimeField()
    until = models.DateTimeField(db_index=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until__gt=F("begun_at")), name="alert_ends")]

    def __str__(self) -> str:
        return f"alert {self.pk}"
