# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who looks after a thing with a number."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('town', '0005_map_and_assets'),
    ]

    operations = [
        migrations.AddField(
            model_name='asset',
            name='department',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='assets', to='town.department'),
        ),
    ]
