# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was asked: one request, its headers joined and its sender told apart from the proxy in front."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address
from typing import Any

MOST_HEADERS = 100
MOST_HEADER_BYTES = 32 * 1024


class Refused(Exception):
    """The request is answered with a status and one sentence, and goes no further."""

    def __init__(self, status: int, *, after: int = 0) -> None:
        super().__init__(status)
        self.status = status
        self.after = after
        """Seconds until it makes sense to ask again; 0 if it never does."""


@dataclass(slots=True)
class Asked:
    """One request; header names are small letters, repeated headers are joined (RFC 9110 section 5.3)."""

    method: str
    path: str
    raw_path: bytes
    query: bytes
    headers: dict[str, str]
    client: str
    """Network address of the reader; the proxy's word counts only if the proxy is trusted."""
    secure: bool
    server: tuple[str, int]
    protocol: str
    language: str = ""
    route: str = field(default="")

    @property
    def neighbourhood(self) -> str:
        """What a limit counts: the address, of IPv6 the network of one household (/64)."""
        try:
            address = ip_address(self.client.partition("%")[0])
        except ValueError:
            return self.client
        return address.exploded[:19] if isinstance(address, IPv6Address) else str(address)


def ask(scope: Any, *, trusted: frozenset[str]) -> Asked:
    """Read an ASGI scope; raises `Refused` for what is too large or says two things at once."""
    headers = _joined(scope["headers"])
    peer = (scope.get("client") or ("", 0))[0]
    secure = scope.get("scheme") == "https"
    if peer in trusted:
        peer = headers.get("x-forwarded-for", "").rpartition(",")[2].strip() or peer
        secure = headers.get("x-forwarded-proto", "") == "https" or secure
    server = scope.get("server") or ("localhost", 0)
    return Asked(
        method=scope["method"], path=scope["path"], raw_path=scope.get("raw_path") or scope["path"].encode(),
        query=scope["query_string"], headers=headers, client=peer, secure=secure,
        server=(server[0], server[1] or 0), protocol=f"HTTP/{scope['http_version']}",
    )  # fmt: skip


def _joined(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    headers: dict[str, str] = {}
    size = count = 0
    for raw_name, raw_value in pairs:
        count += 1
        size += len(raw_name) + len(raw_value)
        if b"_" in raw_name:
            continue  # it would pass for another header once it is a WSGI name
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if name not in headers:
            headers[name] = value
        elif name in {"host", "content-length", "content-type"}:
            raise Refused(400)
        else:
            headers[name] += ("; " if name == "cookie" else ",") + value
    if count > MOST_HEADERS or size > MOST_HEADER_BYTES:
        raise Refused(431)
    return headers
