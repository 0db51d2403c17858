# SPDX-License-Identifier: AGPL-3.0-or-later
"""Activities that are no words: somebody follows, follows no more, takes words back."""

import logging
from collections.abc import Callable
from typing import Any

from concejo.channels import intake, stances
from concejo.channels.fanning import deliver
from concejo.channels.models import ExternalRef, Letter
from concejo.core import clock, outbox
from concejo.fediverse import actors, errands, notes, reactions, read
from concejo.fediverse.models import Actor, Following, Refusal, RemoteActor
from concejo.fediverse.names import actor_in, base
from concejo.fediverse.shapes import who
from concejo.fediverse.wire import KIND
from concejo.people import actions as people
from concejo.square import actions as square
from concejo.square.models import Follow, Pace, Post

log = logging.getLogger(__name__)
Activity = dict[str, Any]


@outbox.keeps("fediverse.other")
def act(*, letter: int) -> None:
    """An activity is acted upon once; of a kind that we do not know, it stays stored and is counted."""
    row = Letter.objects.get(pk=letter)
    activity = read.parse(intake.open_letter(row).body) | {"letter": letter}
    sender = RemoteActor.objects.select_related("address").filter(uri=who(activity["actor"])).first()
    if sender is not None and stances.refuses(KIND, sender.address.path):
        Letter.objects.filter(pk=letter).update(fate=Letter.Fate.JUNK, why="shut_out", sender=sender.address)
        return
    doer = _DOERS.get(activity["type"])
    if sender is not None:
        Letter.objects.filter(pk=letter).update(sender=sender.address)  # so that it is theirs to see and to erase
    if sender is None or doer is None or not doer(activity, sender):
        Letter.objects.filter(pk=letter).update(fate=Letter.Fate.SET_ASIDE, why=f"fediverse {activity['type'][:28]}")


def _follow(activity: Activity, sender: RemoteActor) -> bool:
    """They hear of what that account says from now on."""
    actor = _ours(activity.get("object"))
    if actor is None or len(activity["id"]) > 250:
        return False
    quiet = actors.is_quiet(actor)
    fresh = {"uri": activity["id"], "at": clock.now(), "ended_at": clock.now() if quiet else None}
    row, _new = Following.objects.update_or_create(actor=actor, follower=sender, defaults=fresh)
    if quiet:
        deliver([sender.address], cause="reject", subject=row.pk, post=None, version=activity["id"])
        return True
    square.follow(sender.address, actors.topic_of(actor), pace=Pace.AT_ONCE)
    deliver([sender.address], cause="accept", subject=row.pk, post=None, version=activity["id"])
    return True


@outbox.keeps("people.fell_silent")
def say_goodbye(*, person: int) -> None:
    """An employee has switched their account off: whoever follows it is told that they do so no more."""
    actor = Actor.objects.select_related("handle__person").filter(handle__person=person).first()
    if actor is None or not actors.is_quiet(actor):
        return  # nobody ever asked for it, or it is on again
    for row in actor.followings.filter(ended_at=None).select_related("actor__handle__person", "follower__address"):
        _end([row], row.follower)
        version = f"quiet:{row.uri}"
        deliver([row.follower.address], cause="reject", subject=row.pk, post=None, version=version)


def _undo(activity: Activity, sender: RemoteActor) -> bool:
    """What they did before holds no more; the thing stands there whole, or by its id."""
    undone = activity.get("object")
    rows = Following.objects.filter(follower=sender, ended_at=None)
    if isinstance(undone, dict):
        if who(undone.get("actor")) not in {"", sender.uri}:
            return False
        if undone.get("type") == "Block":
            return Refusal.objects.filter(by=sender, actor=_ours(undone.get("object"))).delete()[0] > 0
        if undone.get("type") != "Follow":
            return reactions.take_back(undone, sender)
        actor = _ours(undone.get("object"))
        rows = rows.filter(actor=actor) if actor else rows.filter(uri=who(undone))
    else:
        rows = rows.filter(uri=who(undone))
        if not rows.exists():
            return reactions.take_back({"id": undone}, sender)
    return _end(rows.select_related("actor__handle__department"), sender)


def _end(rows: Any, sender: RemoteActor) -> bool:
    found = list(rows)
    for row in found:
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        for follow in Follow.objects.filter(address=sender.address, topic=actors.topic_of(row.actor), ended_at=None):
            square.unfollow(follow)
    return bool(found)


def _delete(activity: Activity, sender: RemoteActor) -> bool:
    """Their words are taken back; if the account itself is gone, everything that it said here."""
    gone = who(activity.get("object"))
    if gone == sender.uri:
        _end(Following.objects.filter(follower=sender, ended_at=None).select_related("actor__handle"), sender)
        posts = list(Post.objects.filter(author=sender.address).exclude(state=Post.State.DELETED))
    else:
        refs = ExternalRef.objects.filter(kind=KIND, external_id=gone, post__author=sender.address)
        posts = [ref.post for ref in refs.select_related("post__conversation")]
    for post in posts:
        square.delete(post, by=sender.address.ref)
    return bool(posts) or gone == sender.uri


def _update(activity: Activity, sender: RemoteActor) -> bool:
    """They changed their words, and only those: what they said before stays readable behind "edited"."""
    said = activity.get("object")
    if who(said) == sender.uri:
        return True  # the account itself reads differently now; `weigh` has asked for it anew
    if not isinstance(said, dict) or not notes.is_written(said):
        return False
    refs = ExternalRef.objects.filter(kind=KIND, external_id=who(said), post__author=sender.address)
    ref = refs.exclude(post__state=Post.State.DELETED).select_related("post__conversation").first()
    if ref is None:
        return False
    fresh = notes.words(said).strip()
    if fresh and fresh != ref.post.words:
        square.edit(ref.post, fresh, by=sender.address)
    return True


def _ours(thing: Any) -> Actor | None:
    pk = actor_in(who(thing), base())
    return (
        Actor.objects.select_related("handle__department", "handle__person").filter(pk=pk).exclude(handle=None).first()
        if pk
        else None
    )


def _block(activity: Activity, sender: RemoteActor) -> bool:
    """They want nothing of that account of ours any more."""
    actor = _ours(activity.get("object"))
    if actor is None:
        return False
    rows = Following.objects.filter(follower=sender, actor=actor, ended_at=None)
    _end(rows.select_related("actor__handle__department"), sender)
    Refusal.objects.get_or_create(actor=actor, by=sender, defaults={"at": clock.now()})
    return True


def _move(activity: Activity, sender: RemoteActor) -> bool:
    """They live elsewhere now, and the new account says so too (`weigh` asked it): words go there from now on."""
    evidence = Letter.objects.filter(pk=activity["letter"]).values_list("evidence", flat=True).get()
    fresh = RemoteActor.objects.select_related("address").filter(uri=evidence.get("moved", "")).first()
    if fresh is None or fresh.pk == sender.pk:
        return False
    for part in sender.address.takes_part.select_related("conversation"):
        square.take_part(fresh.address, part.conversation)
    for follow in sender.address.follows.filter(ended_at=None).exclude(topic__in=_topics(sender)):
        square.follow(fresh.address, follow.topic, pace=follow.pace)
    people.moved(sender.address, fresh.address)
    return True


def _pass_on(activity: Activity, sender: RemoteActor) -> bool:
    """They pass on what was said here, or something that may be written to the town and did not come."""
    return reactions.boost(activity, sender) or errands.passed_on(activity)


def _topics(sender: RemoteActor) -> set[str]:
    """What they hear by following an account of ours: their new server asks for that itself."""
    rows = Following.objects.filter(follower=sender, ended_at=None).select_related("actor__handle__department")
    return {actors.topic_of(row.actor) for row in rows}


_DOERS: dict[str, Callable[[Activity, RemoteActor], bool]] = {
    "Follow": _follow,
    "Undo": _undo,
    "Delete": _delete,
    "Update": _update,
    "Block": _block,
    "Move": _move,
    "Like": reactions.like,
    "Announce": _pass_on,
    "Create": errands.begin,
    "Flag": reactions.report,
}
