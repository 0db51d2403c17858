# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of the same moment stand in the order in which they came, on every database."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_open_public"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="case",
            options={"ordering": ["-opened_at", "-id"]},
        ),
        migrations.AlterModelOptions(
            name="report",
            options={"ordering": ["at", "id"]},
        ),
    ]
