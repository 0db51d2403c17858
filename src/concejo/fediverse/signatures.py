# SPDX-License-Identifier: AGPL-3.0-or-later
"""HTTP signatures: draft-cavage-http-signatures-12, as every server of the fediverse speaks it. Pure; keys come in.

What must be signed is stricter than the draft: request target, host, a date, and with a body its digest, recomputed
here; a signature over less would let somebody swap the body (facts/fediverse.md section 4).
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

WINDOW = timedelta(hours=1)
"""How far the sender's clock may be from ours, either way."""
ALGORITHMS = frozenset({"", "rsa-sha256", "hs2019"})
_PART = re.compile(r'\s*([A-Za-z]+)=(?:"([^"]*)"|(\d+))\s*(?:,|\Z)')
_SMALLEST_KEY = 2048


class Forged(ValueError):
    """The request is not from whom it says, or cannot be shown to be; the sentence is for the other server."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a request says of its sender, its frame having been found right: a key, and what it must have signed."""

    key_id: str
    signature: bytes
    texts: tuple[bytes, ...]
    """The texts that may have been signed; one of them is enough."""


@dataclass(frozen=True, slots=True)
class _Signed:
    """A Signature header, read."""

    key_id: str
    algorithm: str
    names: tuple[str, ...]
    signature: bytes
    created: str = ""
    expires: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was signed: method, the target as it stood in the request line, headers with small names, body."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""


def digest(body: bytes) -> str:
    """The value of a Digest header (RFC 3230)."""
    return "SHA-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode()


def sign(
    key: RSAPrivateKey, *, key_id: str, method: str, url: str, body: bytes = b"", now: datetime | None = None
) -> dict[str, str]:
    """The headers that sign one request: (request-target) host date, and with a body digest."""
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {"Host": parts.netloc, "Date": format_datetime(now or datetime.now(UTC), usegmt=True)}
    if method == "POST":
        headers["Digest"] = digest(body)
    names = ["(request-target)", *(name.lower() for name in headers)]
    small = {name.lower(): value for name, value in headers.items()}
    text = _text(names, Request(method=method, target=target, headers=small), None)
    value = base64.b64encode(key.sign(text, PKCS1v15(), SHA256())).decode()
    listed = " ".join(names)
    headers["Signature"] = f'keyId="{key_id}",algorithm="rsa-sha256",headers="{listed}",signature="{value}"'
    return headers


def claim(request: Request, *, now: datetime) -> Claim:
    """Everything but the key: what must be signed is, the body is the one that was signed, the time is now.

    The target may have been signed with or without its query (GoToSocial tries both). Raises `Forged`.
    """
    signed = _read(request.headers.get("signature", ""))
    wanted = {"(request-target)", "host"} | ({"digest"} if request.body else set())
    missing = wanted - set(signed.names)
    if missing or not {"date", "(created)"} & set(signed.names):
        raise Forged("the signature must cover (request-target), host, date and, with a body, digest")
    if request.body and not digest_fits(request.headers.get("digest", ""), request.body):
        raise Forged("the digest is not that of the body")
    in_time(_moment(request, signed), now=now)
    if "(expires)" in signed.names and float(signed.expires or 0) < now.timestamp():
        raise Forged("the signature has expired")
    targets = dict.fromkeys((request.target, request.target.partition("?")[0]))
    texts = tuple(_text(signed.names, request, signed, target=one) for one in targets)
    return Claim(signed.key_id, signed.signature, texts)


def check(claim: Claim, pem: str) -> None:
    """The signature is that of the key (RSASSA-PKCS1-v1_5 with SHA-256); raises `Forged`."""
    if not fits(claim, public(pem)):
        raise Forged("the signature does not fit the key")


def fits(claim: Claim, key: RSAPublicKey) -> bool:
    """Whether one of the texts was signed with that key."""
    for text in claim.texts:
        try:
            key.verify(claim.signature, text, PKCS1v15(), SHA256())
        except InvalidSignature:
            continue
        return True
    return False


def in_time(moment: datetime, *, now: datetime) -> None:
    """Raises `Forged` for what was signed more than an hour ago, or will be."""
    if abs(now - moment) > WINDOW:
        raise Forged("the date is more than an hour away from ours")


def _read(header: str) -> _Signed:
    parts: dict[str, str] = {}
    at = 0
    while at < len(header):
        match = _PART.match(header, at)
        if match is None or match[1] in parts:
            raise Forged("the Signature header cannot be read")
        parts[match[1]] = match[2] if match[2] is not None else match[3]
        at = match.end()
    if not parts.get("keyId") or not parts.get("signature"):
        raise Forged("the Signature header names no key or holds no signature")
    if parts.get("algorithm", "").lower() not in ALGORITHMS:
        raise Forged("the algorithm must be rsa-sha256 or hs2019")
    try:
        value = base64.b64decode(parts["signature"], validate=True)
    except (binascii.Error, ValueError) as error:
        raise Forged("the signature is not base64") from error
    names = tuple((parts.get("headers") or "date").lower().split())
    return _Signed(
        parts["keyId"], parts.get("algorithm", "").lower(), names, value, parts.get("created", ""),
        parts.get("expires", ""),
    )  # fmt: skip


def public(pem: str) -> RSAPublicKey:
    """A key as its account publishes it; raises `Forged` for what is none, or too small."""
    try:
        key = load_pem_public_key(pem.encode())
    except ValueError as error:
        raise Forged("the key cannot be read") from error
    if not isinstance(key, RSAPublicKey) or key.key_size < _SMALLEST_KEY:
        raise Forged("the key must be RSA of 2048 bits or more")
    return key


def digest_fits(header: str, body: bytes) -> bool:
    """Whether a Digest (`SHA-256=…`) or Content-Digest (`sha-256=:…:`, RFC 9530) is that of the body."""
    ours = hashlib.sha256(body).digest()
    for one in header.split(","):
        name, _, value = one.strip().partition("=")
        if name.lower() == "sha-256":
            try:
                return base64.b64decode(value.removeprefix(":").removesuffix(":"), validate=True) == ours
            except (binascii.Error, ValueError):
                return False
    return False


def _moment(request: Request, signed: _Signed) -> datetime:
    try:
        if "(created)" in signed.names:
            return datetime.fromtimestamp(int(signed.created), UTC)
        moment = _dated(request.headers.get("date", ""))
    except (ValueError, TypeError, OverflowError, OSError) as error:
        raise Forged("the date cannot be read") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


@lru_cache(maxsize=64)
def _dated(words: str) -> datetime:
    """Many requests of one second bear the same words."""
    return parsedate_to_datetime(words)


def _text(names: "tuple[str, ...] | list[str]", request: Request, signed: _Signed | None, *, target: str = "") -> bytes:
    lines = []
    for name in names:
        if name == "(request-target)":
            lines.append(f"{name}: {request.method.lower()} {target or request.target}")
        elif name in {"(created)", "(expires)"} and signed is not None:
            lines.append(f"{name}: {signed.created if name == '(created)' else signed.expires}")
        elif name in request.headers:
            lines.append(f"{name}: {request.headers[name]}")
        else:
            raise Forged(f"the header {name[:40]} was signed and did not come")
    return "\n".join(lines).encode("latin-1", "replace")
