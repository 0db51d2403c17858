# SPDX-License-Identifier: AGPL-3.0-or-later
"""`/health/`: is this process alive, and is it ready to serve? With reasons, for a monitor or a proxy; no secrets."""

import json
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from concejo.channels import queries
from concejo.front.answer import Answer

LEAST_FREE = 200 * 1024 * 1024
"""Bytes of disk below which letters may soon be refused."""
LONGEST_WAIT = timedelta(minutes=10)
Reason = Callable[[], str]


def live() -> Answer:
    """The loop turns: nothing else is asked, so that a full disk does not get the process killed."""
    return _answer(200, {"live": True})


def ready(*, closing: bool) -> Answer:
    """Ready if the database answers, the disk has room and the process is not on its way out; runs in a thread."""
    try:
        reasons = [said for reason in REASONS if (said := reason())]
        notes = _notes(reasons)
    finally:
        connection.close()
    if closing:
        reasons.append("this process is stopping")
    return _answer(503 if reasons else 200, {"ready": not reasons, "reasons": reasons, "notes": notes})


def _database() -> str:
    begun = time.monotonic()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM town_town LIMIT 1")
            cursor.fetchall()
    except DatabaseError as error:
        return f"the database does not answer ({type(error).__name__})"
    waited = time.monotonic() - begun
    return f"the database took {waited:.0f} s to answer" if waited > 5 else ""


def _disk() -> str:
    try:
        free = shutil.disk_usage(Path(settings.DATA)).free
    except OSError as error:
        return f"the data folder cannot be looked at ({type(error).__name__})"
    return f"only {free // 1024**2} MB of disk are free" if free < LEAST_FREE else ""


def _notes(reasons: list[str]) -> list[str]:
    """What a person should look at, though pages are served."""
    if reasons:
        return []
    now = datetime.now(UTC)
    since = queries.oldest_due(now)
    if since and now - since > LONGEST_WAIT:
        return [f"work waits for {int((now - since).total_seconds() // 60)} minutes: does the worker run?"]
    return []


REASONS: tuple[Reason, ...] = (_database, _disk)


def _answer(status: int, told: dict[str, object]) -> Answer:
    body = (json.dumps(told) + "\n").encode()
    headers = [
        ("content-type", "application/json"), ("cache-control", "no-store"), ("content-length", str(len(body))),
    ]  # fmt: skip
    return Answer(status, headers, body=body, route="health")
