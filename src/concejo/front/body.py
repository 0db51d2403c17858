# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody sends is read to its end before anybody works on it: into memory, and into a file when it is large."""

import asyncio
from collections.abc import Awaitable, Callable
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from concejo.front.asked import Asked, Refused

Receive = Callable[[], Awaitable[dict[str, Any]]]
IN_MEMORY = 256 * 1024
MOST = 2 * 1024 * 1024
"""Bytes of a form without files."""
MOST_WITH_FILES = 100 * 1024 * 1024
"""Bytes of a form with files: four photos of 20 MB, with room."""
SILENCE = 30.0
"""Seconds without a byte after which we wait no more."""
LONGEST = 900.0
"""Seconds for the whole: a photo of 4 MB on a line of 40 kbit/s."""


class Gone(Exception):
    """Whoever asked has hung up."""


async def read_body(asked: Asked, receive: Receive) -> tuple[IO[bytes], int]:
    """The whole body, standing at its beginning, and its size; raises `Refused` (400, 408, 413) or `Gone`.

    A body that would be too large is refused before it is asked for (100-Continue is sent by the first `receive`).
    """
    most = MOST_WITH_FILES if asked.headers.get("content-type", "").startswith("multipart/") else MOST
    told = asked.headers.get("content-length", "")
    if told and (not told.isascii() or not told.isdigit()):
        raise Refused(400)
    if told and int(told) > most:
        raise Refused(413)
    spool: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 -- closed by whoever works on it
    try:
        async with asyncio.timeout(LONGEST):
            size = await _fill(spool, receive, most)
    except TimeoutError as error:
        spool.close()
        raise Refused(408) from error
    except BaseException:
        spool.close()
        raise
    spool.seek(0)
    return spool, size


async def _fill(spool: IO[bytes], receive: Receive, most: int) -> int:
    size = 0
    while True:
        event = await asyncio.wait_for(receive(), SILENCE)
        if event["type"] != "http.request":
            raise Gone
        piece = event.get("body", b"")
        size += len(piece)
        if size > most:
            raise Refused(413)
        if size > IN_MEMORY:
            await asyncio.to_thread(spool.write, piece)
        else:
            spool.write(piece)
        if not event.get("more_body", False):
            return size


async def until_gone(receive: Receive) -> None:
    """Returns when whoever asked has hung up; what they may still send is not looked at."""
    while (await receive())["type"] != "http.disconnect":
        pass
