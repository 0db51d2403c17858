# SPDX-License-Identifier: AGPL-3.0-or-later
"""The port of this machine on which a monitor reads the figures."""

import asyncio
from collections.abc import Awaitable, Callable

READ_SECONDS = 5.0


async def serve(host: str, port: int, tell: Callable[[], Awaitable[str]]) -> asyncio.Server:
    """Answer every request on that port with the figures of this moment."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), READ_SECONDS)
            known = head.startswith((b"GET /metrics ", b"GET / ", b"HEAD /"))
            body = (await tell()).encode() if known else b"The figures are at /metrics.\n"
            status = b"200 OK" if known else b"404 Not Found"
            writer.write(
                b"HTTP/1.1 %s\r\ncontent-type: text/plain; version=0.0.4; charset=utf-8\r\n"
                b"content-length: %d\r\nconnection: close\r\n\r\n%s" % (status, len(body), body)
            )
            await writer.drain()
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass
        finally:
            writer.close()

    return await asyncio.start_server(answer, host, port, limit=16 * 1024)
