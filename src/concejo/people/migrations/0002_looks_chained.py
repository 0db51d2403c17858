# SPDX-License-Identifier: AGPL-3.0-or-later
"""Looks get numbers and hashes; those that are there already are chained in their order."""

import hashlib
from datetime import UTC

from django.db import migrations, models


def chain(apps, _schema_editor) -> None:
    """As `people.chain` does it."""
    before = ""
    for number, look in enumerate(apps.get_model("people", "Look").objects.order_by("at", "id").iterator(), start=1):
        at = look.at.astimezone(UTC).isoformat(timespec="microseconds")
        told = "\n".join([before, str(number), at, str(look.by_id), look.about, look.reason])
        before = hashlib.sha256(told.encode()).hexdigest()
        look.number, look.chain = number, before
        look.save(update_fields=["number", "chain"])


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddField("look", "number", models.PositiveBigIntegerField(null=True)),
        migrations.AddField("look", "chain", models.CharField(max_length=64, default="")),
        migrations.RunPython(chain, migrations.RunPython.noop),
        migrations.AlterField("look", "number", models.PositiveBigIntegerField(unique=True)),
        migrations.AlterField("look", "chain", models.CharField(max_length=64)),
    ]
