# SPDX-License-Identifier: AGPL-3.0-or-later
"""The house's one way to ask other servers: one request, one answer, never an address inside.

A name is resolved once, every address that it has is looked at, and the connection goes to the address that was looked
at (no second resolving, so no DNS rebinding). Redirects are not followed here: whoever follows one asks anew, and the
new address is looked at like the first. A server that sends a byte a second meets one deadline for the whole exchange.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings

LARGEST = 1024 * 1024
"""Bytes of an answer that are read; more is refused, compressed or not."""
SECONDS = 10.0
_PIECE = 64 * 1024
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Forbidden(ValueError):
    """The address is not one that the town asks: not https, no name, inside, a password in it."""


class Unreachable(OSError):
    """No answer, a broken one, or one that is too long or too slow."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered; header names are small letters."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class _Aim:
    host: str
    port: int
    path: str
    address: str
    secure: bool


def ask(
    method: str, url: str, *, headers: Mapping[str, str], body: bytes = b"", most: int = LARGEST,
    seconds: float = SECONDS,
) -> Reply:  # fmt: skip
    """One exchange of at most that many seconds; raises `Forbidden` and `Unreachable`, nothing else."""
    aim = _look_at(url)
    line = _Line(aim, seconds)
    guard = threading.Timer(seconds, line.cut)
    guard.daemon = True
    guard.start()
    try:
        line.request(method, aim.path, body=body or None, headers={**headers, "Accept-Encoding": "identity"})
        answer = line.getresponse()
        read = _read(answer, most)
        return Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, read)
    except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
        if isinstance(error, Unreachable):
            raise
        raise Unreachable("too slow" if line.was_cut else type(error).__name__) from error
    finally:
        guard.cancel()
        line.close()


def get(url: str, *, headers: Mapping[str, str], hops: int = 3, most: int = LARGEST, seconds: float = SECONDS) -> Reply:
    """The same for a document that may have moved: each new address is looked at like the first."""
    for _hop in range(hops + 1):
        reply = ask("GET", url, headers=headers, most=most, seconds=seconds)
        if reply.status not in {301, 302, 303, 307, 308}:
            return reply
        url = urljoin(url, reply.headers.get("location", ""))
    raise Unreachable("it leads in circles")


def look_at(url: str) -> str:
    """The scheme of an address that may be asked as far as can be seen without resolving its name; else `Forbidden`."""
    parts, host, _port = _parts(url)
    if is_literal(host) and not may_ask(host, secure=parts.scheme == "https"):
        raise Forbidden("the address leads inside")
    return parts.scheme


def is_literal(host: str) -> bool:
    """An address instead of a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _parts(url: str) -> tuple[SplitResult, str, int]:
    parts = urlsplit(url)
    try:
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except (UnicodeError, ValueError) as error:
        raise Forbidden("no name of a server") from error
    if parts.scheme not in {"https", "http"} or not host or parts.username or parts.password or _odd(parts):
        raise Forbidden("not an address of a server")
    return parts, host, port or (443 if parts.scheme == "https" else 80)


def _look_at(url: str) -> _Aim:
    parts, host, port = _parts(url)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unreachable("the name is not known") from error
    addresses = [str(one[4][0]) for one in found]
    if not addresses or not all(may_ask(address, secure=parts.scheme == "https") for address in addresses):
        raise Forbidden("the address leads inside")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return _Aim(host, port, path, addresses[0], parts.scheme == "https")


def _odd(parts: SplitResult) -> bool:
    return any(ord(one) <= 32 or ord(one) == 127 for one in parts.netloc + parts.path + parts.query)


def may_ask(address: str, *, secure: bool) -> bool:
    """Only what is on the open Internet, over TLS; and what the setting `peer_networks` names, for trials."""
    there = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(there, "ipv4_mapped", None)
    there = mapped or there
    if any(there.version == one.version and there in one for one in _allowed(tuple(settings.PEER_NETWORKS))):
        return True
    return secure and there.is_global and not there.is_multicast


@lru_cache(maxsize=8)
def _allowed(networks: Sequence[str]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(one) for one in networks)


@lru_cache(maxsize=1)
def context() -> ssl.SSLContext:
    """TLS as it is asked for."""
    return ssl.create_default_context()


class _Line(http.client.HTTPConnection):
    """A connection to the address that was looked at, under the name that was asked for."""

    def __init__(self, aim: _Aim, seconds: float) -> None:
        super().__init__(aim.host, aim.port, timeout=seconds)
        self.default_port = 443 if aim.secure else 80  # so that Host bears a port only where it must
        self._aim = aim
        self.was_cut = False

    def connect(self) -> None:
        """To the address, not to the name."""
        self.sock = socket.create_connection((self._aim.address, self._aim.port), self.timeout)
        if self._aim.secure:
            self.sock = context().wrap_socket(self.sock, server_hostname=self._aim.host)

    def cut(self) -> None:
        """The time is over, whoever is reading."""
        self.was_cut = True
        if self.sock is not None:
            try:
                self.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


def _read(answer: http.client.HTTPResponse, most: int) -> bytes:
    pieces, size = [], 0
    while piece := answer.read1(_PIECE):
        size += len(piece)
        if size > most:
            raise Unreachable("the answer is too long")
        pieces.append(piece)
    if answer.length:
        raise Unreachable("the answer was cut off")
    return b"".join(pieces)
