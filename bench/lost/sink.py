# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mail server of the neighbours: a process of its own that never dies, takes its time, and counts what it gets.

One line for each letter: Message-ID, recipient, how often it was seen, written before the 250.
"""

import asyncio
import json
import random
import sys
from contextlib import suppress
from email import message_from_bytes
from pathlib import Path


class Sink:
    """Speaks as much SMTP as the town's sender needs (RFC 5321)."""

    def __init__(self, book: Path, slowest: float) -> None:
        self._book, self._slowest = book.open("a", encoding="ascii"), slowest

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            writer.write(b"220 sink\r\n")
            while line := await reader.readline():
                if await self._answer(line.strip(), reader, writer):
                    break
        writer.close()

    async def _answer(self, line: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        verb = line[:4].upper()
        if verb == b"DATA":
            writer.write(b"354 go on\r\n")
            letter = await reader.readuntil(b"\r\n.\r\n")
            await asyncio.sleep(random.uniform(0.0, self._slowest))
            self._keep(letter)
            writer.write(b"250 kept\r\n")
        elif verb == b"QUIT":
            writer.write(b"221 bye\r\n")
        else:
            writer.write(b"250 sink\r\n")
        await writer.drain()
        return verb == b"QUIT"

    def _keep(self, letter: bytes) -> None:
        head = message_from_bytes(letter)
        told = {"id": str(head["Message-ID"]), "to": str(head["To"]), "subject": str(head["Subject"])[:80]}
        self._book.write(json.dumps(told) + "\n")
        self._book.flush()


async def main(port: int, book: Path, slowest: float) -> None:
    """Take letters until somebody ends the process."""
    sink = Sink(book, slowest)
    server = await asyncio.start_server(sink.talk, "127.0.0.1", port, limit=2**24)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])))
