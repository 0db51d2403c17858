# SPDX-License-Identifier: AGPL-3.0-or-later
"""The headers that stand over every answer, whoever made it: what a browser may do with our pages."""

from collections.abc import Iterable
from http import HTTPStatus

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "manifest-src 'self'; worker-src 'self'"
)
SAFE = (
    ("content-security-policy", CSP),
    ("x-frame-options", "DENY"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(self), geolocation=(self), microphone=()"),
)
"""Strict CSP without `unsafe-inline`; no framing, no sniffing, no referrer to others."""
HSTS = ("strict-transport-security", "max-age=31536000")
Headers = list[tuple[str, str]]


def dressed(headers: Iterable[tuple[str, str]], *, secure: bool) -> Headers:
    """With the safe headers, where the answer has not set stricter ones of its own."""
    given = [(name.lower(), value) for name, value in headers]
    names = {name for name, _value in given}
    given += [pair for pair in SAFE if pair[0] not in names]
    if secure and HSTS[0] not in names:
        given.append(HSTS)
    return given


def head_of(status: int, headers: Iterable[tuple[str, str]], *, secure: bool) -> bytes:
    """Status line and headers, without the empty line that ends them."""
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    lines += [f"{name}: {value}" for name, value in dressed(headers, secure=secure)]
    return ("\r\n".join(lines) + "\r\n").encode("latin-1")


def encoding_for(accepts: str) -> bytes:
    """The best of brotli, gzip and nothing that the reader takes (RFC 9110 section 12.5.3)."""
    takes = {}
    for part in accepts.lower().split(","):
        name, _, weight = part.partition(";")
        takes[name.strip()] = weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    for name in ("br", "gzip"):
        if takes.get(name, takes.get("*", False)):
            return name.encode()
    return b""
