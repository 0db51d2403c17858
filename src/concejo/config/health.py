# SPDX-License-Identifier: AGPL-3.0-or-later
"""Is this town's machine well? Each finding says in one sentence what is wrong, and in another how to mend it."""

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from concejo.channels import queries, registry
from concejo.channels.models import Channel
from concejo.config import options
from concejo.config.backup.check import backup
from concejo.config.finding import Check, Finding
from concejo.people import chain
from concejo.people.models import Role
from concejo.privacy import townkey
from concejo.town.calendar import local_day
from concejo.town.models import Holiday, Town

LEAST_FREE = 1024**3
"""Bytes: a month of photos of a village."""
LONGEST_WAIT = timedelta(minutes=5)
MOST_SKEW = 5.0
"""Seconds between the machine's clock and the one that stamps its files."""
EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
"""No town was founded before; a clock that says so lost its battery."""


def examine(*, ask: Callable[[str], None] = lambda _: None) -> list[Finding]:
    """Look at everything; `ask` is told what is being looked at. What cannot be looked at is a finding too."""
    found: list[Finding] = []
    for about, check in CHECKS.items():
        ask(about)
        found += check()
        if any(one.grave for one in found) and about in _FIRST:
            break  # without a key, a folder or a database nothing else can be told
    return found


def configuration() -> Iterator[Finding]:
    """What makes sense on a desk and is dangerous in a town."""
    if settings.DEBUG and not settings.DEMO:
        yield Finding("configuration", "Error pages show details to readers.", "Set debug to no (CONCEJO_DEBUG).")
    if not options.OPTIONS:
        yield Finding("configuration", "No setting is known.", "Install Concejo anew.")


def key_file() -> Iterator[Finding]:
    """The town's key: there, readable by its owner alone, and not where the backup of the data would take it along."""
    path, data = Path(settings.TOWN_KEY_FILE), Path(settings.DATA)
    if not path.exists():
        yield Finding(
            "key", f"There is no key at {path}.", "Run ./concejo setup, or bring the key back from its paper."
        )
        return
    try:
        keys = townkey.read(path)
    except townkey.CannotOpen as error:
        yield Finding("key", f"{str(error).capitalize()}.", "Write the lines from the paper into it again.")
        return
    if len(keys) > 1:
        yield Finding("key", "A renewal of the keys was cut off.", "./concejo renew-keys goes on with it.", grave=False)
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        yield Finding("key", f"Others can read {path} ({mode:o}).", f"chmod 600 {path}", grave=False)
    if data.resolve() in path.resolve().parents:
        yield Finding(
            "key", "The key lies in the data folder, so every backup of it holds the key.",
            "Move it out and name its place in key_file (CONCEJO_KEY_FILE).", grave=False,
        )  # fmt: skip


def data_folder() -> Iterator[Finding]:
    """Can it be written, can others read it, is there room?"""
    data = Path(settings.DATA)
    if not data.is_dir() or not os.access(data, os.W_OK | os.X_OK):
        yield Finding(
            "data",
            f"{data} cannot be written.",
            f"Create it, and give it to the user who runs Concejo: chown -R USER {data}",
        )
        return
    mode = stat.S_IMODE(data.stat().st_mode)
    if mode & 0o007:
        yield Finding(
            "data", f"Everybody on this machine can look into {data} ({mode:o}).", f"chmod 750 {data}", grave=False
        )
    free = shutil.disk_usage(data).free
    if free < LEAST_FREE:
        yield Finding(
            "data", f"Only {free // 1024**2} MB are free for {data}.", "Make room, or move the folder to a larger disk."
        )


def database() -> Iterator[Finding]:
    """Its tables, its integrity, its foreign keys."""
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        damage = _damage() if connection.vendor == "sqlite" else ""
    except DatabaseError as error:
        yield Finding(
            "database", f"The database does not answer ({type(error).__name__}).",
            "Look at database_url, at the disk, and whether another program holds the file.",
        )  # fmt: skip
        return
    if damage:
        yield Finding(
            "database",
            f"The database file is damaged: {damage[:120]}.",
            "Stop the town and bring back the last backup.",
        )
    if plan:
        yield Finding(
            "database",
            f"{len(plan)} steps of an upgrade are missing.",
            "Start ./concejo serve once; it upgrades by itself.",
        )
    elif not damage and not Town.objects.exists():
        yield Finding("database", "There is no town in this database.", "Run ./concejo setup.")


def _damage() -> str:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        said = str(cursor.fetchone()[0])
        cursor.execute("PRAGMA foreign_key_check")
        loose = cursor.fetchone()
    return said if said != "ok" else (f"rows of {loose[0]} point to nothing" if loose else "")


def clock() -> Iterator[Finding]:
    """Against the clock that stamps files in the data folder; the right time only a time server knows."""
    with tempfile.NamedTemporaryFile(dir=settings.DATA) as file:
        file.write(b"now")
        file.flush()
        skew = abs(Path(file.name).stat().st_mtime - time.time())
    if skew > MOST_SKEW:
        yield Finding(
            "clock", f"The clock and the disk of the data folder differ by {skew:.0f} seconds.",
            "Let both machines take their time from the same time server.",
        )  # fmt: skip
    if datetime.now(UTC) < EARLIEST:
        yield Finding(
            "clock", "The clock says a year before 2026.", "Set it, and let systemd-timesyncd or chrony keep it."
        )
    if not Path("/run/systemd/timesync/synchronized").exists():
        yield Finding(
            "clock", "Whether a time server keeps the clock is not known here.",
            "Ask timedatectl (or chronyc tracking), and switch it on if it says no.", grave=False,
        )  # fmt: skip


def worker() -> Iterator[Finding]:
    """What is due and lies about shows that nobody works."""
    now = datetime.now(UTC)
    since = queries.oldest_due(now)
    if since and now - since > LONGEST_WAIT:
        minutes = int((now - since).total_seconds() // 60)
        yield Finding(
            "worker",
            f"Work waits for {minutes} minutes: the worker does not run.",
            "Start ./concejo serve, or ./concejo worker.",
        )
    broken = queries.promises_broken().count() + queries.letters_left().filter(work="given_up").count()
    if broken:
        yield Finding(
            "worker", f"{broken} letters or promises were given up.", "Look at the post office: /post/", grave=False
        )


def mail() -> Iterator[Finding]:
    """As the test button on the page of channels."""
    channel = Channel.objects.filter(kind="email").first()
    if channel is None or not channel.settings.get("smtp_host"):
        yield Finding(
            "mail",
            "No mail server is set, so nobody is answered by mail.",
            "Set one on the page /town/channels/email/.",
        )
        return
    driver = registry.drivers().get("email")
    for sentence in driver.check(registry.surroundings("email")) if driver else []:
        wrong, _, mend = sentence.partition(". ")
        yield Finding("mail", f"{wrong.rstrip('.')}.", mend or "Look at /town/channels/email/.")


def public_address() -> Iterator[Finding]:
    """What neighbours open; whether it is reached from outside, only somebody outside can tell."""
    parts = urlsplit(Town.objects.current().public_url)
    here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if parts.scheme != "https":
        where = "on this machine alone" if here else "in the open, without https"
        yield Finding(
            "address",
            f"The town is read {where} ({parts.geturl()}).",
            "Put Caddy or nginx with a certificate before it.",
            grave=not here,
        )
    if not here and not settings.TRUSTED_PROXIES:
        yield Finding(
            "address", "No reverse proxy is trusted, so all readers seem to come from one address.",
            "Name its address in trusted_proxies (CONCEJO_TRUSTED_PROXIES).", grave=False,
        )  # fmt: skip
    allowed = settings.ALLOWED_HOSTS
    if "*" in allowed and not here:
        yield Finding(
            "address", "The pages answer under any name.",
            f'Set allowed_hosts = ["{parts.hostname}"] (CONCEJO_ALLOWED_HOSTS).', grave=False,
        )  # fmt: skip
    elif "*" not in allowed and parts.hostname not in [one.lstrip(".") for one in allowed]:
        yield Finding(
            "address",
            f"The pages do not answer under {parts.hostname}, the town's own address.",
            "Add it to allowed_hosts.",
        )
    if not here:
        yield Finding(
            "address", "Whether it is reached from outside cannot be seen from here.",
            f"Open {parts.geturl()} on a telephone without Wi-Fi.", grave=False,
        )  # fmt: skip


def holidays() -> Iterator[Finding]:
    """Deadlines count working days."""
    year = local_day(datetime.now(UTC), town=Town.objects.current()).year
    known = {day.year for day in Holiday.objects.values_list("day", flat=True)}
    for one in (year, year + 1):
        if one not in known:
            yield Finding(
                "holidays",
                f"The holidays of {one} are missing.",
                "Fill them in on the page /town/holidays/.",
                grave=False,
            )


def looks() -> Iterator[Finding]:
    """Who looked at what of whom: nothing was changed or taken out of that list."""
    number = chain.broken()
    if number is not None:
        yield Finding(
            "looks", f"The list of who looked at what is not as it was written, from number {number} on.",
            "Compare it with a backup and with the weekly letter; somebody changed the database by hand.",
        )  # fmt: skip


def administrators() -> Iterator[Finding]:
    """Somebody looks after the town, and a password alone does not open the door."""
    rows = Role.objects.current().filter(kind=Role.Kind.ADMINISTRATOR, person__account__is_active=True)
    people = list(rows.select_related("person__handle"))
    if not people:
        yield Finding("administrator", "Nobody administers this town.", "Bring back a backup in which somebody does.")
    second = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)
    safe = set(second.values_list("user__person_id", flat=True))
    for role in people:
        if role.person_id not in safe:
            yield Finding(
                "administrator", f"@{role.person} signs in with a password alone.",
                "They set up a second factor at /account/2fa/.", grave=not settings.DEMO,
            )  # fmt: skip


CHECKS: dict[str, Check] = {
    "configuration": configuration,
    "key": key_file,
    "data": data_folder,
    "database": database,
    "clock": clock,
    "worker": worker,
    "mail": mail,
    "address": public_address,
    "backup": backup,
    "holidays": holidays,
    "administrator": administrators,
    "looks": looks,
}
_FIRST = frozenset({"key", "data", "database"})
