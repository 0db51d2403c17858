# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is asked about a kind of case, and what was answered."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0008_closed_has_its_day'),
    ]

    operations = [
        migrations.CreateModel(
            name='Given',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40)),
                ('text', models.JSONField(default=dict)),
                ('value', models.JSONField(blank=True, null=True)),
                ('sealed', models.BinaryField(blank=True, null=True)),
                ('scope', models.CharField(blank=True, max_length=80)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=60)),
                ('replaced_at', models.DateTimeField(blank=True, null=True)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='given', to='cases.case')),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='given', to='cases.category')),
            ],
            options={
                'verbose_name_plural': 'given',
                'ordering': ['at', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('replaced_at__isnull', True)), fields=('case', 'category', 'code'), name='one_answer_counts'), models.CheckConstraint(condition=models.Q(('sealed__isnull', True), ('value__isnull', True), _connector='OR'), name='sealed_or_open')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40)),
                ('text', models.JSONField(default=dict)),
                ('help', models.JSONField(blank=True, default=dict)),
                ('datatype', models.CharField(choices=[('string', 'String'), ('number', 'Number'), ('datetime', 'Datetime'), ('text', 'Text'), ('singlevaluelist', 'One'), ('multivaluelist', 'Several')], default='string', max_length=16)),
                ('required', models.BooleanField(default=False)),
                ('order', models.PositiveSmallIntegerField(default=10)),
                ('values', models.JSONField(blank=True, default=list)),
                ('condition', models.JSONField(blank=True, default=dict)),
                ('variable', models.BooleanField(default=True)),
                ('stops', models.JSONField(blank=True, default=dict)),
                ('public', models.BooleanField(default=True)),
                ('active', models.BooleanField(default=True)),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='cases.category')),
            ],
            options={
                'ordering': ['order', 'id'],
                'constraints': [models.UniqueConstraint(fields=('category', 'code'), name='question_once')],
            },
        ),
    ]
