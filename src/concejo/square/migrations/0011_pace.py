# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hearing at once, each morning or each Monday."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('square', '0010_aloud'),
    ]

    operations = [
        migrations.AddField(
            model_name='follow',
            name='pace',
            field=models.CharField(choices=[('at_once', 'At Once'), ('daily', 'Daily'), ('weekly', 'Weekly')], default='at_once', max_length=8),
        ),
        migrations.AddField(
            model_name='follow',
            name='wished',
            field=models.CharField(blank=True, choices=[('at_once', 'At Once'), ('daily', 'Daily'), ('weekly', 'Weekly')], max_length=8),
        ),
    ]
