# SPDX-License-Identifier: AGPL-3.0-or-later
"""The front as an ASGI application: what comes in is led to whoever answers it."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from concejo.core.kept import SLOT, Shown, Slot
from concejo.front import health
from concejo.front.answer import Answer, Send, TooSlow, give
from concejo.front.asked import Asked, Refused, ask
from concejo.front.body import Gone, Receive, until_gone
from concejo.front.bridge import Bridge, compressed
from concejo.front.check import Check
from concejo.front.files import Files
from concejo.front.headers import encoding_for
from concejo.front.inbox import PATH as INBOX
from concejo.front.inbox import Inbox
from concejo.front.limits import STREAMS, Limits, door_of
from concejo.front.live import MOST_STREAMS, Live
from concejo.front.pages import LARGEST, Page, Pages, Wish, make_page
from concejo.front.record import Record
from concejo.front.reports import PATH as REPORTS
from concejo.front.reports import Reports
from concejo.front.wishes import HostAllowed, wish_of
from concejo.web import live, refusals, tongues

log = logging.getLogger("concejo.front")
_CORS = "access-control-allow-origin"


@dataclass(slots=True)
class Parts:
    """What the front is put together from (config/web.py does it)."""

    bridge: Bridge
    check: Check
    files: Files
    live: Live
    limits: Limits
    inbox: Inbox
    reports: Reports
    record: Record
    host_allowed: HostAllowed
    trusted: frozenset[str]
    wall: Callable[[], float] = time.time


class Front:
    """One of these for each web process."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.pages = Pages()
        self.closing = False
        self._being_made: dict[Wish, asyncio.Future[None]] = {}

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """One request (ASGI 3, http only)."""
        if scope["type"] != "http":
            raise RuntimeError(f"only http is spoken here, not {scope['type']}")
        begun = time.perf_counter()
        counted = _Counted(send)
        asked, maker, route = None, "front", ""
        try:
            asked = ask(scope, trusted=self.parts.trusted)
            asked.language = _language(asked)
            maker, route = await self._lead(asked, receive, counted)
        except Refused as refused:
            await self._refuse(refused, asked, scope, counted)
        except (Gone, TooSlow):
            maker, counted.status = "gone", 499
        except Exception:
            log.exception("a request could not be answered")
            await self._refuse(Refused(500), asked, scope, counted)
        finally:
            if maker != "kept" and counted.status:
                self.parts.record.answered(
                    maker, route=route, method=scope["method"], status=counted.status,
                    seconds=time.perf_counter() - begun, size=counted.size,
                )  # fmt: skip

    async def stop(self) -> None:
        """Streams end, and nobody is told that we are ready any more."""
        self.closing = True
        self.parts.live.close()

    def fresh(self, page: Page) -> bool | None:
        """Whether a page may be given out by the clock and, if that can be told at once, by the counters."""
        if not page.made <= self.parts.wall() < page.until:
            return False
        return self.parts.check.holds_now(page)

    def hit(self, page: Page, method: bytes, *, known: bytes) -> None:
        """A kept page was given out by the short cut."""
        self.pages.hits += 1
        self.parts.record.hit(page.route, method, 304 if known and page.knows(known) else 200)

    async def _lead(self, asked: Asked, receive: Receive, send: Send) -> tuple[str, str]:
        path = asked.path
        if path.startswith("/static/"):
            answer = await self.parts.files.static(asked)
        elif path.startswith("/media/"):
            answer = await self.parts.files.media(asked)
        elif path.startswith("/health/"):
            answer = await self._health(path)
        elif asked.method == "POST" and path.endswith("/inbox") and INBOX.fullmatch(path):
            answer = await self.parts.inbox.take(asked, receive)
            if answer.status == 202:
                await _accepted(send)
                return "inbox", "inbox"
        elif asked.method == "POST" and path.startswith("/open311/") and REPORTS.fullmatch(path):
            answer = await self.parts.reports.take(asked, receive)
        elif path.startswith("/live/"):
            await self._live(asked, receive, send)
            return "live", "live"
        else:
            return await self._page(asked, receive, send)
        if answer.status == 404 and not answer.body:
            raise Refused(404)
        await give(answer, asked, send)
        return answer.route, answer.route

    async def _health(self, path: str) -> Answer:
        if path == "/health/live/":
            return health.live()
        return await asyncio.to_thread(health.ready, closing=self.closing)

    async def _live(self, asked: Asked, receive: Receive, send: Send) -> None:
        if asked.method != "GET":
            raise Refused(400)
        if len(self.parts.live) >= MOST_STREAMS or self.closing:
            raise Refused(503, after=10)
        await asyncio.sleep(self.parts.limits.wait(STREAMS, asked.neighbourhood))
        scope = await self.parts.bridge.run(live.scope_of, asked.path)
        if scope is None:
            raise Refused(404)
        await self.parts.live.serve(asked, scope, send, partial(until_gone, receive))

    async def _page(self, asked: Asked, receive: Receive, send: Send) -> tuple[str, str]:
        address = asked.raw_path + (b"?" + asked.query if asked.query else b"")
        wish = wish_of(asked.method, address, asked.headers, secure=asked.secure, host_allowed=self.parts.host_allowed)
        page = await self._kept(wish) if wish else None
        if page is None:
            await asyncio.sleep(self.parts.limits.wait(door_of(asked), asked.neighbourhood))
            if wish is not None and wish in self._being_made:  # somebody else of the same crowd was quicker
                page = await self._kept(wish)
        if page is not None:
            self.parts.record.hit(page.route, asked.method.encode(), await _give_page(page, asked, send))
            return "kept", page.route
        self.pages.misses += 1
        answer = await self._made(asked, receive, wish)
        await give(answer, asked, send)
        return "page", answer.route

    async def _kept(self, wish: Wish) -> Page | None:
        """The kept page, if it still holds; if somebody is just making it anew, what they make."""
        for again in (False, True):
            page = self.pages.get(wish)
            fresh = self.fresh(page) if page is not None else False
            if page is not None and (fresh or (fresh is None and await self.parts.check.holds(page))):
                self.pages.hits += 1
                return page
            if again or wish not in self._being_made:
                break
            await asyncio.wait({self._being_made[wish]})
        return None

    async def _made(self, asked: Asked, receive: Receive, wish: Wish | None) -> Answer:
        """Made by Django; kept if the view says what it shows. One at a time makes the page that all wait for."""
        slot, began = Slot(), self.parts.wall()
        if wish is None or wish in self._being_made:
            return _named(compressed(await self.parts.bridge.handle(asked, receive, **{SLOT: slot}), asked), slot)
        slot.open = True
        done = self._being_made[wish] = asyncio.get_running_loop().create_future()
        try:
            answer = _named(await self.parts.bridge.handle(asked, receive, **{SLOT: slot}), slot)
            if slot.shown is not None and answer.file is None and len(answer.body) <= LARGEST:
                await self._keep(wish, answer, slot.shown, began)
        finally:
            self._being_made.pop(wish, None)
            done.set_result(None)
        return compressed(answer, asked)

    async def _keep(self, wish: Wish, answer: Answer, shown: Shown, began: float) -> None:
        headers = {name.lower(): value for name, value in answer.headers}
        make = partial(
            make_page, answer.body, content_type=headers.get("content-type", ""),
            language=headers.get("content-language", ""), secure=wish.secure, counters=shown.counters,
            made=began, until=shown.until.timestamp(), more=[one for one in headers.items() if one[0] == _CORS],
        )  # fmt: skip
        page = await asyncio.to_thread(make)
        page.route = answer.route
        self.pages.put(wish, page)

    async def _refuse(self, refused: Refused, asked: Asked | None, scope: Any, send: "_Counted") -> None:
        if send.status:
            return  # it has begun; uvicorn breaks the connection
        language = asked.language if asked else ""
        body = (await asyncio.to_thread(refusals.page, refused.status, language)).encode()
        headers = [
            ("content-type", "text/html; charset=utf-8"), ("content-length", str(len(body))),
            ("cache-control", "no-store"),
        ]  # fmt: skip
        if refused.after:
            headers.append(("retry-after", str(refused.after)))
        if refused.status in {400, 408, 413, 431}:
            headers.append(("connection", "close"))  # what is still on its way is not read
        asked = asked or Asked(scope["method"], "", b"", b"", {}, "", False, ("", 0), "HTTP/1.1")
        await give(Answer(refused.status, headers, body=body), asked, send)


class _Counted:
    """A `send` that knows what went out."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0
        self.size = 0

    async def __call__(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.size += len(message.get("body", b""))
        await self._send(message)


async def _give_page(page: Page, asked: Asked, send: Send) -> int:
    """Through plain ASGI, where the short cut of `protocol` did not answer."""
    known = asked.headers.get("if-none-match", "").encode("latin-1")
    encoding = encoding_for(asked.headers.get("accept-encoding", ""))
    whole = page.answer(encoding, date=b"", known=known, body=asked.method == "GET")
    head, _, body = whole.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    status = int(lines[0].split(b" ", 2)[1])
    pairs = [tuple(line.split(b": ", 1)) for line in lines[1:]]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})
    return status


async def _accepted(send: Send) -> None:
    """Nothing to read, so nothing to dress."""
    await send({"type": "http.response.start", "status": 202, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


def _named(answer: Answer, slot: Slot) -> Answer:
    """For the log: the name of the page, never its address."""
    answer.route = slot.route
    return answer


def _language(asked: Asked) -> str:
    return tongues.wanted(accepts=asked.headers.get("accept-language", ""))
