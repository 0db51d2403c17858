# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town's letter box for other mail servers: SMTP or LMTP in the loop of the web process (RFC 5321, RFC 2033).

A letter is answered with 250 only after `store` has made it durable. When storing fails the other server is told 451
and keeps the letter. In front of it stands a mail server of the town (Postfix → LMTP); the open Internet does not.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Literal

from aiosmtpd.smtp import SMTP, Envelope, Session

from concejo.channels.contract import Raw

from .session import MOST_RECIPIENTS, Lmtp, Smtp

Store = Callable[[Raw], Awaitable[None]]
SIZE = 20_000_000
IDLE_SECONDS = 300.0
"""A server may be silent that long (RFC 5321 section 4.5.3.2 asks for five minutes)."""
LONGEST_ADDRESS = 1_000
MOST_CONNECTIONS = 100
STORE_SECONDS = 120.0


class _Box:
    """Decides for each recipient and each letter."""

    def __init__(self, accept_recipient: Callable[[str], bool], store: Store) -> None:
        self._accept, self._store = accept_recipient, store
        self.storing: set[asyncio.Task[None]] = set()

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name and arguments
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Any sender that can be written down; `<>` is a bounce."""
        if not address.isprintable() or len(address) > LONGEST_ADDRESS:
            return "553 5.1.7 That is no address"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 Go on"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name and arguments
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """550 for whoever does not live here."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients in one letter"
        if not _sound(address) or not self._accept(address.lower()):
            return "550 5.1.1 Nobody of that name here"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Gladly"

    async def handle_stored(self, session: Session, envelope: Envelope) -> str:
        """The letter outlives the connection: a server that hangs up while we write does not undo it."""
        raw = Raw(
            kind="email",
            body=envelope.original_content or b"",
            envelope=_around(session, envelope),
            received_at=datetime.now(UTC),
        )
        task = asyncio.ensure_future(self._kept(raw))
        self.storing.add(task)
        task.add_done_callback(self._finished)
        try:
            await asyncio.wait_for(asyncio.shield(task), STORE_SECONDS)
        except Exception:  # noqa: BLE001 - whatever the store raises, the other server must keep the letter
            return "451 4.3.0 It could not be stored; please try again later"
        return "250 2.0.0 Stored"

    async def _kept(self, raw: Raw) -> None:
        await self._store(raw)

    def _finished(self, task: asyncio.Task[None]) -> None:
        """Looked at here, since whoever asked may have gone."""
        self.storing.discard(task)
        if not task.cancelled():
            task.exception()


def _sound(address: str) -> bool:
    """No surrogates (broken UTF-8) and no control characters may pass into the database."""
    return address.isprintable() and "@" in address and len(address) <= LONGEST_ADDRESS


def _around(session: Session, envelope: Envelope) -> dict[str, str | list[str]]:
    """What the network said around the letter. An empty MAIL FROM stays empty: it marks bounces."""
    peer: object = session.peer
    sender = (envelope.mail_from or "").strip("<>")
    return {
        "mail_from": sender.encode("utf-8", "replace").decode(),
        "rcpt_to": list(envelope.rcpt_tos),
        "peer": str(peer[0] if isinstance(peer, tuple) else peer or ""),
        "helo": str(session.host_name or "").encode("utf-8", "replace").decode()[:255],
    }


class Server:
    """A running letter box."""

    def __init__(self, server: asyncio.Server, box: _Box, connections: set[Smtp]) -> None:
        self._server, self._box, self._connections = server, box, connections

    @property
    def port(self) -> int:
        """Where it listens (asked with port 0, the system chose)."""
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """No new letters; those being stored are finished; then every connection is closed."""
        self._server.close()
        if self._box.storing:
            await asyncio.wait(self._box.storing, timeout=STORE_SECONDS)
        await asyncio.sleep(0)
        for connection in list(self._connections):
            if connection.transport is not None:
                connection.transport.close()
        await self._server.wait_closed()


async def start(
    where: tuple[str, int] | socket.socket,
    protocol: Literal["smtp", "lmtp"],
    *,
    accept_recipient: Callable[[str], bool],
    store: Store,
    hostname: str = "localhost",
    idle_seconds: float = IDLE_SECONDS,
    tls: ssl.SSLContext | None = None,
) -> Server:
    """Open the letter box in the running loop, on an address or on a socket that listens already.

    `accept_recipient` gets each address in lower case and must not block; `store` must return only when the letter is
    on disk. Raises `OSError` when the port is taken.
    """
    loop = asyncio.get_running_loop()
    box = _Box(accept_recipient, store)
    kind = Lmtp if protocol == "lmtp" else Smtp
    connections: set[Smtp] = set()

    def open_one() -> asyncio.Protocol:
        if len(connections) >= MOST_CONNECTIONS:
            return _Full()
        one = kind(
            box,
            idle_seconds=idle_seconds,
            data_size_limit=SIZE,
            hostname=hostname,
            ident="Concejo",
            tls_context=tls,
            loop=loop,
            gone=connections.discard,
        )
        connections.add(one)
        return one

    if isinstance(where, socket.socket):
        return Server(await loop.create_server(open_one, sock=where), box, connections)
    return Server(await loop.create_server(open_one, *where), box, connections)


class _Full(asyncio.Protocol):
    """One connection too many: come back later (RFC 5321 section 3.8)."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(b"421 4.3.2 Too many connections, please try again later\r\n")
            transport.close()
