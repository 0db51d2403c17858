# SPDX-License-Identifier: AGPL-3.0-or-later
"""The short cut: a kept page is answered by one write, before an ASGI scope or a task is made for it.

It stands on the inside of uvicorn's `HttpToolsProtocol`, so it is taken only with a uvicorn that it was tested with
(tests/front/test_pages.py asks both ways the same questions). Whatever is not a plain hit goes the long way through
`app.Front`, which answers the same.
"""

import asyncio
import logging
from typing import Any, ClassVar, NamedTuple, cast

import uvicorn
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from concejo.front.app import Front
from concejo.front.asked import MOST_HEADER_BYTES, MOST_HEADERS
from concejo.front.headers import encoding_for
from concejo.front.pages import Wish
from concejo.front.wishes import wish_of

log = logging.getLogger("concejo.front")
TESTED = ("0.54.",)
"""Versions of uvicorn whose inside is known."""
HEADER_SECONDS = 10.0
"""Within which a request's head must be there to its end; also the longest silence of a new connection."""
MOST_REMEMBERED = 4096
LONGEST_REMEMBERED = 2048
"""Bytes of a head that is worth remembering."""
_READS = frozenset({b"GET", b"HEAD"})
_TELLING = frozenset({
    b"host", b"accept", b"accept-encoding", b"accept-language", b"cookie", b"hx-request", b"range", b"authorization",
    b"x-forwarded-proto",
})  # fmt: skip
"""Headers on which the choice of a page depends."""
_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


def fitting() -> type[HttpToolsProtocol]:
    """The short cut, or uvicorn's own protocol where this uvicorn was never tested with it: slower, and as right."""
    if uvicorn.__version__.startswith(TESTED):
        return ShortCut
    log.warning("uvicorn %s is not known here: pages go the long way", uvicorn.__version__)
    return HttpToolsProtocol


class _Choice(NamedTuple):
    wish: Wish | None
    encoding: bytes


class ShortCut(HttpToolsProtocol):
    """uvicorn's protocol with a short cut, and with an end to waiting for heads."""

    remembered: ClassVar[dict[tuple[Any, ...], _Choice]] = {}
    """Browsers ask in the same words: which page and encoding those words mean."""

    def __init__(self, config: Config, *arguments: Any, **more: Any) -> None:
        super().__init__(config, *arguments, **more)
        app = config.app
        assert isinstance(app, Front)  # noqa: S101 -- config/web.py puts them together
        self._front = app
        self._answered = False
        self._in_head = False
        self._head_bytes = 0
        self._deadline: asyncio.TimerHandle | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._hit_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The first head has its time."""
        super().connection_made(cast("asyncio.Transport", transport))  # uvicorn narrows it as well
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._head_is_there()
        if self._idle is not None:
            self._idle.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """A head that came whole needs no clock; one that came in part has its time."""
        super().data_received(data)
        if self._in_head and self._deadline is None:
            self._await_head()

    def on_message_begin(self) -> None:
        """A head begins; uvicorn's own beginning, which makes a scope, waits until it is needed."""
        self.url = b""
        self.headers = []
        self._in_head, self._head_bytes = True, 0

    def on_url(self, url: bytes) -> None:
        """A piece of the address."""
        self.url += url
        self._count(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        self.headers.append((name.lower(), value))
        self._count(len(name) + len(value))

    def on_headers_complete(self) -> None:
        """The head is there: a hit is answered here, everything else goes the long way."""
        self._in_head = False
        if self._deadline is not None:
            self._head_is_there()
        self._answered = self.transport.is_closing() or self._answer()
        if not self._answered:
            url, headers = self.url, self.headers
            super().on_message_begin()
            super().on_url(url)
            for name, value in headers:
                super().on_header(name, value)
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A hit has no use for a body."""
        if not self._answered:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is there to its end."""
        if not self._answered:
            super().on_message_complete()

    def _answer(self) -> bool:
        method = self.parser.get_method()
        if method not in _READS or self._busy() or self.flow.write_paused:
            return False
        front, choice = self._front, self._choose(method)
        page = front.pages.get(choice.wish) if choice.wish is not None else None
        if page is None or not front.fresh(page):
            return False
        known = next((value for name, value in self.headers if name == b"if-none-match"), b"")
        stays = self.parser.should_keep_alive()
        date = _date_line(self.server_state.default_headers) if stays else self._last_lines()
        self.transport.write(page.answer(choice.encoding, date=date, known=known, body=method == b"GET"))
        front.hit(page, method, known=known)
        self.server_state.total_requests += 1
        if stays:
            self._stay()
        else:
            self.transport.close()
        return True

    def _busy(self) -> bool:
        """An earlier request of this connection is still being answered."""
        cycle = cast("RequestResponseCycle | None", self.cycle)
        return bool(self.pipeline) or (cycle is not None and not cycle.response_complete)

    def _choose(self, method: bytes) -> _Choice:
        secure = self.scheme == "https"
        pairs = [pair for pair in self.headers if pair[0] in _TELLING]
        key = (self.url, secure, *pairs)
        choice = self.remembered.get(key)
        if choice is None:
            told = {name.decode("latin-1"): value.decode("latin-1") for name, value in pairs}
            trusted = self.client is not None and self.client[0] in self._front.parts.trusted
            if trusted:
                secure = secure or told.get("x-forwarded-proto") == "https"
            wish = wish_of(method.decode(), self.url, told, secure=secure, host_allowed=self._front.parts.host_allowed)
            choice = _Choice(wish, encoding_for(told.get("accept-encoding", "")))
            if len(self.remembered) >= MOST_REMEMBERED:
                self.remembered.clear()
            if self._head_bytes <= LONGEST_REMEMBERED and (trusted or "x-forwarded-proto" not in told):
                self.remembered[key] = choice
        return choice

    def _last_lines(self) -> bytes:
        return _date_line(self.server_state.default_headers) + b"connection: close\r\n"

    def _stay(self) -> None:
        """One clock for a connection that asks again and again, not one for each hit."""
        self._hit_at = self.loop.time()
        if self._idle is None:
            self._idle = self.loop.call_later(self.timeout_keep_alive, self._still_there)

    def _still_there(self) -> None:
        self._idle = None
        quiet = self.loop.time() - self._hit_at
        if self.transport.is_closing() or self._busy():
            return
        if quiet < self.timeout_keep_alive:
            self._idle = self.loop.call_later(self.timeout_keep_alive - quiet, self._still_there)
        elif self.timeout_keep_alive_task is None and not self._in_head:
            self.transport.close()

    def _count(self, size: int) -> None:
        self._head_bytes += size
        too_large = self._head_bytes > MOST_HEADER_BYTES or len(self.headers) > MOST_HEADERS
        if too_large and not self.transport.is_closing():
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def _await_head(self) -> None:
        self._deadline = self.loop.call_later(HEADER_SECONDS, self._too_slow)

    def _head_is_there(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_slow(self) -> None:
        self._deadline = None
        if not self.transport.is_closing():
            self.transport.close()


def _date_line(headers: list[tuple[bytes, bytes]]) -> bytes:
    """The Date header, which uvicorn writes anew once a second."""
    if _dated[0] is not headers:
        _dated[:] = [headers, b"".join(b"%s: %s\r\n" % pair for pair in headers)]
    return cast("bytes", _dated[1])


_dated: list[Any] = [None, b""]
