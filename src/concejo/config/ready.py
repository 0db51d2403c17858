# SPDX-License-Identifier: AGPL-3.0-or-later
"""A town is brought up to date before anything of it runs: tables, and a key to seal with."""

import logging
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from concejo.config.backup import keeping
from concejo.config.backup.manifest import Broken
from concejo.config.options import WrongSetting
from concejo.privacy import townkey
from concejo.town.models import Town

log = logging.getLogger("concejo.upgrade")


def make_tables() -> None:
    """Create or upgrade the tables, if there is anything to do."""
    Path(settings.DATA).mkdir(mode=0o750, parents=True, exist_ok=True)
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        _backup_first()
        call_command("migrate", verbosity=0, interactive=False, stdout=StringIO())


def _backup_first() -> None:
    """An upgrade begins only once the database as it was lies in a file."""
    if not keeping.has_town():
        return
    if not keeping.can():
        log.warning("pg_dump is not installed, so this upgrade begins without a backup")
        return
    try:
        log.warning("before the upgrade the database was copied to %s", keeping.before_upgrade())
    except Broken as error:
        raise WrongSetting(f"The upgrade was not begun, because no backup could be made: {error}") from error


def require_town() -> Town:
    """The town, ready to run; says in one sentence what is missing."""
    if not Path(settings.TOWN_KEY_FILE).exists():
        raise WrongSetting(
            f"There is no town here yet: no key at {settings.TOWN_KEY_FILE}. "
            "Run ./concejo setup first, or ./concejo demo."
        )
    townkey.read(settings.TOWN_KEY_FILE)
    make_tables()
    town = Town.objects.first()
    if town is None:
        raise WrongSetting("There is no town here yet. Run ./concejo setup first, or ./concejo demo.")
    return town


def close() -> None:
    """Let go of the database, before its file is taken away."""
    connection.close()
