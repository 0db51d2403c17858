# SPDX-License-Identifier: AGPL-3.0-or-later
"""A key may lie under another; keys of links move into the database, so that links outlive a renewal of the town's."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from concejo.core import clock
from concejo.privacy import keyring, townkey

LINKS = ("reply", "bounce", "case", "follow", "publish", "draft")


def keep_links(apps, _schema_editor) -> None:
    """What a town has sent out goes on working: those keys were derived from the town's until now."""
    keys = apps.get_model("privacy", "SealKey")
    path = Path(settings.TOWN_KEY_FILE)
    if not keys.objects.exists() or not path.exists():
        return
    for scope, purpose in [("slip", "link:slip"), *((f"link:{one}", f"link:{one}") for one in LINKS)]:
        wrapped = keyring.wrap(scope, townkey.derive(path, purpose), None)
        keys.objects.get_or_create(scope=scope, defaults={"wrapped": wrapped, "made_at": clock.now()})


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="sealkey",
            name="parent",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="children",
                to="privacy.sealkey",
            ),  # fmt: skip
        ),
        migrations.RunPython(keep_links, migrations.RunPython.noop),
    ]
