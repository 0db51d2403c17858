# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pins, what is passed on, what is planned; until when an announcement is of use, and a warning before it."""

import concejo.core.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0006_voices'),
        ('square', '0009_alerts'),
        ('town', '0004_one_clerk'),
    ]

    operations = [
        migrations.CreateModel(
            name='PassedOn',
            fields=[
                ('id', models.BigIntegerField(default=concejo.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Pin',
            fields=[
                ('id', models.BigIntegerField(default=concejo.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Planned',
            fields=[
                ('id', models.BigIntegerField(default=concejo.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('about', models.CharField(blank=True, max_length=120)),
                ('alt', models.CharField(blank=True, max_length=300)),
                ('language', models.CharField(blank=True, max_length=8)),
                ('decided', models.CharField(blank=True, max_length=10)),
                ('media', models.JSONField(blank=True, default=list)),
                ('useful_until', models.DateTimeField(blank=True, null=True)),
                ('due', models.DateTimeField(db_index=True)),
                ('written_at', models.DateTimeField()),
                ('said_at', models.DateTimeField(blank=True, null=True)),
                ('dropped_at', models.DateTimeField(blank=True, null=True)),
                ('why_dropped', models.CharField(blank=True, choices=[('taken_back', 'taken back'), ('too_late', 'it would have come too late to be of use'), ('may_not', 'whoever wrote it may no longer speak in this name')], max_length=10)),
            ],
        ),
        migrations.AddField(
            model_name='post',
            name='about',
            field=models.CharField(blank=True, max_length=120),
        ),
        migrations.AddField(
            model_name='post',
            name='useful_until',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='passedon',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='passedon',
            name='department',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='town.department'),
        ),
        migrations.AddField(
            model_name='passedon',
            name='post',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passed_on', to='square.post'),
        ),
        migrations.AddField(
            model_name='pin',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='pin',
            name='post',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='pin', to='square.post'),
        ),
        migrations.AddField(
            model_name='planned',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='planned', to='people.person'),
        ),
        migrations.AddField(
            model_name='planned',
            name='department',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='town.department'),
        ),
        migrations.AddField(
            model_name='planned',
            name='post',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='planned', to='square.post'),
        ),
        migrations.AddConstraint(
            model_name='passedon',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('post',), name='passed_on_once'),
        ),
    ]
