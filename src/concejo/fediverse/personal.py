# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this door holds about somebody: their account elsewhere, and which of ours it follows."""

from concejo.channels.keeps import tell_without
from concejo.fediverse import errands
from concejo.fediverse.models import Following, RemoteActor
from concejo.privacy.holdings import Holding, Row, Subject, holds, no_files
from concejo.square.models import Conversation, Post, Visibility


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
    """Who they are elsewhere is forgotten; if they speak again, they are a stranger.

    What the town answered them goes out anew, without their name; and nobody goes out any more for what was said there.
    """
    talks = Conversation.objects.filter(posts__author__in=subject.addresses, visibility=Visibility.PUBLIC)
    for pk in talks.distinct().values_list("pk", flat=True):
        errands.close(pk)
    gone = RemoteActor.objects.filter(address__in=subject.addresses)
    own = set(gone.values_list("inbox", flat=True))
    for post in Post.objects.public().filter(conversation__in=talks, speaker__isnull=False).distinct():
        tell_without(post.pk, subject.addresses, but=own)
    count = gone.count()
    gone.delete()
    return {"elsewhere": count}


holds(Holding("fediverse", tell, erase, no_files))
