from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0002_indexes'),
        ('square', '0004_indexes'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['closed_at', 'state', 'conversation'], name='open_public'),
        ),
    ]
