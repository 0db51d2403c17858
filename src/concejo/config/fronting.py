# SPDX-License-Identifier: AGPL-3.0-or-later
"""The front is put together: Django behind it, the check of this database, the files of the house."""

import time
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import cast

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http.request import split_domain_port, validate_host

from concejo.config import database
from concejo.front.app import Front, Parts
from concejo.front.bridge import Bridge
from concejo.front.check import Check, SqliteCheck
from concejo.front.files import Files
from concejo.front.inbox import Inbox
from concejo.front.limits import Limits
from concejo.front.live import Live
from concejo.front.record import Record
from concejo.front.reports import Reports


def build(*, share: int = 1, write: Callable[[str], object] | None = None) -> Front:
    """The front of this process, one of `share` that divide the work."""
    check, limits = _check(), Limits(time.monotonic, share=share)
    return Front(Parts(
        bridge=Bridge(get_wsgi_application()),
        check=check,
        files=Files(_static(), media=Path(settings.MEDIA_ROOT), always_fresh=settings.DEBUG),
        live=Live(check.counters),
        limits=limits,
        inbox=Inbox(limits),
        reports=Reports(limits),
        record=Record(write),
        host_allowed=_host_allowed,
        trusted=settings.TRUSTED_PROXIES,
    ))  # fmt: skip


def _check() -> Check:
    if connection.vendor == "sqlite":
        return SqliteCheck(str(connection.settings_dict["NAME"]))
    # Only a city has psycopg installed, so this module comes in by name.
    module = import_module("concejo.front.check_postgres")
    return cast("Check", module.PostgresCheck(database.conninfo(connection.settings_dict)))


def _static() -> dict[str, Path]:
    """Every static file of every room, by the name under which pages call it; the first room that has it wins."""
    found: dict[str, Path] = {}
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            found.setdefault(name, Path(storage.path(name)))
    return found


@lru_cache(maxsize=1000)
def _host_allowed(host: str) -> bool:
    """As Django judges it; what is not allowed is left to Django, which says so."""
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)
