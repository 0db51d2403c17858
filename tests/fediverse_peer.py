# SPDX-License-Identifier: AGPL-3.0-or-later
"""Another server, as small as it can be: one account, Tomás, who signs what he sends and keeps what he is sent."""

import json
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from concejo.core import clock
from concejo.fediverse import signatures

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
Json = dict[str, Any]


def fresh_key() -> rsa.RSAPrivateKey:
    """RSA of 2048 bits."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Peer:
    """The server; `heard` are the activities that came, with the headers that signed them."""

    name: str = "tomas"
    key: rsa.RSAPrivateKey = field(default_factory=fresh_key)
    heard: list[Json] = field(default_factory=list)
    requests: list[signatures.Request] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    documents: dict[str, Json] = field(default_factory=dict)
    answers: int = 202
    refused: list[signatures.Request] = field(default_factory=list)
    locked: bool = False
    """It gives its account only to a request whose signature it `judges` well."""
    base: str = ""

    @property
    def uri(self) -> str:
        """The account's id."""
        return f"{self.base}/users/{self.name}"

    @property
    def acct(self) -> str:
        """Its name and server."""
        return f"{self.name}@{urlsplit(self.base).netloc}"

    def document(self) -> Json:
        """The account."""
        pem = self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        return {
            "@context": "https://www.w3.org/ns/activitystreams", "id": self.uri, "type": "Person",
            "preferredUsername": self.name, "name": "Tomás", "inbox": f"{self.uri}/inbox",
            "endpoints": {"sharedInbox": f"{self.base}/inbox"},
            "publicKey": {"id": f"{self.uri}#main-key", "owner": self.uri, "publicKeyPem": pem},
        }  # fmt: skip

    def note(self, words: str, *, to: list[str], public: bool = True, **more: Any) -> Json:
        """A Create of a Note."""
        seen = {"to": [PUBLIC, *to] if public else to, "cc": []}
        said = {
            "id": f"{self.base}/notes/{uuid.uuid4()}", "type": "Note", "attributedTo": self.uri,
            "content": f"<p>{words}</p>", "tag": [{"type": "Mention", "href": one} for one in to], **seen, **more,
        }  # fmt: skip
        return {"id": f"{said['id']}#create", "type": "Create", "actor": self.uri, "object": said, **seen}

    def does(self, kind: str, thing: Any) -> Json:
        """Any other activity."""
        return {"id": f"{self.base}/acts/{uuid.uuid4()}", "type": kind, "actor": self.uri, "object": thing}

    def signed(
        self, activity: Json | bytes, *, path: str = "/inbox", host: str = "olivar.example",
        now: datetime | None = None, key: rsa.RSAPrivateKey | None = None, key_id: str = "",
    ) -> tuple[bytes, dict[str, str]]:  # fmt: skip
        """The body and the headers of one POST to the town."""
        body = activity if isinstance(activity, bytes) else json.dumps(activity).encode()
        headers = signatures.sign(
            key or self.key, key_id=key_id or f"{self.uri}#main-key", method="POST", url=f"http://{host}{path}",
            body=body, now=now or clock.now(),
        )  # fmt: skip
        return body, headers

    def gives(self, path: str) -> tuple[bytes, str] | None:
        """What is at an address: a picture, a document, the account."""
        if path in self.pictures:
            return self.pictures[path], "image/jpeg"
        document = self.document() if path == urlsplit(self.uri).path else None
        document = self.documents.get(path, document)
        return (json.dumps(document).encode(), "application/activity+json") if document else None

    def judges(self, headers: dict[str, str]) -> int:
        """The status for a request with these headers."""
        del headers
        return self.answers

    def hands_in(self, body: bytes, headers: dict[str, str]) -> int:
        """Send bytes that were signed elsewhere to the town."""
        return post("/inbox", body, headers)

    def posts(self, activity: Json | bytes, *, path: str = "/inbox", **how: Any) -> int:
        """Send it to the town; the status that came back."""
        body, headers = self.signed(activity, path=path, **how)
        return post(path, body, headers)

    def notes(self, *, public: bool = True) -> list[Json]:
        """The Notes that came, the oldest first: those for everybody, or those for him alone."""
        found = [one["object"] for one in self.heard if one["type"] == "Create"]
        return [one for one in found if (PUBLIC in one["to"]) == public]


def post(path: str, body: bytes, headers: dict[str, str]) -> int:
    """One POST to the town's inbox."""
    answer = Client().post(path, body, content_type="application/activity+json", headers=headers)
    return answer.status_code


@contextmanager
def found_by_name(peer: Peer) -> "Iterator[Peer]":
    """It is served, and its account is found by WebFinger (RFC 7033)."""
    server = serve(peer)
    peer.documents["/.well-known/webfinger"] = {
        "subject": f"acct:{peer.acct}",
        "links": [{"rel": "self", "type": "application/activity+json", "href": peer.uri}],
    }
    yield peer
    server.shutdown()
    server.server_close()


def serve(peer: Peer) -> ThreadingHTTPServer:
    """Start it on loopback; whoever started it shuts it down."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            peer.asked.append(path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            if peer.locked and peer.judges(headers) >= 300:
                peer.refused.append(signatures.Request(method="GET", target=self.path, headers=headers))
                self.send_error(401)
                return
            found = peer.gives(path)
            if found is None:
                self.send_error(404)
            else:
                self._give(*found)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status = peer.judges(headers)
            known = signatures.Request(method="POST", target=self.path, headers=headers, body=body)
            if status < 300:
                peer.heard.append(json.loads(body))
                peer.requests.append(known)
            elif status == 401:
                peer.refused.append(known)
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _give(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the name of the overridden argument
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    peer.base = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return server
