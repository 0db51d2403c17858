# SPDX-License-Identifier: AGPL-3.0-or-later
"""A town is brought up to date before anything of it runs: tables, and a key to seal with."""

from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from concejo.config.options import WrongSetting
from concejo.privacy import townkey
from concejo.town.models import Town


def make_tables() -> None:
    """Create or upgrade the tables, if there is anything to do."""
    Path(settings.DATA).mkdir(mode=0o750, parents=True, exist_ok=True)
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False, stdout=StringIO())


def take_stock() -> None:
    """Let SQLite count what its indexes hold, a sample of each: without that it takes the wrong one in a large town.

    PostgreSQL does so by itself.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=400")
            cursor.execute("ANALYZE")


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
