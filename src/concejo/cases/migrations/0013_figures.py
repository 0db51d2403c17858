# SPDX-License-Identifier: AGPL-3.0-or-later
"""Districts of cases, when another register last knew of a case, and the figures that are reckoned at night."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0012_bodies_by_open311'),
        ('town', '0007_areas'),
    ]

    operations = [
        migrations.AddField(
            model_name='brought',
            name='seen_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='area',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='cases', to='town.area'),
        ),
        migrations.CreateModel(
            name='Reckoning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.CharField(max_length=20)),
                ('about', models.CharField(blank=True, max_length=40)),
                ('first', models.DateField()),
                ('last', models.DateField()),
                ('made_at', models.DateTimeField()),
                ('facts', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('period', 'about'), name='one_reckoning')],
            },
        ),
    ]
