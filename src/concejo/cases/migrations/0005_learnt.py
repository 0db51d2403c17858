# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the town has learnt of its kinds of cases from those that it has seen to."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0004_ties_by_id'),
    ]

    operations = [
        migrations.CreateModel(
            name='Learnt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('made_at', models.DateTimeField()),
                ('examples', models.PositiveIntegerField()),
                ('tried', models.PositiveIntegerField()),
                ('right', models.PositiveIntegerField()),
                ('among_three', models.PositiveIntegerField()),
                ('words_right', models.PositiveIntegerField()),
                ('sure', models.PositiveIntegerField()),
                ('sure_right', models.PositiveIntegerField()),
                ('sure_from', models.FloatField()),
                ('in_use', models.BooleanField()),
                ('model', models.BinaryField()),
            ],
            options={
                'verbose_name_plural': 'learnt',
            },
        ),
    ]
