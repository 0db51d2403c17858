# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this door holds about somebody: their account elsewhere, and which of ours it follows."""

from datetime import timedelta
from urllib.parse import urlsplit

from concejo.channels.models import Delivery
from concejo.core import clock, outbox
from concejo.fediverse.models import Following, RemoteActor
from concejo.fediverse.wire import KIND
from concejo.privacy.holdings import Holding, Row, Subject, holds, no_files
from concejo.square.models import Post


def tell(subject: Subject) -> dict[str, list[Row]]:
    """The account, and whom it follows here since when."""
    follows = Following.objects.filter(follower__address__in=subject.addresses, ended_at=None)
    return {
        "elsewhere": [
            {"address": one.uri, "since": one.fetched_at}
            for one in RemoteActor.objects.filter(address__in=subject.addresses)
        ],
        "follows_elsewhere": [
            {"what": str(one.actor.handle or ""), "since": one.at}
            for one in follows.select_related("actor__handle").order_by("at")
        ],
    }


def erase(subject: Subject) -> dict[str, int]:
    """Who they are elsewhere is forgotten, and the town's answers name them no more; a stranger if they speak again."""
    gone = RemoteActor.objects.filter(address__in=subject.addresses)
    _name_no_more(subject, {one.shared_inbox for one in gone if one.shared_inbox})
    count = gone.count()
    gone.delete()
    return {"elsewhere": count}


def _name_no_more(subject: Subject, inboxes: set[str]) -> None:
    """Each answer in public that named them is told anew, without: to whoever has it, and to their own server."""
    if not inboxes:
        return
    now = clock.now()
    answers = Post.objects.public().exclude(speaker=None)
    for post in answers.filter(conversation__posts__author__in=subject.addresses).distinct():
        outbox.promise("square.post_edited", key=f"{post.pk}:unnamed:{now.timestamp()}", post=post.pk, times=0)
        Delivery.objects.bulk_create(
            Delivery(
                kind=KIND, to=inbox, host=urlsplit(inbox).netloc[:120], lane=Delivery.Lane.MANY, cause="edited",
                subject=post.pk, made_at=now, next_at=now, expires_at=now + timedelta(days=5),
            )
            for inbox in sorted(inboxes)
        )  # fmt: skip


holds(Holding("fediverse", tell, erase, no_files))
