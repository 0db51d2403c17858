# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures and files that came with what was said."""

from django.db import models
from django.db.models import Q

from concejo.core.ids import new_id, new_token
from concejo.square.models.talks import Post


class Media(models.Model):
    """A picture, or a file that only staff can open; the original lies sealed."""

    class Kind(models.TextChoices):
        """What it is."""

        PHOTO = "photo"
        FILE = "file"

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, blank=True, related_name="media")
    kind = models.CharField(max_length=5, choices=Kind.choices, default=Kind.PHOTO)
    name = models.CharField(max_length=40, unique=True, default=new_token)
    file_name = models.CharField(max_length=120, blank=True)
    content_type = models.CharField(max_length=80, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    alt = models.CharField(max_length=300, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)
    covers = models.JSONField(default=list, blank=True)
    """What is covered wherever everybody may see it, as rows of `faces.Cover`: numbers, and who covered it."""
    sought_at = models.DateTimeField(null=True, blank=True)
    """When the house looked for faces; nobody has looked as long as it is empty."""
    asks_look = models.BooleanField(default=False)
    """Whoever sent it wishes that somebody of the town hall looks before it is shown."""
    shown_as = models.CharField(max_length=40, blank=True)
    """The name of its published variants, another one after each change, since readers keep them for ever."""
    faded_at = models.DateTimeField(null=True, blank=True)
    """When the original went, and with it what is under the covers."""
    sealed_scope = models.CharField(max_length=80)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["kind", "post"], condition=Q(looked_at__isnull=True), name="media_unlooked")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def waits(self) -> bool:
        """A photo that nobody has let be shown."""
        return self.kind == Media.Kind.PHOTO and self.looked_at is None

    @property
    def is_public(self) -> bool:
        """Somebody looked at it or took it, or the house covered its faces; and it lies in the public folder."""
        return self.kind == Media.Kind.PHOTO and self.looked_at is not None and self.shown_at is not None
