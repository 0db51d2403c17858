# SPDX-License-Identifier: AGPL-3.0-or-later
"""Another server that sends: 500 accounts, every body another one, all signed beforehand; then as fast as it can.

    python -m bench.activities PREPARE COUNT TOWN FILE… [KEYS]   writes so many requests into each, ready to go out
    python -m bench.activities MORE COUNT TOWN FILE KEYS         so many others, by the same accounts
    python -m bench.activities SEND FILE PORT CONNECTIONS       sends them all; prints seconds and how many were taken

The keys are few (RSA keys take long to make) and shared by the accounts; the town knows each account's.
"""

import asyncio
import json
import pickle
import sys
import time
from pathlib import Path

import uvloop
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from concejo.fediverse import signatures

ACTORS, KEYS = 500, 10
BASE = "https://peer.example"
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


def body_of(number: int, town: str) -> bytes:
    """A Create of a Note that mentions a department, as Mastodon writes it."""
    by = f"{BASE}/users/u{number % ACTORS}"
    name = f"{by}/statuses/{time.time_ns()}{number}"
    said = {
        "id": name, "type": "Note", "summary": None, "inReplyTo": None, "published": "2026-11-24T10:00:00Z",
        "url": name, "attributedTo": by, "to": [PUBLIC], "cc": [f"{by}/followers", f"{town}/actors/1"],
        "sensitive": False, "atomUri": name, "conversation": f"tag:peer.example,2026:objectId={number}",
        "content": f'<p><span class="h-card"><a href="{town}/actors/1">@alumbrado</a></span> '
        f"La farola número {number} de la calle Real sigue apagada desde el martes.</p>",
        "contentMap": {"es": "<p>La farola sigue apagada.</p>"}, "attachment": [],
        "replies": {"id": f"{name}/replies", "type": "Collection", "first": {"type": "CollectionPage", "items": []}},
        "tag": [{"type": "Mention", "href": f"{town}/actors/1", "name": "@alumbrado"}],
    }  # fmt: skip
    activity = {
        "@context": ["https://www.w3.org/ns/activitystreams"], "id": f"{name}/activity", "type": "Create",
        "actor": by, "published": said["published"], "to": said["to"], "cc": said["cc"], "object": said,
    }  # fmt: skip
    return json.dumps(activity, ensure_ascii=False).encode()


def prepare(count: int, town: str, files: list[Path], *, keep: Path | None = None, again: bool = False) -> None:
    """Sign so many for each file; the keys of all accounts stand beside the requests, or in a file to be used again."""
    keys = _kept(keep) if keep and again else []
    keys = keys or [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _number in range(KEYS)]
    if keep:
        ders = [one.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()) for one in keys]
        keep.write_bytes(pickle.dumps(ders))
    pems = [one.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode() for one in keys]
    for file in files:
        requests = [_request(number, keys[number % ACTORS % KEYS], town) for number in range(count)]
        file.write_bytes(pickle.dumps({"requests": requests, "pems": pems}))


def _kept(file: Path) -> list[rsa.RSAPrivateKey]:
    ders = pickle.loads(file.read_bytes())  # noqa: S301 -- written by `prepare`
    return [one for one in (load_der_private_key(der, None) for der in ders) if isinstance(one, rsa.RSAPrivateKey)]


def _request(number: int, key: rsa.RSAPrivateKey, town: str) -> bytes:
    body, key_id = body_of(number, town), f"{BASE}/users/u{number % ACTORS}#main-key"
    headers = signatures.sign(key, key_id=key_id, method="POST", url=f"{town}/inbox", body=body)
    head = "\r\n".join([
        "POST /inbox HTTP/1.1", "User-Agent: peer/1.0", "Content-Type: application/activity+json",
        f"Content-Length: {len(body)}", *(f"{name}: {value}" for name, value in headers.items()),
    ])  # fmt: skip
    return head.encode() + b"\r\n\r\n" + body


async def send(requests: list[bytes], port: int, connections: int) -> None:
    """All of them over some connections, the next one when the last was answered."""
    waiting = iter(requests)
    statuses: dict[bytes, int] = {}

    async def line() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in waiting:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            status = head[9:12]
            statuses[status] = statuses.get(status, 0) + 1
            size = next((int(one[15:]) for one in head.split(b"\r\n") if one.startswith(b"content-length:")), 0)
            if size:
                await reader.readexactly(size)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(line() for _number in range(connections)))
    seconds = time.perf_counter() - began
    told = {"seconds": seconds, "taken": statuses.get(b"202", 0), "other": len(requests) - statuses.get(b"202", 0)}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    if sys.argv[1] in {"PREPARE", "MORE"}:
        names = [Path(one) for one in sys.argv[4:]]
        kept = [one for one in names if one.suffix == ".pem"]
        written = [one for one in names if one.suffix != ".pem"]
        prepare(int(sys.argv[2]), sys.argv[3], written, keep=kept[0] if kept else None, again=sys.argv[1] == "MORE")
    else:
        ready = pickle.loads(Path(sys.argv[2]).read_bytes())["requests"]  # noqa: S301 -- written by `prepare` above
        uvloop.run(send(ready, int(sys.argv[3]), int(sys.argv[4])))
