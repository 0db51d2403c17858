# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts elsewhere like what was said here, pass it on, or report it to whoever moderates."""

from typing import Any

from django.db.models import Q

from concejo.channels.models import ExternalRef
from concejo.fediverse.models import RemoteActor
from concejo.fediverse.names import base, post_in
from concejo.fediverse.plain import text_of
from concejo.fediverse.shapes import several, who
from concejo.fediverse.wire import KIND
from concejo.square import actions as square
from concejo.square.models import Post, Reaction

Activity = dict[str, Any]
MOST_REPORTED = 20
_KINDS = {"Like": Reaction.Kind.LIKE, "Announce": Reaction.Kind.BOOST}


def like(activity: Activity, sender: RemoteActor) -> bool:
    """A star, a heart, whatever their server calls it."""
    return _react(activity, sender, Reaction.Kind.LIKE)


def boost(activity: Activity, sender: RemoteActor) -> bool:
    """They pass it on to those who follow them."""
    return _react(activity, sender, Reaction.Kind.BOOST)


def _react(activity: Activity, sender: RemoteActor, kind: str) -> bool:
    posts = posts_of([who(activity.get("object"))])
    return bool(posts) and square.react(posts[0], sender.address, kind, external_id=activity["id"])


def take_back(undone: Activity, sender: RemoteActor) -> bool:
    """They like it no more: the like stands there whole, or by its id."""
    rows = Reaction.objects.filter(address=sender.address).select_related("post__conversation")
    kind = _KINDS.get(str(undone.get("type")))
    wanted = Q(external_id=who(undone)[:250]) if who(undone) else Q(pk__in=[])
    if kind:
        wanted |= Q(kind=kind, post__in=posts_of([who(undone.get("object"))]))
    found = list(rows.filter(wanted))
    for row in found:
        square.take_back_reaction(row)
    return bool(found)


def report(activity: Activity, sender: RemoteActor) -> bool:
    """A moderator elsewhere, or somebody through them, says that a message here does not belong here."""
    names = [who(one) for one in several(activity.get("object"))[: MOST_REPORTED * 2]]
    posts = posts_of(names)[:MOST_REPORTED]
    accounts = [one for one in names if one and post_in(one, base()) is None][:MOST_REPORTED]
    content = activity.get("content")
    words = text_of(content) if isinstance(content, str) else ""
    if not posts and not accounts:
        return False
    lines = [words or "…", *(one for one in accounts if not ExternalRef.objects.filter(external_id=one).exists())]
    square.complain(posts, "\n\n".join(lines), author=sender.address, via=KIND)
    return True


def posts_of(names: list[str]) -> list[Post]:
    """Public posts by our address for them, or by the one that their own server gave them."""
    ours = [pk for pk in (post_in(one, base()) for one in names) if pk is not None]
    theirs = ExternalRef.objects.filter(kind=KIND, external_id__in=names).values("post")
    rows = Post.objects.public().filter(Q(pk__in=ours, author=None) | Q(pk__in=theirs))
    return list(rows.select_related("conversation").order_by("at", "id"))
