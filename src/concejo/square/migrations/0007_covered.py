# SPDX-License-Identifier: AGPL-3.0-or-later
"""Faces are covered; the original of a photo lies sealed for thirty days."""

from datetime import timedelta

from django.db import migrations, models
from django.db.models import F
from django.utils import timezone


def carry_over(apps, schema_editor):
    """Published photos keep their name; the thirty days of every original begin now."""
    media = apps.get_model("square", "Media")
    promise = apps.get_model("core", "Promise")
    media.objects.exclude(shown_at=None).update(shown_as=F("name"))
    now = timezone.now()
    names = media.objects.filter(kind="photo").values_list("name", flat=True)
    promise.objects.bulk_create(
        [
            promise(
                key=f"square.original_gone:{name}", name="square.original_gone", arguments={"media": name}, made_at=now,
                next_at=now + timedelta(days=30),
            )
            for name in names.iterator()
        ],
        ignore_conflicts=True, batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("square", "0006_hidings"), ("core", "0003_closed")]

    operations = [
        migrations.AddField("media", "covers", models.JSONField(blank=True, default=list)),
        migrations.AddField("media", "sought_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("media", "asks_look", models.BooleanField(default=False)),
        migrations.AddField("media", "shown_as", models.CharField(blank=True, max_length=40)),
        migrations.AddField("media", "faded_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
    ]
