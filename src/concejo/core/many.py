# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many servers are asked at once, so that slow ones hold nobody up; the rules are those of `core.http`.

One thread with an event loop has the exchanges in hand. Names are resolved by our own resolver, which refuses a server
of which one address leads inside; the connection goes to the address that was looked at. Redirects are not followed.
"""

import asyncio
import queue
import socket
import threading
from collections import Counter, deque
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import aiohttp
import uvloop
from aiohttp.abc import AbstractResolver, ResolveResult

from concejo.core import http

AT_ONCE = 400
"""Exchanges that are open together, at most."""
PER_HOST = 2
"""With one server; what else is for it waits its turn, and takes no place from others."""
LARGEST = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One POST."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


Answer = http.Reply | http.Forbidden | http.Unreachable


class Many:
    """Takes requests under a mark of the caller's and gives back each answer under that mark, as they come."""

    def __init__(self, *, seconds: float = http.SECONDS, at_once: int = AT_ONCE, per_host: int = PER_HOST) -> None:
        self._seconds, self._most, self._per_host = seconds, at_once, per_host
        self._answers: queue.SimpleQueue[tuple[Hashable, Answer]] = queue.SimpleQueue()
        self._open = 0
        self._loop = uvloop.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="exchanges", daemon=True)
        self._thread.start()
        self._ready.wait()

    @property
    def open(self) -> int:
        """Requests whose answer has not been taken yet."""
        return self._open

    @property
    def room(self) -> int:
        """How many more may be asked now."""
        return max(0, self._most - self._open)

    def ask(self, requests: Iterable[tuple[Hashable, Request]]) -> None:
        """Begin; returns at once."""
        those = list(requests)
        self._open += len(those)
        if those:
            self._loop.call_soon_threadsafe(self._begin, those)

    def answers(self, *, seconds: float = 0.0) -> list[tuple[Hashable, Answer]]:
        """What came meanwhile; waits up to that long for the first."""
        found: list[tuple[Hashable, Answer]] = []
        try:
            found.append(self._answers.get(block=seconds > 0, timeout=seconds or None))
            while True:
                found.append(self._answers.get_nowait())
        except queue.Empty:
            pass
        self._open -= len(found)
        return found

    def close(self) -> None:
        """What is open is given up."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(timeout=5)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._prepare())
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._end())
        self._loop.close()

    async def _prepare(self) -> None:
        limit = aiohttp.ClientTimeout(total=self._seconds)
        self._busy: Counter[str] = Counter()
        self._lines: dict[str, deque[tuple[Hashable, Request]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._sessions = {
            scheme: aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=0, resolver=_Resolver(secure=scheme == "https"), ssl=http.context(), keepalive_timeout=15,
                    ttl_dns_cache=60,
                ),
                timeout=limit, auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers=("Accept", "Accept-Encoding", "User-Agent"),
            )
            for scheme in ("https", "http")
        }  # fmt: skip

    async def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for session in self._sessions.values():
            await session.close()

    def _begin(self, those: list[tuple[Hashable, Request]]) -> None:
        for mark, request in those:
            host = urlsplit(request.url).netloc
            if self._busy[host] >= self._per_host:
                self._lines.setdefault(host, deque()).append((mark, request))
            else:
                self._start(host, mark, request)

    def _start(self, host: str, mark: Hashable, request: Request) -> None:
        self._busy[host] += 1
        task = self._loop.create_task(self._exchange(host, mark, request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _exchange(self, host: str, mark: Hashable, request: Request) -> None:
        try:
            self._answers.put((mark, await self._post(request)))
        except (http.Forbidden, http.Unreachable) as error:
            self._answers.put((mark, error))
        finally:
            self._busy[host] -= 1
            waiting = self._lines.get(host)
            if waiting:
                self._start(host, *waiting.popleft())
            elif not self._busy[host]:
                self._busy.pop(host, None)
                self._lines.pop(host, None)

    async def _post(self, request: Request) -> http.Reply:
        scheme = http.look_at(request.url)
        headers = {**request.headers, "Accept-Encoding": "identity"}
        try:
            async with self._sessions[scheme].post(
                request.url, data=request.body, headers=headers, allow_redirects=False
            ) as answer:
                body = await answer.content.read(LARGEST)
                return http.Reply(answer.status, {k.lower(): v for k, v in answer.headers.items()}, body)
        except TimeoutError as error:
            raise http.Unreachable("too slow") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            inside = error if isinstance(error, http.Forbidden) else error.__cause__
            if isinstance(inside, http.Forbidden):
                raise inside from error
            raise http.Unreachable(type(error).__name__) from error


class _Resolver(AbstractResolver):
    """Names become addresses that were looked at."""

    def __init__(self, *, secure: bool) -> None:
        self._secure = secure

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """All of a name's addresses, if every one of them is on the open Internet; raises `Forbidden`."""
        del family
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys((one[0], str(one[4][0])) for one in found))
        if not addresses or not all(http.may_ask(address, secure=self._secure) for _family, address in addresses):
            raise http.Forbidden("the address leads inside")
        flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
        return [
            ResolveResult(hostname=host, host=address, port=port, family=kind, proto=0, flags=flags)
            for kind, address in addresses
        ]

    async def close(self) -> None:
        """Nothing is open."""
