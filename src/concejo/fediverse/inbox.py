# SPDX-License-Identifier: AGPL-3.0-or-later
"""Activities of other servers come in: verified, stored before they are understood, answered after the commit."""

import hashlib
from urllib.parse import urlsplit

from concejo.channels import intake
from concejo.channels.contract import Raw, Unreadable
from concejo.core import clock
from concejo.core.durable import fully
from concejo.fediverse import messages, read, remote, signatures
from concejo.fediverse.models import RemoteActor
from concejo.fediverse.names import base
from concejo.fediverse.signatures import Forged, Request
from concejo.fediverse.wire import KIND

LARGEST = 1024 * 1024


def take_in(request: Request) -> None:
    """Store one activity; raises `Unreadable`, `Forged` and `remote.NotFetched`. Twice the same is one letter."""
    activity = read.parse(request.body)
    sender = signer(request)
    if read.who(activity["actor"]) != sender.uri:
        raise Forged("the key is not that of the actor")
    raw = Raw(
        kind=KIND, body=request.body, received_at=clock.now(),
        envelope={"sender": sender.address.urn, "sender_name": sender.address.name},
    )  # fmt: skip
    mark = hashlib.sha256(f"{KIND}\0{sender.uri}\0{activity['id']}".encode()).hexdigest()
    with fully():
        intake.store(raw, dedupe=mark)


def signer(request: Request) -> RemoteActor:
    """Whoever signed the request; a key that does not fit is asked for once more, since keys change."""
    if not request.headers.get("signature"):
        raise Forged("the request is not signed")
    if request.headers.get("host", "").lower() != urlsplit(base()).netloc.lower():
        raise Forged("this was written to another server")
    claim = _claim(request)
    known = RemoteActor.objects.filter(key_id=claim.key_id).exists()
    sender = remote.of_key(claim.key_id)
    try:
        signatures.check(claim, sender.public_key)
    except Forged:
        if not known:
            raise
        sender = remote.of_key(claim.key_id, again=True)
        signatures.check(claim, sender.public_key)
    if sender.address.blocked_at:
        raise Forged("this account is blocked here")
    return sender


def _claim(request: Request) -> signatures.Claim:
    if messages.is_signed(request):
        return messages.claim(request, base=base(), now=clock.now())
    return signatures.claim(request, now=clock.now())


__all__ = ["LARGEST", "Forged", "Unreadable", "signer", "take_in"]
