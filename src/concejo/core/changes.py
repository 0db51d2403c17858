# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed: a counter per scope, raised in the transaction of the change, read by pages and feeds."""

import hashlib
from collections.abc import Iterable

from django.db import transaction

from concejo.core import counters
from concejo.core.models import ChangeCounter


def touch(*scopes: str) -> None:
    """Say that these changed (``case:12``, ``square``); core/counters.py says why writers never lock each other."""
    counters.raise_(transaction.get_connection(), scopes)


def stamp(scopes: Iterable[str]) -> str:
    """A short text that differs whenever any of the scopes changed: the heart of an ETag. One query."""
    wanted = sorted(set(scopes))
    found = dict(ChangeCounter.objects.filter(scope__in=wanted).values_list("scope", "version"))
    joined = ",".join(f"{scope}={found.get(scope, 0)}" for scope in wanted)
    return hashlib.sha256(joined.encode()).hexdigest()[:20]
