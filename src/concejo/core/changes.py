# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed: a counter per scope, raised in the transaction of the change, read by pages and feeds."""

import hashlib
from collections.abc import Iterable

from django.db import connection

from concejo.core.models import ChangeCounter

_TOUCH = """INSERT INTO core_changecounter (scope, version) VALUES {rows}
            ON CONFLICT (scope) DO UPDATE SET version = core_changecounter.version + 1"""
_MOST = 200
"""Scopes in one statement."""


def touch(*scopes: str) -> None:
    """Say that these changed (``case:12``, ``square``); in a fixed order, so that two writers never lock each other."""
    wanted = sorted(set(scopes))
    with connection.cursor() as cursor:
        for start in range(0, len(wanted), _MOST):
            some = wanted[start : start + _MOST]
            cursor.execute(_TOUCH.format(rows=", ".join(["(%s, 1)"] * len(some))), some)


def stamp(scopes: Iterable[str]) -> str:
    """A short text that differs whenever any of the scopes changed: the heart of an ETag. One query."""
    wanted = sorted(set(scopes))
    found = dict(ChangeCounter.objects.filter(scope__in=wanted).values_list("scope", "version"))
    joined = ",".join(f"{scope}={found.get(scope, 0)}" for scope in wanted)
    return hashlib.sha256(joined.encode()).hexdigest()[:20]
