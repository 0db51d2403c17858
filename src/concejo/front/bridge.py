# SPDX-License-Identifier: AGPL-3.0-or-later
"""From the event loop to Django's WSGI handler (PEP 3333) and back, through a few threads.

A thread is taken only when the request is there to its end, and given back when the answer is made: slow readers and
slow writers wait on the loop, where waiting costs nothing.
"""

import asyncio
import contextvars
import gzip
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from tempfile import SpooledTemporaryFile
from typing import IO, Any, TypeVar

import brotli
from django.db import close_old_connections

from concejo.front.answer import Answer
from concejo.front.asked import Asked, Refused
from concejo.front.body import Gone, Receive, read_body, until_gone
from concejo.front.headers import Headers, encoding_for

THREADS = 4
MOST_WAITING = 200
"""Requests that may wait for a thread; the next one is told to come back."""
COME_BACK = 3
"""Seconds."""
LONGEST_WAIT = 30.0
"""Seconds for a thread; whoever waited that long has pressed reload."""
IN_MEMORY = 1024 * 1024
_WORDS = ("text/", "application/atom+xml", "application/json", "application/javascript", "image/svg+xml")
_WORTH = 500
"""Bytes from which on compressing pays."""
T = TypeVar("T")
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Bridge:
    """One WSGI application behind a few threads."""

    def __init__(self, application: Wsgi, *, threads: int = THREADS) -> None:
        self._application = application
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="page")
        self.waiting = 0
        """Requests that wait for a thread or have one."""
        self._threads = threads

    async def handle(self, asked: Asked, receive: Receive, **extra: Any) -> Answer:
        """The answer; raises `Refused`, or `Gone` when the reader hung up meanwhile."""
        body, size = await read_body(asked, receive)
        try:
            if self.waiting >= self._threads + MOST_WAITING:
                raise Refused(503, after=COME_BACK)
            return await self._in_thread(asked, receive, environ(asked, body, size) | extra)
        finally:
            body.close()

    async def run(self, question: Callable[..., T], *arguments: Any) -> T:
        """Ask the database something small, in one of the same threads."""
        return await asyncio.wrap_future(self._pool.submit(_with_database, question, *arguments))

    def stop(self) -> None:
        """Finish what is being worked on."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    async def _in_thread(self, asked: Asked, receive: Receive, around: dict[str, Any]) -> Answer:
        self.waiting += 1
        working = self._pool.submit(contextvars.Context().run, self._work, asked, around)
        answer = asyncio.wrap_future(working)
        gone = asyncio.ensure_future(until_gone(receive))
        either: set[asyncio.Future[Any]] = {answer, gone}
        try:
            await asyncio.wait(either, timeout=LONGEST_WAIT, return_when=asyncio.FIRST_COMPLETED)
            if not answer.done() and working.cancel():  # nobody has begun with it
                raise Gone if gone.done() else Refused(503, after=COME_BACK)
            return await answer  # a thread that works cannot be stopped, and what it wrote stands
        finally:
            gone.cancel()
            self.waiting -= 1

    def _work(self, asked: Asked, around: dict[str, Any]) -> Answer:
        """In a thread: call Django, and take its answer to the end."""
        started: list[Any] = []

        def start_response(status: str, headers: Headers, exc_info: Any = None) -> Callable[[bytes], None]:
            started[:] = [int(status[:3]), headers]
            return _write_is_not_for_us

        result = self._application(around, start_response)
        try:
            return _taken(asked, started, result)
        finally:
            if hasattr(result, "close"):
                result.close()


def environ(asked: Asked, body: IO[bytes], size: int) -> dict[str, Any]:
    """The WSGI environment; PATH_INFO is bytes in latin-1 clothes, as PEP 3333 wants it."""
    around: dict[str, Any] = {
        "REQUEST_METHOD": asked.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": asked.path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": asked.query.decode("latin-1"),
        "SERVER_NAME": asked.server[0],
        "SERVER_PORT": str(asked.server[1]),
        "SERVER_PROTOCOL": asked.protocol,
        "REMOTE_ADDR": asked.client,
        "CONTENT_LENGTH": str(size),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https" if asked.secure else "http",
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in asked.headers.items():
        key = name.replace("-", "_").upper()
        if key == "CONTENT_TYPE":
            around[key] = value
        elif key not in {"CONTENT_LENGTH", "TRANSFER_ENCODING", "PROXY"}:
            around[f"HTTP_{key}"] = value
    return around


def _with_database(question: Callable[..., T], *arguments: Any) -> T:
    close_old_connections()
    try:
        return question(*arguments)
    finally:
        close_old_connections()


def _write_is_not_for_us(_data: bytes) -> None:
    raise RuntimeError("Django hands its answer over as a whole; write() of PEP 3333 is for applications of before")


def _taken(asked: Asked, started: list[Any], result: Iterable[bytes]) -> Answer:
    spool: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- the answer closes it
    size = 0
    for piece in result:
        size += spool.write(piece)
    status, headers = started
    spool.seek(0)
    if size > IN_MEMORY:
        return Answer(status, _with_length(headers, size), file=spool, length=size)
    body = spool.read()
    spool.close()
    return Answer(status, headers, body=body)


def compressed(answer: Answer, asked: Asked) -> Answer:
    """Words go out compressed, quickly; a page's secrets are masked anew each time, so its length tells nothing."""
    headers = {name.lower(): value for name, value in answer.headers}
    words = headers.get("content-type", "").startswith(_WORDS)
    if not words or len(answer.body) < _WORTH or "content-encoding" in headers or answer.file is not None:
        return answer
    vary = ", ".join(filter(None, [headers.get("vary", ""), "Accept-Encoding"]))
    kept = [pair for pair in answer.headers if pair[0].lower() not in {"vary", "content-length"}]
    encoding = encoding_for(asked.headers.get("accept-encoding", ""))
    if encoding == b"br":
        answer.body = brotli.compress(answer.body, quality=4, mode=brotli.MODE_TEXT)
    elif encoding:
        answer.body = gzip.compress(answer.body, 5, mtime=0)
    if encoding:
        kept.append(("content-encoding", encoding.decode()))
    answer.headers = _with_length([*kept, ("vary", vary)], len(answer.body))
    return answer


def _with_length(headers: Headers, size: int) -> Headers:
    return [pair for pair in headers if pair[0].lower() != "content-length"] + [("content-length", str(size))]
