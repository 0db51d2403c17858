# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of an old register, brought in on a page."""

import concejo.core.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0014_tombstones'),
        ('people', '0006_voices'),
    ]

    operations = [
        migrations.CreateModel(
            name='MoveIn',
            fields=[
                ('id', models.BigIntegerField(default=concejo.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=60, unique=True)),
                ('at', models.DateTimeField()),
                ('stage', models.CharField(choices=[('reading', 'waits for you to say what its columns hold'), ('bringing', 'is being brought in'), ('done', 'was brought in'), ('undoing', 'is being undone'), ('undone', 'was undone')], default='reading', max_length=8)),
                ('sealed', models.BinaryField(null=True)),
                ('told', models.JSONField(default=dict)),
                ('wrong', models.JSONField(default=list)),
                ('tried_at', models.DateTimeField(null=True)),
                ('lines', models.PositiveIntegerField(default=0)),
                ('wrong_count', models.PositiveIntegerField(default=0)),
                ('taken', models.PositiveIntegerField(default=0)),
                ('known', models.PositiveIntegerField(default=0)),
                ('covered', models.PositiveIntegerField(default=0)),
                ('place', models.PositiveIntegerField(default=0)),
                ('undone', models.PositiveIntegerField(default=0)),
                ('left', models.PositiveIntegerField(default=0)),
                ('made', models.JSONField(default=dict)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.AddField(
            model_name='brought',
            name='move_in',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='brought', to='cases.movein'),
        ),
    ]
