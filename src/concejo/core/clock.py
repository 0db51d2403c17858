# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one clock. UTC inside; the town's zone only where people read or count days."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_stopped: ContextVar[datetime | None] = ContextVar("stopped", default=None)


def now() -> datetime:
    """The time in UTC."""
    return _stopped.get() or datetime.now(UTC)


def stopped() -> datetime | None:
    """The moment to which the clock is set by `at`; `None` while it runs."""
    return _stopped.get()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let it be another time inside the block: for stories, tests and the demo town's month of life."""
    token = _stopped.set(moment)
    try:
        yield
    finally:
        _stopped.reset(token)
