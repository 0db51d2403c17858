# SPDX-License-Identifier: AGPL-3.0-or-later
"""How another server wants requests signed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('fediverse', '0003_errands'),
    ]

    operations = [
        migrations.CreateModel(
            name='Signing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('host', models.CharField(max_length=120, unique=True)),
                ('how', models.CharField(choices=[('try', 'Try'), ('newer', 'Newer'), ('older', 'Older')], max_length=5)),
                ('since', models.DateTimeField()),
            ],
        ),
    ]
