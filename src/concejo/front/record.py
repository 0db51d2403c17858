# SPDX-License-Identifier: AGPL-3.0-or-later
"""The access log and the figures: what was asked how often and how fast; never who, from where, or with which link.

A line holds the name of the page, not its address (which may be a neighbour's own link). Hits of kept pages are so many
that each second has one line for each page.
"""

import json
import time
from collections import Counter
from collections.abc import Callable

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds: upper bounds of the histogram."""
Write = Callable[[str], object]


class Record:
    """Counts for the metrics, and lines for the log if `write` is given."""

    def __init__(self, write: Write | None = None) -> None:
        self._write = write
        self.requests: Counter[tuple[str, str, int]] = Counter()
        """By maker (``kept``, ``page``, ``static``, ``media``, ``live``, ``front``), method and status."""
        self.durations: Counter[float] = Counter()
        self.seconds = 0.0
        self.bytes = 0
        self._hits: Counter[tuple[str, bytes, int]] = Counter()

    def hit(self, route: str, method: bytes, status: int) -> None:
        """A kept page was given out."""
        self._hits[route, method, status] += 1

    def answered(self, maker: str, *, route: str, method: str, status: int, seconds: float, size: int) -> None:
        """Anything else was answered."""
        method = method if method in {"GET", "HEAD", "POST"} else "other"
        self.requests[maker, method, status] += 1
        self.durations[next((bound for bound in BUCKETS if seconds <= bound), float("inf"))] += 1
        self.seconds += seconds
        self.bytes += size
        if self._write is not None:
            self._line(
                maker=maker, page=route or maker, method=method, status=status, ms=round(seconds * 1000, 1), bytes=size
            )

    def flush(self) -> None:
        """Once a second: the hits since."""
        hits, self._hits = self._hits, Counter()
        for (route, method, status), count in hits.items():
            self.requests["kept", method.decode(), status] += count
            if self._write is not None:
                self._line(maker="kept", page=route, method=method.decode(), status=status, count=count)

    def _line(self, **facts: str | float) -> None:
        assert self._write is not None  # noqa: S101 -- both callers look
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        self._write(json.dumps({"at": at, **facts}) + "\n")
