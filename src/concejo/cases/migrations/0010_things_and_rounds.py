# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case knows the thing with a number that it is about; rules ask for it; a round of one's own for today."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0009_questions'),
        ('people', '0006_voices'),
        ('town', '0006_asset_department'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='asset',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='cases', to='town.asset'),
        ),
        migrations.AddField(
            model_name='route',
            name='asset_department',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='asset_routes', to='town.department'),
        ),
        migrations.AddField(
            model_name='route',
            name='asset_from',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='route',
            name='asset_kind',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name='route',
            name='asset_to',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name='Marked',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marked', to='cases.case')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marked', to='people.person')),
            ],
            options={
                'verbose_name_plural': 'marked',
                'constraints': [models.UniqueConstraint(fields=('person', 'case'), name='marked_once')],
            },
        ),
    ]
