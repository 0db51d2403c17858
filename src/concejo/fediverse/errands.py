# SPDX-License-Identifier: AGPL-3.0-or-later
"""The worker goes out for what the town was not sent: the rest of a conversation, and what somebody passed on.

What it brings home is a letter like any other: stored first, then heard, read by the guard. What was said to others is
put beside the conversation: nobody waits for an answer to it, and whoever wrote it is told nothing.
"""

import hashlib
import json
import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction

from concejo.channels import intake
from concejo.channels.contract import Raw
from concejo.channels.models import ExternalRef
from concejo.core import clock, lease
from concejo.core.durable import away
from concejo.fediverse import read, remote
from concejo.fediverse.models import Errand, RemoteActor
from concejo.fediverse.names import base, post_in
from concejo.fediverse.shapes import who
from concejo.fediverse.walk import Found, Walk
from concejo.fediverse.wire import KIND
from concejo.square import actions as square
from concejo.square.models import Post

log = logging.getLogger(__name__)
ROUNDS = (timedelta(minutes=3), timedelta(hours=2), timedelta(days=1))
"""How long after somebody spoke the conversation is looked at elsewhere."""
CLOSED = "closed"
MOST_BROUGHT, MOST_LOOKED_AT, MOST_WAITING, MOST_TRIES = 25, 12, 200, 3


def begin(activity: read.Activity, sender: RemoteActor) -> bool:
    """Somebody spoke to the town in public, and more may have been said around it where they live."""
    del sender
    ref = ExternalRef.objects.filter(kind=KIND, external_id=who(activity.get("object"))[:250]).first()
    post = ref.post if ref else None
    if post is None or not post.conversation.is_public or post.facts.get(square.BESIDE):
        return True
    key, now = _key(post.conversation_id), clock.now()
    fresh = {"what": Errand.What.WHOLE, "round": 0, "next_at": now + ROUNDS[0], "made_at": now}
    row, new = Errand.objects.get_or_create(key=key, defaults=fresh | {"conversation": post.conversation})
    if not new and not row.lease and row.name != CLOSED:
        Errand.objects.filter(pk=row.pk, lease="").update(work=Errand.State.WAITING, attempts=0, **fresh)
    return True


def close(conversation: int) -> None:
    """Somebody's words were erased from it: nobody goes out for it any more, since they would be brought again."""
    fresh = {"what": Errand.What.WHOLE, "name": CLOSED, "work": Errand.State.DONE, "conversation_id": conversation}
    now = clock.now()
    Errand.objects.update_or_create(
        key=_key(conversation), defaults=fresh | {"lease": ""}, create_defaults=fresh | {"next_at": now, "made_at": now}
    )


def passed_on(activity: read.Activity) -> bool:
    """Somebody passed on what is not here: it may be written to the town. Says whether it is worth the way."""
    name = who(activity.get("object"))
    waiting = Errand.objects.filter(what=Errand.What.PASSED_ON, work=Errand.State.WAITING)
    if not name or len(name) > 250 or post_in(name, base()) or waiting.count() >= MOST_WAITING:
        return False
    if ExternalRef.objects.filter(kind=KIND, external_id=name).exists():
        return False
    now = clock.now()
    fresh = {"what": Errand.What.PASSED_ON, "name": name, "next_at": now, "made_at": now}
    return Errand.objects.get_or_create(key=f"passed:{_mark(name)}", defaults=fresh)[1]


def run_due(*, limit: int = 5, stopping: Callable[[], bool] | None = None) -> int:
    """Go out for what is due; returns how many errands were taken up."""
    return lease.work_through(Errand.objects.all(), run, limit=limit, stopping=stopping)


def run(row: Errand) -> None:
    """Go out once; the network is asked outside any transaction, and what was found is written in a short one."""
    try:
        walk = Walk(ours=base(), known=_known)
        brought = _passed_on(row, walk) if row.what == Errand.What.PASSED_ON else _whole(row, walk)
        with transaction.atomic():
            for raw, mark in brought:
                intake.store(raw, dedupe=mark)
            _forget(walk.gone)
            _end(row)
    except lease.Lost as error:
        log.warning("%s was taken up by another worker", error)
    except Exception as error:
        if away(error):
            raise
        log.exception("errand %s failed", row.pk)
        lease.failed(row, type(error).__name__, most=MOST_TRIES)


def _end(row: Errand) -> None:
    if row.what == Errand.What.WHOLE and row.round + 1 < len(ROUNDS):
        Errand.objects.filter(pk=row.pk, lease=row.lease).update(round=row.round + 1)
        lease.later(row, seconds=ROUNDS[row.round + 1].total_seconds())
    else:
        lease.done(row, name="" if row.what == Errand.What.PASSED_ON else row.name)


def _whole(row: Errand, walk: Walk) -> list[tuple[Raw, str]]:
    refs = ExternalRef.objects.filter(kind=KIND, post__conversation=row.conversation, post__author__isnull=False)
    seeds = refs.exclude(post__state=Post.State.DELETED).order_by("-post_id")[:MOST_LOOKED_AT]
    brought = []
    for found in walk.from_notes([one.external_id for one in seeds]):
        letter = _letter(found, conversation=row.conversation_id)
        if letter is not None:
            brought.append(letter)
        if len(brought) >= MOST_BROUGHT:
            break
    return brought


def _passed_on(row: Errand, walk: Walk) -> list[tuple[Raw, str]]:
    found = walk.note(row.name)
    if found is None or not read.named(found.note, base()):
        return []
    letter = _letter(found)
    return [letter] if letter else []


def _letter(found: Found, *, conversation: int | None = None) -> tuple[Raw, str] | None:
    """The note as a letter of its author, whose own server was asked who that is."""
    try:
        author = remote.of_uri(found.author)
    except remote.NotFetched:
        return None
    name = who(found.note)
    activity = {"id": f"{name}#fetched", "type": "Create", "actor": author.uri, "object": found.note}
    envelope = {"sender": author.address.urn, "sender_name": author.address.name, "fetched": "yes"}
    if conversation is not None:
        envelope["beside"] = str(conversation)
    body = json.dumps(activity, ensure_ascii=False).encode()
    raw = Raw(kind=KIND, body=body, envelope=envelope, received_at=clock.now())
    return raw, _mark(f"{name}\0fetched")


def _known(names: list[str]) -> set[str]:
    """Those of them that are here."""
    return set(ExternalRef.objects.filter(kind=KIND, external_id__in=names).values_list("external_id", flat=True))


def _forget(names: list[str]) -> None:
    """What was put beside a conversation and is gone where it was said is gone here too."""
    for ref in ExternalRef.objects.filter(kind=KIND, external_id__in=names).select_related("post__author"):
        if ref.post.facts.get(square.BESIDE) and ref.post.state != Post.State.DELETED and ref.post.author:
            square.delete(ref.post, by=ref.post.author.ref)


def _key(conversation: int) -> str:
    return f"whole:{conversation}"


def _mark(words: str) -> str:
    return hashlib.sha256(f"{KIND}\0{words}".encode()).hexdigest()
