# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the town hall arranges its work: rules of who gets what, sentences, bodies outside, saved lists; linked cases."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0006_open_on_the_map'),
        ('people', '0006_voices'),
        ('town', '0004_one_clerk'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='see_also',
            field=models.ManyToManyField(blank=True, to='cases.case'),
        ),
        migrations.AddField(
            model_name='category',
            name='end_after',
            field=models.PositiveSmallIntegerField(default=10),
        ),
        migrations.AddField(
            model_name='category',
            name='late_factor',
            field=models.PositiveSmallIntegerField(default=3),
        ),
        migrations.AddField(
            model_name='category',
            name='remind_after',
            field=models.PositiveSmallIntegerField(default=5),
        ),
        migrations.CreateModel(
            name='AnswerTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(max_length=12)),
                ('name', models.JSONField(default=dict)),
                ('text', models.JSONField(default=dict)),
                ('order', models.PositiveSmallIntegerField(default=10)),
                ('active', models.BooleanField(default=True)),
            ],
            options={
                'ordering': ['order', 'id'],
                'indexes': [models.Index(fields=['act', 'order', 'id'], name='cases_answe_act_c88a56_idx')],
            },
        ),
        migrations.CreateModel(
            name='ExternalBody',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('purpose', models.CharField(blank=True, max_length=160)),
                ('active', models.BooleanField(default=True)),
                ('address', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='external_body', to='people.address')),
            ],
            options={
                'verbose_name_plural': 'external bodies',
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Route',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=10)),
                ('name', models.CharField(max_length=80)),
                ('lat', models.FloatField(blank=True, null=True)),
                ('lon', models.FloatField(blank=True, null=True)),
                ('metres', models.PositiveIntegerField(blank=True, null=True)),
                ('weekdays', models.JSONField(blank=True, default=list)),
                ('since', models.TimeField(blank=True, null=True)),
                ('until', models.TimeField(blank=True, null=True)),
                ('words', models.JSONField(blank=True, default=list)),
                ('days', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('active', models.BooleanField(default=True)),
                ('category', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='routes', to='cases.category')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='routes', to='town.department')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='routes', to='people.person')),
                ('streets', models.ManyToManyField(blank=True, related_name='routes', to='town.street')),
            ],
            options={
                'ordering': ['order', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('department__isnull', False), ('person__isnull', False), _connector='OR'), name='route_leads_to_somebody'), models.CheckConstraint(condition=models.Q(('metres__isnull', True), models.Q(('lat__isnull', False), ('lon__isnull', False)), _connector='OR'), name='circle_has_a_middle')],
            },
        ),
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('query', models.CharField(max_length=400)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_filters', to='people.person')),
            ],
            options={
                'ordering': ['name', 'id'],
                'constraints': [models.UniqueConstraint(fields=('person', 'name'), name='filter_named_once')],
            },
        ),
    ]
