# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is gathered for the next digest, and digests."""

import concejo.core.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('concejo_channels', '0006_clients'),
        ('people', '0006_voices'),
        ('square', '0011_pace'),
    ]

    operations = [
        migrations.CreateModel(
            name='Digest',
            fields=[
                ('id', models.BigIntegerField(default=concejo.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('pace', models.CharField(choices=[('at_once', 'At Once'), ('daily', 'Daily'), ('weekly', 'Weekly')], max_length=8)),
                ('day', models.DateField()),
                ('address', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='digests', to='people.address')),
            ],
        ),
        migrations.CreateModel(
            name='Gathered',
            fields=[
                ('id', models.BigIntegerField(default=concejo.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('pace', models.CharField(choices=[('at_once', 'At Once'), ('daily', 'Daily'), ('weekly', 'Weekly')], max_length=8)),
                ('since', models.DateTimeField()),
                ('address', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='gathered', to='people.address')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='gathered', to='square.conversation')),
                ('digest', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='holds', to='concejo_channels.digest')),
            ],
            options={
                'verbose_name_plural': 'gathered',
            },
        ),
        migrations.AddConstraint(
            model_name='digest',
            constraint=models.UniqueConstraint(fields=('address', 'pace', 'day'), name='one_digest'),
        ),
        migrations.AddIndex(
            model_name='gathered',
            index=models.Index(condition=models.Q(('digest__isnull', True)), fields=['pace', 'since'], name='gathered_waits'),
        ),
        migrations.AddConstraint(
            model_name='gathered',
            constraint=models.UniqueConstraint(condition=models.Q(('digest__isnull', True)), fields=('address', 'conversation'), name='gathered_once'),
        ),
    ]
