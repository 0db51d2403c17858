# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tomás lives on another server: his account, what he said, what he heard. Kept in a file beside the demo town."""

import json
import threading
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from concejo.core import clock
from concejo.core.ids import new_id
from concejo.fediverse import signatures

Json = dict[str, Any]
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
TYPE = "application/activity+json"
NAME, LANGUAGE = "tomas", "es"
FIRST = "@alumbrado La farola de la calle Olivares, 7, lleva tres noches apagada. Va una foto."
SECONDS = 20.0


@dataclass
class Account:
    """One account on one small server; `town` is the demo town's address."""

    base: str
    town: str
    file: Path
    told: list[Json] = field(default_factory=list)
    """Notes of both sides, the oldest first; his own bear `mine`."""
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def __post_init__(self) -> None:
        kept = json.loads(self.file.read_text(encoding="utf-8")) if self.file.exists() else {}
        self.told = kept.get("told", [])
        pem = kept.get("key", "").encode()
        key = load_pem_private_key(pem, None) if pem else rsa.generate_private_key(public_exponent=65537, key_size=2048)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise TypeError("the key of an account is RSA")
        self._key = key

    @property
    def uri(self) -> str:
        """Its id."""
        return f"{self.base}/users/{NAME}"

    def document(self) -> Json:
        """The account, as the town asks for it."""
        pem = self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        return {
            "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"], "id": self.uri,
            "type": "Person", "preferredUsername": NAME, "name": "Tomás", "url": self.base,
            "inbox": f"{self.uri}/inbox", "outbox": f"{self.uri}/outbox", "followers": f"{self.uri}/followers",
            "endpoints": {"sharedInbox": f"{self.base}/inbox"},
            "publicKey": {"id": f"{self.uri}#main-key", "owner": self.uri, "publicKeyPem": pem},
        }  # fmt: skip

    def begins(self) -> None:
        """He follows the lamps, and tells them of one, unless he did before."""
        if self.told:
            return
        lamps = self._lamps()
        self._post({"id": f"{self.uri}#follow", "type": "Follow", "actor": self.uri, "object": lamps})
        picture = {"type": "Document", "mediaType": "image/jpeg", "url": f"{self.base}/lamp.jpg"}
        self.says(FIRST, attachment=[picture | {"name": "La farola apagada"}])

    def says(self, words: str, *, answers: str = "", **more: Any) -> None:
        """He mentions the lamps, or answers something."""
        lamps, uri = self._lamps(), f"{self.base}/notes/{new_id()}"
        note = {
            "id": uri, "type": "Note", "attributedTo": self.uri, "content": words, "to": [PUBLIC], "cc": [lamps],
            "published": clock.now().isoformat(timespec="seconds"), "contentMap": {LANGUAGE: words},
            "tag": [{"type": "Mention", "href": lamps, "name": "@alumbrado"}],
            **({"inReplyTo": answers} if answers else {}), **more,
        }  # fmt: skip
        act = {"id": f"{uri}#create", "type": "Create", "actor": self.uri, "to": [PUBLIC], "cc": [lamps]}
        self._post({"@context": "https://www.w3.org/ns/activitystreams", **act, "object": note})
        self.keep(note | {"mine": True})

    def hears(self, request: signatures.Request) -> bool:
        """The town sent something; says whether it was really signed by whom it names."""
        activity = json.loads(request.body)
        claim = signatures.claim(request, now=clock.now())
        signer = self._get(claim.key_id.partition("#")[0])
        signatures.check(claim, signer["publicKey"]["publicKeyPem"])
        said = activity.get("object")
        if signer["id"] != activity.get("actor"):
            return False
        if activity["type"] in {"Create", "Update"} and isinstance(said, dict):
            self.keep(said)
        elif activity["type"] == "Delete" and isinstance(said, dict):
            self.keep(said, gone=True)
        return True

    def keep(self, note: Json, *, gone: bool = False) -> None:
        """One more, or another wording of one, or one less; on the disk at once."""
        with self._lock:
            place = next((at for at, one in enumerate(self.told) if one["id"] == note["id"]), len(self.told))
            self.told[place : place + 1] = [] if gone else [note]
            pem = self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.write_text(json.dumps({"key": pem, "told": self.told}, ensure_ascii=False), encoding="utf-8")
            self.file.chmod(0o600)

    def note(self, uri: str) -> Json | None:
        """His own words by their name."""
        found = next((one for one in self.told if one["id"] == uri and one.get("mine")), None)
        return {name: value for name, value in found.items() if name != "mine"} if found else None

    def _lamps(self) -> str:
        return str(self._get(f"{self.town}/actors/named/alumbrado")["id"])

    def _get(self, url: str) -> Json:
        request = urllib.request.Request(url, headers={"Accept": TYPE, "User-Agent": "Olivar demo"})  # noqa: S310 -- the demo's own town
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            found: Json = json.load(answer)
            return found

    def _post(self, activity: Json) -> None:
        body = json.dumps(activity, ensure_ascii=False).encode()
        url = f"{self.town}/inbox"
        headers = signatures.sign(self._key, key_id=f"{self.uri}#main-key", method="POST", url=url, body=body)
        request = urllib.request.Request(url, data=body, headers=headers | {"Content-Type": TYPE})  # noqa: S310
        with urllib.request.urlopen(request, timeout=SECONDS):  # noqa: S310
            pass
