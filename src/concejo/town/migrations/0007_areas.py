# SPDX-License-Identifier: AGPL-3.0-or-later
"""Districts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("town", "0006_asset_department")]
    operations = [
        migrations.CreateModel(
            name="Area",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True)),
                ("rings", models.JSONField(default=list)),
                ("south", models.FloatField()),
                ("west", models.FloatField()),
                ("north", models.FloatField()),
                ("east", models.FloatField()),
                ("order", models.PositiveSmallIntegerField(default=0)),
            ],
            options={"ordering": ["order", "id"]},
        ),
    ]
