# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever typed a post changes it, undoes it, or takes it away."""

from django.db import transaction

from concejo.core import changes, clock, ledger, outbox
from concejo.people.models import Address, Person
from concejo.square import search
from concejo.square.actions import guarded
from concejo.square.actions.aloud import pass_on_no_more
from concejo.square.actions.appear import news, retitle
from concejo.square.models import Post, PostVersion


@transaction.atomic
def edit(
    post: Post,
    text: str,
    *,
    by: Person | Address,
    about: str | None = None,
    decided: guarded.Decided = guarded.Decided.NOT,
) -> None:
    """The words change; what they were before stays readable behind "edited"; the guard reads them like new ones.

    `about` puts a warning before them, or takes it away; without it that stays as it is.
    """
    was, called = post.text, post.about or post.text
    if about is not None and post.conversation.is_public:
        post.about = guarded.clear(about[:120], post.language) if about else ""
    PostVersion.objects.create(post=post, at=clock.now(), text=was, sealed=post.sealed)
    guarded.write(post, text, decided=decided)
    guarded.hold_doubtful(post)
    post.edited_at = clock.now()
    post.save(update_fields=["text", "sealed", "about", "edited_at", "facts", "state", "held_for"])
    retitle(post.conversation, was=called)
    if post.state == Post.State.HELD:
        search.forget(post)
        outbox.take_back("square.post_published", key=str(post.pk))
    else:
        search.index(post)
        times = post.versions.count()
        outbox.promise("square.post_edited", key=f"{post.pk}:{times}", post=post.pk, times=times)
    news(post)
    ledger.write("square.edited", by=by.ref, about=f"post:{post.pk}", **guarded.decisions(post))


@transaction.atomic
def undo(post: Post, *, by: Person) -> bool:
    """Within thirty seconds nothing has left: the words vanish without a trace for readers. Says whether in time."""
    if not outbox.take_back("square.post_published", key=str(post.pk)):
        return False
    _empty(post)
    _wait_again(post)
    ledger.write("square.undone", by=by.ref, about=f"post:{post.pk}")
    return True


@transaction.atomic
def delete(post: Post, *, by: str) -> None:
    """The words and pictures go; a tombstone stays, so that answers keep their place."""
    pass_on_no_more(post, by=by)
    _empty(post)
    ledger.write("square.deleted", by=by, about=f"post:{post.pk}")
    outbox.promise("square.post_deleted", key=str(post.pk), post=post.pk)


def _empty(post: Post) -> None:
    was = post.about or post.text
    post.text, post.sealed, post.about, post.state = "", None, "", Post.State.DELETED
    post.save(update_fields=["text", "sealed", "about", "state"])
    post.versions.all().delete()
    for media in post.media.all():
        outbox.promise("square.media_gone", key=media.name, media=media.name, shown_as=media.shown_as)
    post.media.all().delete()
    retitle(post.conversation, was=was)
    search.forget(post)
    news(post)
    changes.touch("erased")  # copies that were kept for speed go too


def _wait_again(post: Post) -> None:
    """With the answer gone, the neighbour's words since the town last spoke wait as before."""
    conversation = post.conversation
    said = conversation.posts.exclude(state=Post.State.DELETED)
    town = said.exclude(speaker=None).order_by("-at", "-id").first()
    waiting = said.exclude(author=None).filter(at__gt=town.at) if town else said.exclude(author=None)
    first = waiting.order_by("at", "id").first()
    conversation.waits_since = first.at if first else None
    conversation.save(update_fields=["waits_since"])
