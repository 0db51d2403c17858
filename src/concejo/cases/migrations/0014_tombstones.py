# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long each kind is kept, and what is left of cases whose years are over."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0013_figures'),
        ('town', '0007_areas'),
    ]

    operations = [
        migrations.AddField(
            model_name='category',
            name='keep_months',
            field=models.PositiveSmallIntegerField(default=60),
        ),
        migrations.AddField(
            model_name='category',
            name='keep_private_months',
            field=models.PositiveSmallIntegerField(default=60),
        ),
        migrations.CreateModel(
            name='Tombstone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=12, unique=True)),
                ('private', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('received', 'Received'), ('assigned', 'Assigned'), ('planned', 'Planned'), ('under_way', 'Under Way'), ('waiting', 'Waiting'), ('done', 'Done'), ('mended', 'Mended'), ('not_ours', 'Not Ours'), ('declined', 'Declined'), ('joined', 'Joined'), ('withdrawn', 'Withdrawn')], max_length=10)),
                ('opened_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('mended_at', models.DateTimeField(null=True)),
                ('counted', models.BooleanField(default=True)),
                ('source', models.CharField(blank=True, max_length=60)),
                ('external_id', models.CharField(blank=True, max_length=80)),
                ('seen_at', models.DateTimeField(null=True)),
                ('gone_at', models.DateTimeField()),
                ('area', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='tombstones', to='town.area')),
                ('category', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='tombstones', to='cases.category')),
                ('department', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='tombstones', to='town.department')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['source', 'external_id'], name='cases_tombs_source_77ec05_idx')],
            },
        ),
    ]
