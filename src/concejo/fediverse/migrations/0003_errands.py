# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the worker goes out for."""

import concejo.core.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('fediverse', '0002_reactions'),
        ('square', '0008_reactions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Errand',
            fields=[
                ('id', models.BigIntegerField(default=concejo.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('work', models.CharField(default='waiting', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_at', models.DateTimeField()),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('lease', models.CharField(blank=True, max_length=60)),
                ('cut_off', models.PositiveSmallIntegerField(default=0)),
                ('error', models.TextField(blank=True)),
                ('closed_at', models.DateTimeField(blank=True, db_index=True, null=True)),
                ('closed_because', models.CharField(blank=True, max_length=200)),
                ('what', models.CharField(choices=[('whole', 'Whole'), ('passed_on', 'Passed On')], max_length=10)),
                ('key', models.CharField(max_length=100, unique=True)),
                ('name', models.CharField(blank=True, max_length=250)),
                ('round', models.PositiveSmallIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
                ('conversation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='square.conversation')),
            ],
            options={
                'indexes': [models.Index(fields=['work', 'next_at'], name='errands_due')],
            },
        ),
    ]
