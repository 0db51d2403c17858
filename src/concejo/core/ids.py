# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ids: 64-bit integers that sort by time, and random tokens where privacy needs them."""

import secrets
import threading
import time

EPOCH_MS = 1_704_067_200_000
"""2024-01-01T00:00:00Z; 41 bits of milliseconds last until 2093."""
_lock = threading.Lock()
_last = 0


def new_id() -> int:
    """A positive 63-bit id: 41 bits of milliseconds, 22 random bits; rises strictly within a process."""
    global _last  # noqa: PLW0603 -- the last id given out is the state of the clock
    with _lock:
        fresh = ((time.time_ns() // 1_000_000 - EPOCH_MS) << 22) | secrets.randbits(22)
        _last = fresh if fresh > _last else _last + 1
        return _last


def id_at(milliseconds: int) -> int:
    """An id as if it were given out at that time (Unix milliseconds), for imported history."""
    return ((milliseconds - EPOCH_MS) << 22) | secrets.randbits(22)


def new_token() -> str:
    """A 128-bit random token, 26 letters and digits, for anything private."""
    alphabet = "abcdefghijkmnpqrstuvwxyz23456789"
    return "".join(secrets.choice(alphabet) for _ in range(26))
