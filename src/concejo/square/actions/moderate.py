# SPDX-License-Identifier: AGPL-3.0-or-later
"""A post waits, is let through, hidden with a reason, or brought back."""

from django.db import transaction

from concejo.core import changes, clock, ledger, outbox
from concejo.people.models import Person
from concejo.square import search
from concejo.square.actions import guarded
from concejo.square.actions.aloud import pass_on_no_more
from concejo.square.actions.appeal import MODERATION
from concejo.square.actions.appear import news, retitle
from concejo.square.actions.follow import take_part
from concejo.square.actions.open import open_conversation
from concejo.square.models import Hiding, Media, Post, Visibility
from concejo.square.reasons import WhyHidden


@transaction.atomic
def hold(post: Post, *, by: str, held_for: str) -> None:
    """A published post is taken back until somebody has looked."""
    post.state, post.held_for = Post.State.HELD, held_for
    post.save(update_fields=["state", "held_for"])
    search.forget(post)
    news(post)
    ledger.write("square.held", by=by, about=f"post:{post.pk}", why=held_for)


@transaction.atomic
def publish(post: Post, *, by: str) -> None:
    """A held post may be read by everybody who may read its conversation."""
    if post.state != Post.State.HELD:
        return
    if post.facts.get("doubts"):
        guarded.let_stand(post, by=by)
    if post.state == Post.State.HELD:  # its author has not confirmed it, and somebody of the town hall vouches for it
        guarded.release(post, by=by)


@transaction.atomic
def hide(post: Post, *, by: Person, reason: str, why: str = WhyHidden.OTHER) -> Hiding:
    """A moderator hides a post; the reason is shown in its place, and its author is told and can appeal.

    The author hears in a private conversation of its own: whatever they answer there is the appeal.
    """
    talk = open_conversation(Visibility.PRIVATE) if post.author and post.conversation.is_public else None
    if talk and post.author:
        take_part(post.author, talk)
    row = Hiding.objects.create(post=post, why=why, at=clock.now(), by=by, talk=talk)
    if talk:
        outbox.promise("square.post_hidden", key=str(row.pk), hiding=row.pk)
    pass_on_no_more(post, by=by.ref)
    post.state = Post.State.HIDDEN
    post.facts = {**post.facts, "hidden_because": guarded.clear(reason)}
    post.save(update_fields=["state", "facts"])
    retitle(post.conversation, was=post.text)
    search.forget(post)
    news(post)
    changes.touch(MODERATION)
    ledger.write("square.hidden", by=by.ref, about=f"post:{post.pk}", why=why)
    return row


@transaction.atomic
def restore(post: Post, *, by: Person) -> None:
    """A hidden post is shown again; whoever appealed hears of it."""
    _decide(post, by=by, restored=True)
    post.state = Post.State.PUBLISHED
    post.facts = {key: value for key, value in post.facts.items() if key != "hidden_because"}
    post.save(update_fields=["state", "facts"])
    retitle(post.conversation, was=post.text)
    search.index(post)
    news(post)
    ledger.write("square.restored", by=by.ref, about=f"post:{post.pk}")


@transaction.atomic
def keep_hidden(post: Post, *, by: Person) -> None:
    """Somebody has looked at the appeal: the post stays hidden, and its author hears it."""
    _decide(post, by=by, restored=False)
    ledger.write("square.kept_hidden", by=by.ref, about=f"post:{post.pk}")


def _decide(post: Post, *, by: Person, restored: bool) -> None:
    row = post.hidings.filter(decided_at=None).order_by("-at", "-id").first()
    if row is None:
        return
    row.decided_at, row.decided_by, row.restored = clock.now(), by, restored
    row.save(update_fields=["decided_at", "decided_by", "restored"])
    if row.talk_id and (row.appealed_at or restored):
        outbox.promise("square.hiding_decided", key=str(row.pk), hiding=row.pk)
    if row.talk:
        row.talk.waits_since = None
        row.talk.save(update_fields=["waits_since"])
        changes.touch(row.talk.topic, "worklists")
    changes.touch(MODERATION)


@transaction.atomic
def found_harmless(post: Post, *, by: str) -> None:
    """What the guard covered stays covered, and the clerk has seen it: it is not asked about again."""
    post.facts = {**post.facts, "looked": True}
    post.save(update_fields=["facts"])
    ledger.write("square.looked_at", by=by, about=f"post:{post.pk}")


@transaction.atomic
def uncover(post: Post, text: str, *, by: str, reason: str) -> None:
    """What the guard had covered is published after all (it is the sender's own shop, say); the reason is kept."""
    post.text = text
    post.facts = {key: value for key, value in post.facts.items() if key not in {"covered", "doubts"}} | {
        "uncovered_because": reason
    }
    post.save(update_fields=["text", "facts"])
    search.index(post)
    news(post)
    ledger.write("square.uncovered", by=by, about=f"post:{post.pk}")


@transaction.atomic
def look_at_photos(post: Post, *, by: str) -> None:
    """Staff have looked at a neighbour's photos: they may be published with the words."""
    for media in post.media.filter(kind=Media.Kind.PHOTO, looked_at=None):
        media.looked_at = clock.now()
        media.save(update_fields=["looked_at"])
        outbox.promise("square.media_shown", key=media.name, media=media.name)
        ledger.write("square.photo_shown", by=by, about=f"media:{media.pk}")
    news(post)
