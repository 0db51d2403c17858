# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which activity says what a delivery is about, and which account of the town's says it."""

from collections.abc import Callable

from concejo.channels.contract import Outgoing
from concejo.core import clock
from concejo.fediverse import actors, wire
from concejo.fediverse.models import Actor, Following, RemoteActor
from concejo.fediverse.names import object_url
from concejo.people.models import Address
from concejo.square.models import PassedOn, Post

Made = tuple[Actor, wire.Json, str]
"""The account, the activity, and the name by which the words are known from then on."""


def made(outgoing: Outgoing) -> Made | None:
    """The activity of one delivery; nothing where there is nothing left to say."""
    return _MAKERS.get(outgoing.cause, _aside)(outgoing)


def _post(outgoing: Outgoing) -> Made | None:
    post = _public(outgoing.subject_id)
    if post is None:
        return _aside(outgoing)  # a private matter
    if not post.is_town:
        return None
    return actors.speaks_as(post), wire.create(post), object_url(post.pk)


def _echo(outgoing: Outgoing) -> Made | None:
    """Who follows the town hears what its departments and employees say: its account passes it on."""
    post = _public(outgoing.subject_id)
    if post is None or not post.is_town:
        return None
    town = actors.town_actor()
    if actors.speaks_as(post) == town:
        return town, wire.create(post), object_url(post.pk)
    return town, wire.echo(post, by=town), ""


def _edited(outgoing: Outgoing) -> Made | None:
    post = _public(outgoing.subject_id)
    return (actors.speaks_as(post), wire.update(post, at=outgoing.made_at), "") if post else None


def _taken_back(outgoing: Outgoing) -> Made | None:
    post = Post.objects.select_related("department__handle", "speaker__handle").filter(pk=outgoing.subject_id).first()
    return (actors.speaks_as(post), wire.delete(post), "") if post else None


def _passed_on(outgoing: Outgoing) -> Made | None:
    row = _passed(outgoing.subject_id)
    if row is None or row.ended_at is not None or _public(row.post_id) is None:
        return None
    activity = wire.passed_on(row)
    return (actors.passes_on(row), activity, "") if activity else None


def _passed_on_no_more(outgoing: Outgoing) -> Made | None:
    row = _passed(outgoing.subject_id)
    return (actors.passes_on(row), wire.passed_on_no_more(row), "") if row else None


def _passed(pk: int) -> PassedOn | None:
    return PassedOn.objects.select_related("post", "department__handle").filter(pk=pk).first()


def _pinned(outgoing: Outgoing) -> Made | None:
    post = _public(outgoing.subject_id)
    return (actors.speaks_as(post), wire.pinned(post, line=outgoing.key), "") if post else None


def _accept(outgoing: Outgoing) -> Made | None:
    rows = Following.objects.select_related("actor__handle", "follower")
    row = rows.filter(pk=outgoing.subject_id, ended_at=None).first()
    return (row.actor, wire.accept(row), "") if row else None


def _reject(outgoing: Outgoing) -> Made | None:
    row = Following.objects.select_related("actor__handle", "follower").filter(pk=outgoing.subject_id).first()
    return (row.actor, wire.reject(row), "") if row and row.ended_at else None


def _aside(outgoing: Outgoing) -> Made | None:
    scheme, _, path = outgoing.urn.partition(":")
    address = Address.objects.filter(scheme=scheme, path=path).first()
    to = RemoteActor.objects.select_related("address").filter(address=address).first()
    if to is None:
        return None
    at = outgoing.made_at or clock.now()
    activity = wire.aside(outgoing.key, outgoing.text, to=to, language=outgoing.language, at=at)
    return actors.town_actor(), activity, str(activity["object"]["id"])


_MAKERS: dict[str, Callable[[Outgoing], Made | None]] = {
    "post": _post,
    "edited": _edited,
    "taken_back": _taken_back,
    "accept": _accept,
    "reject": _reject,
    "passed_on": _passed_on,
    "passed_on_no_more": _passed_on_no_more,
    "pinned": _pinned,
    "echo": _echo,
}


def _public(pk: int) -> Post | None:
    rows = Post.objects.public().select_related("department__handle", "speaker__handle", "conversation")
    return rows.filter(pk=pk).first()
