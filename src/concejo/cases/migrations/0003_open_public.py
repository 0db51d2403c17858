from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0002_indexes'),
        ('square', '0004_indexes'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='case', name='open_department'),
        migrations.RemoveIndex(model_name='case', name='open_in_charge'),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['department', 'closed_at', 'due_at', 'id'], name='open_of_department'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['in_charge', 'closed_at', 'due_at', 'id'], name='open_of_person'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['state', 'conversation', 'closed_at'], name='open_public'),
        ),
    ]
