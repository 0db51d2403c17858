# SPDX-License-Identifier: AGPL-3.0-or-later
"""HTTP Message Signatures (RFC 9421), as Mastodon since 4.5, Fedify and WordPress send them: one signature, RSA.

`@method`, `@target-uri` and, with a body, `content-digest` (RFC 9530) must be signed, and `created` be there.
"""

import base64
import binascii
import hashlib
import re
from datetime import UTC, datetime
from urllib.parse import urlsplit, urlunsplit

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from concejo.fediverse.signatures import Claim, Forged, Request, digest_fits, in_time

_INPUT = re.compile(r"\s*([a-z*][a-z0-9_.*-]*)=(\(([^()]*)\)((?:;[a-z]+=(?:\"[^\"]*\"|\d+))*))\s*\Z")
_VALUE = re.compile(r"\s*([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/=]+):\s*\Z")
_PARAMETER = re.compile(r';([a-z]+)=(?:"([^"]*)"|(\d+))')
_ALGORITHMS = frozenset({"", "rsa-v1_5-sha256"})


def is_signed(request: Request) -> bool:
    """It bears such a signature, and not one of the older kind."""
    return "signature-input" in request.headers


def sign(
    key: RSAPrivateKey, *, key_id: str, method: str, url: str, body: bytes = b"", now: datetime | None = None
) -> dict[str, str]:
    """The headers that sign one request: method, target and, with a body, its digest; `created` says when."""
    headers = {"Host": urlsplit(url).netloc}
    covered = {"@method": method, "@target-uri": _target(url)}
    if method == "POST":
        headers["Content-Digest"] = f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
        covered["content-digest"] = headers["Content-Digest"]
    names = " ".join(f'"{name}"' for name in covered)
    created = int((now or datetime.now(UTC)).timestamp())
    said = f'({names});created={created};keyid="{key_id}";alg="rsa-v1_5-sha256"'
    lines = [f'"{name}": {value}' for name, value in covered.items()]
    text = "\n".join([*lines, f'"@signature-params": {said}']).encode("latin-1")
    value = base64.b64encode(key.sign(text, PKCS1v15(), SHA256())).decode()
    return {**headers, "Signature-Input": f"sig1={said}", "Signature": f"sig1=:{value}:"}


def _target(url: str) -> str:
    """As it is asked for: always with a path, never with a fragment."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", parts.query, ""))


def claim(request: Request, *, base: str, now: datetime) -> Claim:
    """Everything but the key, as `signatures.claim` does; `base` is the public address of the town, without a slash."""
    said = _INPUT.match(request.headers["signature-input"])
    value = _VALUE.match(request.headers.get("signature", ""))
    if said is None or value is None or said[1] != value[1]:
        raise Forged("Signature-Input and Signature must hold one signature, which can be read")
    parameters = {name: quoted or number for name, quoted, number in _PARAMETER.findall(said[4])}
    names = _names(said[3])
    missing = ({"@method", "@target-uri"} | ({"content-digest"} if request.body else set())) - set(names)
    if missing or not parameters.get("created") or not parameters.get("keyid"):
        raise Forged(
            "the signature must cover @method, @target-uri, with a body content-digest, and say when and by whom"
        )
    if parameters.get("alg", "") not in _ALGORITHMS:
        raise Forged("the algorithm must be rsa-v1_5-sha256")
    if request.body and not digest_fits(request.headers.get("content-digest", ""), request.body):
        raise Forged("the digest is not that of the body")
    in_time(_moment(parameters["created"]), now=now)
    if parameters.get("expires") and _moment(parameters["expires"]) < now:
        raise Forged("the signature has expired")
    lines = [f'"{name}": {_component(name, request, base)}' for name in names]
    lines.append(f'"@signature-params": {said[2]}')
    try:
        signature = base64.b64decode(value[2], validate=True)
    except (binascii.Error, ValueError) as error:
        raise Forged("the signature is not base64") from error
    return Claim(parameters["keyid"], signature, ("\n".join(lines).encode("latin-1", "replace"),))


def _names(inside: str) -> list[str]:
    names = inside.split()
    if not all(re.fullmatch(r'"[@a-z0-9-]+"', one) for one in names) or len(set(names)) != len(names):
        raise Forged("what was signed cannot be read")
    return [one.strip('"') for one in names]


def _component(name: str, request: Request, base: str) -> str:
    path, mark, query = request.target.partition("?")
    derived = {
        "@method": request.method, "@target-uri": base + request.target, "@authority": urlsplit(base).netloc.lower(),
        "@scheme": urlsplit(base).scheme, "@path": path, "@query": mark + query if mark else "?",
        "@request-target": request.target,
    }  # fmt: skip
    if name in derived:
        return derived[name]
    if name.startswith("@") or name not in request.headers:
        raise Forged(f"{name[:40]} was signed and did not come")
    return " ".join(request.headers[name].split()) if "\n" in request.headers[name] else request.headers[name].strip()


def _moment(seconds: str) -> datetime:
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Forged("the date cannot be read") from error
