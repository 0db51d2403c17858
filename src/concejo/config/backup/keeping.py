# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every night a backup is made, restored into a scratch place to prove it, and old ones are thinned; before every
upgrade there is one more.
"""

import logging
import shutil
import tempfile
import threading
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from concejo.config.backup import making, restoring
from concejo.config.backup.manifest import Broken
from concejo.core import clock, ledger
from concejo.privacy import erased
from concejo.town.models import BACKUP_FAILED, BACKUP_MADE, Town

log = logging.getLogger("concejo.worker")
HOUR = 3
"""Of the town's night; a machine that slept then makes its backup when it wakes."""
TRY_AGAIN = 3600.0
"""Seconds after a backup that failed."""
UPGRADES_KEPT = 3


def nightly(stop: threading.Event) -> None:
    """The worker's night watch, a thread of its own; does nothing unless a folder is set."""
    while not stop.wait(60.0):
        try:
            if is_due() and not tonight():
                stop.wait(TRY_AGAIN)
        except Exception:
            log.exception("the nightly backup could not even begin; it is tried again")
            stop.wait(TRY_AGAIN)
        finally:
            connection.close()


def is_due() -> bool:
    """It is past three, and there is none of today."""
    folder = settings.OPTIONS["nightly_backup"]
    here = clock.now().astimezone(Town.objects.current().zone)
    return bool(folder) and here.hour >= HOUR and not _file(Path(folder), here).exists()


def tonight() -> bool:
    """Make it, prove it, thin the others; what came of it stands in the ledger, and so on the administrator's page."""
    folder = Path(settings.OPTIONS["nightly_backup"])
    file = _file(folder, clock.now().astimezone(Town.objects.current().zone))
    fresh = file.with_name(f"unproved-{file.name}")
    try:
        fresh.unlink(missing_ok=True)
        making.make(fresh)
        prove(fresh)
        fresh.replace(file)
        erased.copy_to(folder)
    except (Broken, OSError) as error:
        log.error("the nightly backup failed: %s", error)  # noqa: TRY400 -- the sentence says it
        ledger.write(BACKUP_FAILED, by="worker", about="town:backup", why=str(error)[:200])
        return False
    ledger.write(BACKUP_MADE, by="worker", about="town:backup", bytes=file.stat().st_size)
    for old in thinned(folder.glob("concejo-*.tar"), settings.OPTIONS["backup_keep"]):
        old.unlink()
    log.info("the nightly backup %s was made and restored in a scratch place", file.name)
    return True


def prove(file: Path) -> restoring.Restored:
    """Restore it beside itself, compare everything, and take it away again; raises `Broken`."""
    scratch = Path(tempfile.mkdtemp(dir=file.parent, prefix=".proof-"))
    try:
        return restoring.restore(file, scratch / "town", load=False)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def before_upgrade() -> Path | None:
    """The database as it was before its tables change (an upgrade touches no media); the last three are kept."""
    folder = Path(settings.OPTIONS["nightly_backup"] or Path(settings.DATA).parent / "backups")
    file = folder / f"before-upgrade-{clock.now():%Y%m%d-%H%M%S}.tar"
    making.make(file, media=False)
    for old in sorted(folder.glob("before-upgrade-*.tar"))[:-UPGRADES_KEPT]:
        old.unlink()
    return file


def has_town() -> bool:
    """Whether there is anything to lose: asked of the tables as an older version left them."""
    if "town_town" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM town_town")
        return bool(cursor.fetchone()[0])


def thinned(files: Iterable[Path], keep: tuple[int, int, int]) -> list[Path]:
    """Which may go: kept are the last of so many days, of so many weeks and of so many months that have one."""
    by_day = {date.fromisoformat(file.stem.removeprefix("concejo-")): file for file in files}
    kept: set[date] = set()
    for count, period in zip(keep, (_day, _week, _month), strict=True):
        last: dict[tuple[int, ...], date] = {}
        for day in sorted(by_day):
            last[period(day)] = day
        kept |= set(sorted(last.values())[-count:] if count else ())
    return [by_day[day] for day in sorted(set(by_day) - kept)]


def _day(day: date) -> tuple[int, ...]:
    return (day.toordinal(),)


def _week(day: date) -> tuple[int, ...]:
    return tuple(day.isocalendar()[:2])


def _month(day: date) -> tuple[int, ...]:
    return (day.year, day.month)


def _file(folder: Path, here: datetime) -> Path:
    return folder / f"concejo-{here:%Y-%m-%d}.tar"
