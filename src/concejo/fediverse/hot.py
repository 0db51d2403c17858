# SPDX-License-Identifier: AGPL-3.0-or-later
"""The quick way through the inbox: an activity of somebody whose key is at hand is verified without a database.

Everything else (an unknown key, one that does not fit any more) goes the slow way, `inbox.take_in`, which remembers the
key here. What is remembered holds for a minute, so a block or a rule counts a minute later at the door, and at once
where the letter is heard.
"""

import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from concejo.channels.contract import Raw
from concejo.core import clock
from concejo.fediverse import inbox, read, signatures
from concejo.fediverse.models import Actor, RemoteActor
from concejo.fediverse.names import base
from concejo.fediverse.shapes import who
from concejo.fediverse.signatures import Forged, Request
from concejo.fediverse.wire import KIND

HOLDS = 60.0
"""Seconds for which a key is remembered."""
MOST = 20_000


@dataclass(frozen=True, slots=True)
class Known:
    """An account whose key is at hand."""

    key: RSAPublicKey
    uri: str
    urn: str
    name: str
    until: float


@dataclass(frozen=True, slots=True)
class Taken:
    """A verified activity, ready to be stored under its mark; `actor` and `host` are what limits count."""

    raw: Raw
    mark: str
    actor: str
    host: str


class Door:
    """Keys that are at hand in this process, the town's address, and its accounts; all of it for a minute."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._lock = Lock()
        self._actors: tuple[frozenset[int], float] = (frozenset(), 0.0)
        self._base: tuple[str, float] = ("", 0.0)

    def quick(self, request: Request) -> Taken | None:
        """The activity, if it can be verified here and now; `None` if it must go the slow way.

        Raises `Unreadable` for what is no activity, `Forged` for a frame that is wrong whoever signed it.
        """
        activity = read.parse(request.body)
        address, until = self._base
        if until < time.monotonic():
            return None
        claim = inbox.claim_of(request, address)
        known = self._known.get(claim.key_id)
        if known is None or known.until < time.monotonic() or not signatures.fits(claim, known.key):
            return None
        if who(activity["actor"]) != known.uri:
            raise Forged("the key is not that of the actor")
        return _taken(request, activity["id"], known)

    def slow(self, request: Request) -> Taken | None:
        """The same with the database and, for a key that is new, the other server; remembers the key.

        `None` where there is nothing to store. Raises what `inbox.verified` raises.
        """
        self._base = (base(), time.monotonic() + HOLDS)
        found = inbox.verified(request)
        if found is None:
            return None
        activity, sender = found
        known = self._remember(inbox.claim_of(request, self._base[0]).key_id, sender)
        return _taken(request, activity["id"], known)

    def has_actor(self, pk: int) -> bool:
        """Whether that is an account of the town; asks the database once a minute, and for a number that is new."""
        found, until = self._actors
        if pk not in found and (until < time.monotonic() or not found):
            found = frozenset(Actor.objects.values_list("pk", flat=True))
            self._actors = (found, time.monotonic() + 5.0)
        return pk in found

    def knows_actor(self, pk: int) -> bool:
        """The same without asking."""
        return pk in self._actors[0]

    def _remember(self, key_id: str, sender: RemoteActor) -> Known:
        known = Known(
            signatures.public(sender.public_key), sender.uri, sender.address.urn, sender.address.name,
            time.monotonic() + HOLDS,
        )  # fmt: skip
        with self._lock:
            self._known[key_id] = known
            self._known.move_to_end(key_id)
            if len(self._known) > MOST:
                self._known.popitem(last=False)
        return known


def _taken(request: Request, identity: str, known: Known) -> Taken:
    envelope = {"sender": known.urn, "sender_name": known.name}
    raw = Raw(kind=KIND, body=request.body, received_at=clock.now(), envelope=envelope)
    mark = hashlib.sha256(f"{KIND}\0{known.uri}\0{identity}".encode()).hexdigest()
    return Taken(raw, mark, known.uri, known.urn.rpartition("@")[2])
