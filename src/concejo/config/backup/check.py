# SPDX-License-Identifier: AGPL-3.0-or-later
"""Does this town have a backup that was proved?"""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings

from concejo.config.finding import Finding
from concejo.core import clock, ledger
from concejo.town.models import BACKUP_MADE, Town

OLDEST = timedelta(days=2)


def backup() -> Iterator[Finding]:
    """The last one that was proved by restoring it."""
    if not settings.OPTIONS["nightly_backup"]:
        if not settings.DEMO:
            words = "No nightly backup is set, so a broken disk takes the town along."
            yield Finding("backup", words, "Name a folder on another disk in nightly_backup.", grave=False)
        return
    last = ledger.last(BACKUP_MADE)
    if last is None or clock.now() - last > OLDEST:
        here = last.astimezone(Town.objects.current().zone) if last else None
        since = f"since {here:%Y-%m-%d %H:%M}" if here else "yet"
        yield Finding(
            "backup", f"There is no good backup {since}.",
            "Read in the worker's log why; make room, or mend the folder in nightly_backup.", grave=last is not None,
        )  # fmt: skip
