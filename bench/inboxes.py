# SPDX-License-Identifier: AGPL-3.0-or-later
"""So many inboxes on loopback, a port each; some answer after half a minute, of some nothing listens any more.

    python -m bench.inboxes COUNT SLOW DEAD

Prints the ports as JSON, then answers until its standard input ends.
"""

import asyncio
import json
import resource
import sys
from functools import partial

import uvloop

ANSWER = b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"


class Inbox(asyncio.Protocol):
    """Reads whole requests, answers each."""

    def __init__(self, *, slow: bool) -> None:
        self._slow = slow
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody calls."""
        self._line = transport

    def data_received(self, data: bytes) -> None:
        """A piece of a request."""
        self._rest += data
        head, found, body = self._rest.partition(b"\r\n\r\n")
        if not found:
            return
        size = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length"))
        if len(body) < size:
            return
        self._rest = body[size:]
        if not self._slow:
            self._line.write(ANSWER)  # type: ignore[attr-defined]


async def serve(count: int, slow: int, dead: int) -> None:
    """Open all, close the dead ones, tell, wait."""
    loop = asyncio.get_running_loop()
    ports, servers = [], []
    for number in range(count):
        server = await loop.create_server(partial(Inbox, slow=number < slow), "127.0.0.1", 0)
        ports.append(server.sockets[0].getsockname()[1])
        servers.append(server)
    for server in servers[slow : slow + dead]:
        server.close()
    mixed = [ports[at] for at in sorted(range(count), key=lambda at: (at * 7919) % count)]
    sys.stdout.write(json.dumps({"ports": mixed, "good": count - slow - dead}) + "\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)


def main() -> None:
    """As many files as the system lets us open."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    count, slow, dead = map(int, sys.argv[1:4])
    uvloop.run(serve(count, slow, dead))


if __name__ == "__main__":
    main()
