# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows of the same moment stand in the order in which they came, on every database."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("town", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="street",
            options={"ordering": ["folded", "id"]},
        ),
    ]
