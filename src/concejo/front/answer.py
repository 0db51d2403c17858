# SPDX-License-Identifier: AGPL-3.0-or-later
"""An answer on its way to the reader: whole, or from a file in pieces, never waiting for a slow reader for ever."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import IO, Any

from concejo.front.asked import Asked
from concejo.front.headers import Headers, dressed

Send = Callable[[dict[str, Any]], Awaitable[None]]
PIECE = 64 * 1024
SLOWEST = 60.0
"""Seconds in which a reader has to take one piece."""


@dataclass(slots=True)
class Answer:
    """Status, headers, and a body: bytes, or a file of which `length` bytes go out from where it stands."""

    status: int
    headers: Headers = field(default_factory=list)
    body: bytes = b""
    file: IO[bytes] | None = None
    length: int = 0
    route: str = ""

    def close(self) -> None:
        """Let go of the file."""
        if self.file is not None:
            self.file.close()


class TooSlow(Exception):
    """The reader took nothing for a minute."""


async def give(answer: Answer, asked: Asked, send: Send) -> int:
    """Send an answer; returns how many bytes of body went out."""
    headers = [
        (name.encode("latin-1"), value.encode("latin-1"))
        for name, value in dressed(answer.headers, secure=asked.secure)
    ]
    try:
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        if answer.file is None or asked.method == "HEAD":
            await _patiently(send({"type": "http.response.body", "body": answer.body}))
            return len(answer.body)
        return await _from_file(answer, send)
    finally:
        answer.close()


async def _from_file(answer: Answer, send: Send) -> int:
    assert answer.file is not None  # noqa: S101 -- told apart by `give`
    left = answer.length
    while left > 0:
        piece = await asyncio.to_thread(answer.file.read, min(PIECE, left))
        if not piece:
            break
        left -= len(piece)
        await _patiently(send({"type": "http.response.body", "body": piece, "more_body": True}))
    await send({"type": "http.response.body", "body": b""})
    return answer.length - left


async def _patiently(sending: Awaitable[None]) -> None:
    try:
        await asyncio.wait_for(sending, SLOWEST)
    except TimeoutError as error:
        raise TooSlow from error
