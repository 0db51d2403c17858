# SPDX-License-Identifier: AGPL-3.0-or-later
"""Activities of other servers come in: verified, stored before they are understood, answered after the commit."""

import hashlib
from typing import Any
from urllib.parse import urlsplit

from concejo.channels import intake, stances
from concejo.channels.contract import Raw
from concejo.core import clock
from concejo.core.durable import fully
from concejo.fediverse import messages, read, remote, signatures, signing
from concejo.fediverse.models import RemoteActor
from concejo.fediverse.names import base
from concejo.fediverse.shapes import who
from concejo.fediverse.signatures import Forged, Request
from concejo.fediverse.wire import KIND

LARGEST = 1024 * 1024


class Unwelcome(Exception):
    """The town does not listen to that server or account; the sentence is for the other server."""


def take_in(request: Request) -> None:
    """Store one activity; raises what `verified` raises. Twice the same is one letter."""
    found = verified(request)
    if found is None:
        return
    activity, sender = found
    raw = Raw(
        kind=KIND, body=request.body, received_at=clock.now(),
        envelope={"sender": sender.address.urn, "sender_name": sender.address.name},
    )  # fmt: skip
    mark = hashlib.sha256(f"{KIND}\0{sender.uri}\0{activity['id']}".encode()).hexdigest()
    with fully():
        intake.store(raw, dedupe=mark)


def verified(request: Request) -> tuple[dict[str, Any], RemoteActor] | None:
    """The activity and who signed it; nothing for the farewell of an account that was never known here.

    Raises `Unreadable`, `Forged`, `Unwelcome` and `remote.NotFetched`.
    """
    activity = read.parse(request.body)
    if _is_gone(activity):
        return None  # its server tells everybody, and its key cannot be had any more
    sender = signer(request)
    if who(activity["actor"]) != sender.uri:
        raise Forged("the key is not that of the actor")
    return activity, sender


def _is_gone(activity: dict[str, Any]) -> bool:
    name = who(activity["actor"])
    if activity["type"] != "Delete" or who(activity.get("object")) != name:
        return False
    return not RemoteActor.objects.filter(uri=name).exists()


def signer(request: Request) -> RemoteActor:
    """Whoever signed the request; a key that does not fit is asked for once more, since keys change."""
    claim = claim_of(request, base())
    if stances.refuses_all(KIND, urlsplit(claim.key_id).hostname or ""):
        raise Unwelcome("the town does not listen to this server")
    known = RemoteActor.objects.filter(key_id=claim.key_id).exists()
    sender = remote.of_key(claim.key_id)
    try:
        signatures.check(claim, sender.public_key)
    except Forged:
        if not known:
            raise
        sender = remote.of_key(claim.key_id, again=True)
        signatures.check(claim, sender.public_key)
    if messages.is_signed(request):
        signing.shows(signing.host_of(sender.uri))
    if sender.address.blocked_at or stances.refuses(KIND, sender.address.path):
        raise Unwelcome("the town does not listen to this account")
    return sender


def claim_of(request: Request, address: str) -> signatures.Claim:
    """What a request to the town at `address` says of its sender; raises `Forged` for a frame that is wrong."""
    if not request.headers.get("signature"):
        raise Forged("the request is not signed")
    if request.headers.get("host", "").lower() != address.partition("://")[2].lower():
        raise Forged("this was written to another server")
    if messages.is_signed(request):
        return messages.claim(request, base=address, now=clock.now())
    return signatures.claim(request, now=clock.now())
