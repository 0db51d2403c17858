from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("square", "0002_words")]
    operations = [
        migrations.AddField(
            model_name="media", name="shown_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.RunSQL(
            "UPDATE square_media SET shown_at = looked_at WHERE kind = 'photo'", migrations.RunSQL.noop
        ),
    ]
