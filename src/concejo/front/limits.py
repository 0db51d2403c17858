# SPDX-License-Identifier: AGPL-3.0-or-later
"""How much one network address may ask: first it is made to wait a little, and only a flood is sent away.

A village behind one address (CGNAT, the library) must never be locked out, so the doors are wide, whoever is too quick
is slowed down on the event loop (which costs nothing), and kept pages, files and streams are not counted at all.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from concejo.front.asked import Asked, Refused

MOST_ADDRESSES = 50_000
LONGEST_QUEUE = 8.0
"""Seconds that somebody is made to wait before the answer is 429."""


@dataclass(frozen=True, slots=True)
class Door:
    """What is counted together: so many at once, and so many a second in the long run, from one address."""

    name: str
    at_once: float
    a_second: float


SIGN_IN = Door("sign-in", at_once=60, a_second=0.5)
FORMS = Door("forms", at_once=200, a_second=10)
PAGES = Door("pages", at_once=600, a_second=50)
STREAMS = Door("streams", at_once=4000, a_second=50)


def door_of(asked: Asked) -> Door:
    """Which door a request goes through."""
    if asked.method in {"GET", "HEAD"}:
        return PAGES
    return SIGN_IN if asked.path.startswith("/account/") else FORMS


class Limits:
    """Token buckets by door and neighbourhood; the longest quiet ones are forgotten first."""

    def __init__(self, clock: Callable[[], float], *, share: int = 1) -> None:
        self._clock = clock
        self._share = share
        """Processes that share the work: each counts its part."""
        self._buckets: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()
        self.refused = 0

    def wait(self, door: Door, neighbourhood: str) -> float:
        """Seconds to wait before it is this request's turn; raises `Refused` (429) if that would be too long."""
        key, now = (door.name, neighbourhood), self._clock()
        most, rate = door.at_once / self._share, door.a_second / self._share
        tokens, since = self._buckets.pop(key, (most, now))
        tokens = min(most, tokens + max(0.0, now - since) * rate)
        delay = max(0.0, (1 - tokens) / rate)
        if delay > LONGEST_QUEUE:
            self._buckets[key] = (tokens, now)
            self.refused += 1
            raise Refused(429, after=int(delay) + 1)
        self._buckets[key] = (tokens - 1, now)
        if len(self._buckets) > MOST_ADDRESSES:
            self._buckets.popitem(last=False)
        return delay
