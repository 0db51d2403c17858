# SPDX-License-Identifier: AGPL-3.0-or-later
"""A town is brought up to date before anything of it runs: tables, and a key to seal with."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from concejo.config import database, in_use
from concejo.config.backup import base, keeping
from concejo.config.backup.manifest import Broken
from concejo.config.options import WrongSetting
from concejo.privacy import erased, townkey
from concejo.town.models import Town

_UPGRADE = 0x636F6E63656A6F
"""The number under which upgrading processes wait for each other."""
log = logging.getLogger("concejo.upgrade")


def make_tables() -> None:
    """Create or upgrade the tables, if there is anything to do."""
    Path(settings.DATA).mkdir(mode=0o750, parents=True, exist_ok=True)
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    if _steps_missing():
        with _upgrading():
            if _steps_missing():  # nobody else did it while we waited
                _backup_first()
                call_command("migrate", verbosity=0, interactive=False, stdout=StringIO())


def _steps_missing() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def _upgrading() -> Iterator[None]:
    """On PostgreSQL several machines may start at once: one upgrades, without limit of time, the others wait for it."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        database.without_limits(cursor)
        cursor.execute("SELECT pg_advisory_lock(%s)", [_UPGRADE])
    try:
        yield
    finally:
        connection.close()  # the lock and the settings end with the session


def _backup_first() -> None:
    """An upgrade begins only once the database as it was lies in a file."""
    if not keeping.has_town():
        return
    obstacle = base.obstacle()
    if obstacle:
        log.warning("this upgrade begins without a backup: %s", obstacle)
        return
    try:
        log.warning("before the upgrade the database was copied to %s", keeping.before_upgrade())
    except Broken as error:
        raise WrongSetting(f"The upgrade was not begun, because no backup could be made: {error}") from error


def take_stock() -> None:
    """Let SQLite count what its indexes hold, a sample of each: without that it takes the wrong one in a large town.

    PostgreSQL does so by itself.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=400")
            cursor.execute("ANALYZE")


def require_town() -> Town:
    """The town, ready to run and in use from now on; says in one sentence what is missing.

    What an old backup brought back though it was erased is erased again first.
    """
    in_use.hold()
    town = find_town()
    erased.again()
    return town


def find_town() -> Town:
    """The town, its tables brought up to date."""
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


def drop_tables() -> None:
    """Forget a demo town: a file goes with its folder, which the caller takes away, tables of a server go here."""
    if connection.vendor == "postgresql":
        names = [*connection.introspection.django_table_names(only_existing=True), "django_migrations", "square_words"]
        quoted = ", ".join(connection.ops.quote_name(name) for name in names)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {quoted} CASCADE")
    connection.close()
