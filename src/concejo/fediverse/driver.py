# SPDX-License-Identifier: AGPL-3.0-or-later
"""The fediverse as one channel among others: what the registry of channels finds under the name `fediverse`."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from django.db.models import QuerySet

from concejo.channels.contract import (
    Enclosure,
    Event,
    Outcome,
    Outgoing,
    Parcel,
    Raw,
    Said,
    Sent,
    Surroundings,
    Target,
    Trust,
)
from concejo.core import asked, http
from concejo.core.many import Answer, Request
from concejo.core.prepared import prepared
from concejo.fediverse import actors, read, remote, says, signing, wire
from concejo.fediverse.models import Actor, Following, Refusal, RemoteActor
from concejo.fediverse.names import actor_in, actor_url, base

log = logging.getLogger(__name__)
LARGEST_PICTURE = 10 * 1024 * 1024
_WANTED = f"{wire.TYPE}, {wire.PROFILE}"
TOGETHER = frozenset({"post", "taken_back", "edited", "passed_on", "passed_on_no_more", "pinned", "echo"})
"""Causes of which one copy for a whole server is enough."""


class FediverseDriver:
    """Reads activities, aims at inboxes, signs when it sends."""

    kind = wire.KIND
    scheme = wire.SCHEME
    hears = True
    speaks = True
    repeats_safely = True
    one_server = False
    overheard = True
    threads = True
    writes = frozenset({
        "accept", "reject", "taken_back", "edited", "passed_on", "passed_on_no_more", "pinned", "echo",
    })  # fmt: skip

    def read(self, raw: Raw, around: Surroundings) -> Sequence[Event]:
        """Pure; raises `Unreadable`."""
        return read.read(raw, around)

    def weigh(self, raw: Raw, around: Surroundings) -> Trust:
        """The signature was verified before the letter was taken in; an account that changed or moved is asked anew."""
        evidence = {"fetched": "from its own server"} if "fetched" in raw.envelope else {"signature": "verified"}
        activity = read.parse(raw.body)
        if activity["type"] in {"Update", "Move"}:
            evidence |= remote.renewed(activity)
        return Trust(aligned=True, evidence=evidence)

    def named(self, to: Sequence[str]) -> Sequence[str]:
        """Departments and employees by the ids of their accounts."""
        found = [pk for pk in (actor_in(one, base()) for one in to) if pk is not None]
        words = dict(_words_of(found)) if found else {}
        return [words[pk] for pk in found if pk in words]

    def find(self, path: str) -> bool:
        """By WebFinger, unless it is known."""
        try:
            return remote.of_account(path) is not None
        except remote.NotFetched as error:
            log.info("an account elsewhere was not found: %s", error)
            return False

    def fetch(self, said: Said, around: Surroundings) -> Said:
        """Pictures are brought in from their server; one that cannot be had is left out, the words count."""
        found = []
        for number, one in enumerate(said.elsewhere, start=1):
            try:
                reply = http.get(
                    one.url, headers={"User-Agent": remote.AGENT, "Accept": "image/*"}, most=LARGEST_PICTURE
                )
            except (http.Forbidden, http.Unreachable) as error:
                log.info("a picture of another server was not fetched: %s", error)
                continue
            kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
            if reply.status == 200 and kind.startswith("image/"):
                found.append(Enclosure(name=f"{number}", content_type=kind, data=reply.body, alt=one.alt))
        return replace(said, enclosures=(*said.enclosures, *found), elsewhere=())

    def targets(self, urns: Sequence[str], *, cause: str = "post") -> Sequence[Target]:
        """One copy per server where that is enough (shared inbox), else one per account."""
        paths = [urn.partition(":")[2] for urn in urns]
        rows = RemoteActor.objects.filter(address__scheme=self.scheme, address__path__in=paths)
        found: dict[str, Target] = {}
        for row in rows.select_related("address").order_by("pk"):
            inbox = row.shared_inbox if cause in TOGETHER and row.shared_inbox else row.inbox
            name, host = inbox if cause in TOGETHER else row.uri, urlsplit(inbox).netloc
            found.setdefault(name, Target(urn=row.address.urn, to=inbox, host=host[:120]))
        return tuple(found.values())

    def send(self, outgoing: Outgoing, around: Surroundings) -> Sent:
        """One signed POST; never raises for what the network does."""
        parcel = self.pack(outgoing, around)
        if isinstance(parcel, Sent):
            return parcel
        request = parcel.request
        answer: Answer
        try:
            answer = http.ask("POST", request.url, headers=request.headers, body=request.body)
        except (http.Forbidden, http.Unreachable) as error:
            answer = error
        return self.told(parcel, answer)

    def pack(self, outgoing: Outgoing, around: Surroundings) -> Parcel | Sent:
        """The activity, signed for this server now."""
        letter = asked.once(("fediverse", *_same(outgoing)), lambda: _written(outgoing))
        if letter is None:
            return Sent(outcome=Outcome.INVALID, detail="there is nothing left to say")
        if letter.of_post and _refused(letter.actor, outgoing):
            return Sent(outcome=Outcome.OPTED_OUT, detail="they have blocked this account")
        signed = signing.sign(letter.key, key_id=letter.key_id, method="POST", url=outgoing.to, body=letter.body)
        headers = {**signed, "Content-Type": wire.TYPE, "Accept": _WANTED, "User-Agent": remote.AGENT}
        request = Request(url=outgoing.to, headers=headers, body=letter.body)
        return Parcel(request=request, external_id=letter.external_id)

    def told(self, parcel: Parcel, answer: Answer) -> Sent:
        """What an answer means for the delivery."""
        if isinstance(answer, http.Forbidden):
            return Sent(outcome=Outcome.INVALID, detail=str(answer))
        if isinstance(answer, http.Unreachable):
            return Sent(outcome=Outcome.UNREACHABLE, detail=str(answer))
        return _told(parcel, answer)

    def check(self, around: Surroundings) -> Sequence[str]:
        """Other servers speak only to https."""
        if not around.public_url.startswith("https://"):
            return ("The fediverse needs a public address that begins with https:// (setting of the town).",)
        return ()


@dataclass(frozen=True, slots=True)
class _Letter:
    """An activity as bytes, and the key that signs it: the same for every server that hears the same."""

    actor: Actor
    key: RSAPrivateKey
    key_id: str
    body: bytes
    external_id: str
    of_post: bool


def _written(outgoing: Outgoing) -> _Letter | None:
    made = says.made(outgoing)
    if made is None:
        return None
    actor, activity, external_id = made
    body = json.dumps(activity, ensure_ascii=False, separators=(",", ":")).encode()
    key_id = f"{actor_url(actor)}#main-key"
    return _Letter(actor, actors.private_key(actor), key_id, body, external_id, outgoing.cause in {"post", "echo"})


def _same(outgoing: Outgoing) -> tuple[object, ...]:
    """What is the same for all who hear it; words for one account alone are nobody else's."""
    if outgoing.cause in TOGETHER and not outgoing.text:
        return (outgoing.cause, outgoing.subject_id)
    return (outgoing.key,)


def _refused(speaker: Actor, outgoing: Outgoing) -> bool:
    """Whoever has blocked that account of ours gets nothing of it, unless somebody else on their server follows it."""
    refusals = asked.once(("refusals", speaker.pk), lambda: _refusals(speaker))
    by = refusals.get(outgoing.urn.partition(":")[2])
    if by is None:
        return False
    others = Following.objects.filter(actor=speaker, ended_at=None, follower__shared_inbox=outgoing.to)
    return not others.exclude(follower=by).exists()


def _refusals(speaker: Actor) -> dict[str, int]:
    """Who has blocked it, by the name of their account."""
    return dict(Refusal.objects.filter(actor=speaker).values_list("by__address__path", "by"))


def _told(parcel: Parcel, reply: http.Reply) -> Sent:
    """What an answer means for the delivery."""
    status, request = f"{reply.status}", parcel.request
    if 200 <= reply.status < 300:
        signing.took(request.url, dict(request.headers))
        return Sent(outcome=Outcome.SENT, external_id=parcel.external_id, detail=status)
    if reply.status == 401 and signing.refused(request.url, dict(request.headers)):
        return Sent(outcome=Outcome.THROTTLED, detail="it wants another kind of signature", retry_after=1.0)
    if reply.status == 410:
        return Sent(outcome=Outcome.RECIPIENT_GONE, detail=status)
    if reply.status in {408, 425, 429} or reply.status >= 500:
        after = reply.headers.get("retry-after", "")
        wait = min(float(after), 86_400.0) if after.isdigit() else None
        return Sent(outcome=Outcome.THROTTLED, detail=status, retry_after=wait)
    return Sent(outcome=Outcome.INVALID, detail=status)


driver = FediverseDriver()


@prepared
def _words_of(ids: Sequence[int]) -> "QuerySet[Actor, tuple[int, str]]":
    return Actor.objects.filter(pk__in=ids, handle__isnull=False).values_list("pk", "handle__word")
