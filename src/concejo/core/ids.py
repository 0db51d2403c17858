# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ids: 64-bit integers that sort by time, and random tokens where privacy needs them."""

import secrets
import threading
import time
from datetime import datetime

from concejo.core import clock

EPOCH_MS = 946_684_800_000
"""2000-01-01T00:00:00Z, so that a town can bring its history along; 41 bits of milliseconds last until 2069."""
BITS = 22
_LETTERS = b"abcdefghijkmnpqrstuvwxyz23456789" * 8
"""Each of the 32 for as many of the 256 bytes."""
_lock = threading.Lock()
_last = 0
_told = 0


def new_id() -> int:
    """A positive 63-bit id: 41 bits of milliseconds, 22 random bits; rises strictly within a process.

    While the clock is set to another time (`clock.at`), ids are of that time too, and rise in the order they are given.
    """
    global _last, _told  # noqa: PLW0603 -- the last id given out is the state of the clock
    moment = clock.stopped()
    with _lock:
        if moment is not None:
            _told = (_told + 1) % (1 << BITS)
            return (_since_epoch(moment) << BITS) | _told
        fresh = ((time.time_ns() // 1_000_000 - EPOCH_MS) << BITS) | secrets.randbits(BITS)
        _last = fresh if fresh > _last else _last + 1
        return _last


def id_at(moment: datetime, count: int) -> int:
    """An id as if it were the `count`-th given out at that moment, for imported history."""
    return (_since_epoch(moment) << BITS) | count % (1 << BITS)


def _since_epoch(moment: datetime) -> int:
    return int(moment.timestamp() * 1000) - EPOCH_MS


def new_token() -> str:
    """A 128-bit random token, 26 letters and digits, for anything private."""
    return secrets.token_bytes(26).translate(_LETTERS).decode("ascii")
