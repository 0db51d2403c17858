# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is closed has the day on which it was closed; what is open is counted from one index."""

from django.db import migrations, models
from django.db.models import F, Q

OPEN = ["assigned", "planned", "received", "under_way", "waiting"]


def give_days(apps, schema_editor) -> None:
    """None should be without one; where it is, the day on which it was opened is the only one that is known."""
    cases = apps.get_model("cases", "Case").objects.using(schema_editor.connection.alias)
    cases.filter(closed_at=None).exclude(state__in=OPEN).update(closed_at=F("opened_at"))


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_work")]

    operations = [
        migrations.RunPython(give_days, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=Q(closed_at__isnull=True),
                fields=["department", "in_charge", "due_at", "opened_at", "closed_at"],
                name="open_counted",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=Q(closed_at__isnull=True), fields=["category", "due_at", "id"], name="open_of_kind"
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(
                condition=Q(act__in=["head_told", "mayor_told"]), fields=["act", "case"], name="told_of_late"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=~Q(closed_at__isnull=True) | Q(state__in=OPEN), name="closed_has_its_day"
            ),
        ),
    ]
