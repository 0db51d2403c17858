# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kept pages: each compressed once, bounded by bytes, the longest unread forgotten first."""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import brotli

from concejo.front.headers import head_of

MOST_BYTES = 48 * 1024 * 1024
LARGEST = 2 * 1024 * 1024
"""Bytes of one page; a larger one is made anew each time."""
_OVERHEAD = 2048
"""Bytes of a page's own objects, roughly."""
BROTLI_QUALITY = 5
GZIP_LEVEL = 6


class Wish(NamedTuple):
    """What tells one kept page from another (DECISIONS 7)."""

    address: bytes
    """Path and query string, as they came."""
    kind: str
    language: str
    secure: bool
    part: bool
    """Asked for by htmx."""


@dataclass(slots=True)
class Page:
    """One kept page: a head and a body for each encoding, all made when it was kept."""

    counters: dict[str, int]
    made: float
    until: float
    etag: bytes
    heads: dict[bytes, bytes]
    bodies: dict[bytes, bytes]
    unchanged: bytes
    """The head of 304."""
    route: str = ""
    turn: int = field(default=-1)

    @property
    def size(self) -> int:
        """Bytes."""
        return _OVERHEAD + sum(map(len, self.bodies.values())) + sum(map(len, self.heads.values()))

    def knows(self, known: bytes) -> bool:
        """Whether If-None-Match names this page; the same words in another encoding count as known (weak)."""
        return self.etag in known or known == b"*"

    def answer(self, encoding: bytes, *, date: bytes, known: bytes, body: bool) -> bytes:
        """The whole answer in one piece, `date` being header lines; 304 if the reader knows it."""
        if known and self.knows(known):
            return self.unchanged + date + b"\r\n"
        return b"".join((self.heads[encoding], date, b"\r\n", self.bodies[encoding] if body else b""))


def make_page(
    body: bytes, *, content_type: str, language: str, secure: bool, counters: dict[str, int], made: float, until: float,
    more: Sequence[tuple[str, str]] = (),
) -> Page:  # fmt: skip
    """Compress a page and write its heads, `more` being headers of its own; takes a few hundred microseconds."""
    etag = b'"' + hashlib.sha256(body + language.encode()).hexdigest()[:24].encode() + b'"'
    bodies = {
        b"br": brotli.compress(body, quality=BROTLI_QUALITY, mode=brotli.MODE_TEXT),
        b"gzip": gzip.compress(body, GZIP_LEVEL, mtime=0),
        b"": body,
    }
    common = [
        ("cache-control", "no-cache"), ("etag", f"W/{etag.decode()}"), ("content-language", language),
        ("vary", "Accept, Accept-Encoding, Accept-Language, Cookie"),
    ]  # fmt: skip
    heads = {}
    for encoding, data in bodies.items():
        about = [("content-type", content_type), ("content-length", str(len(data))), *more]
        if encoding:
            about.append(("content-encoding", encoding.decode()))
        heads[encoding] = head_of(200, [*common, *about], secure=secure)
    return Page(
        counters=counters, made=made, until=until, etag=etag, heads=heads, bodies=bodies,
        unchanged=head_of(304, common, secure=secure),
    )  # fmt: skip


class Pages:
    """The kept pages of this process; used by the event loop alone."""

    def __init__(self, *, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._pages: OrderedDict[Wish, Page] = OrderedDict()
        self.size = 0
        self.hits = 0
        self.misses = 0

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, wish: Wish) -> Page | None:
        """The page, if there is one; whether it still holds is for the check to say."""
        page = self._pages.get(wish)
        if page is not None:
            self._pages.move_to_end(wish)
        return page

    def put(self, wish: Wish, page: Page) -> None:
        """Keep a page, and forget others if there is no room."""
        self.drop(wish)
        if page.size > min(LARGEST * 2, self._most):
            return
        self._pages[wish] = page
        self.size += page.size
        while self.size > self._most:
            _wish, gone = self._pages.popitem(last=False)
            self.size -= gone.size

    def drop(self, wish: Wish) -> None:
        """Forget one page."""
        gone = self._pages.pop(wish, None)
        if gone is not None:
            self.size -= gone.size
