# SPDX-License-Identifier: AGPL-3.0-or-later
"""A post waits, is let through, hidden with a reason, or brought back."""

from django.db import transaction

from concejo.core import clock, ledger, outbox
from concejo.square import search
from concejo.square.actions import guarded
from concejo.square.actions.appear import news, retitle
from concejo.square.models import Media, Post


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
def hide(post: Post, *, by: str, reason: str) -> None:
    """A moderator hides a post; the reason is shown in its place and kept."""
    post.state = Post.State.HIDDEN
    post.facts = {**post.facts, "hidden_because": guarded.clear(reason)}
    post.save(update_fields=["state", "facts"])
    retitle(post.conversation, was=post.text)
    search.forget(post)
    news(post)
    ledger.write("square.hidden", by=by, about=f"post:{post.pk}")


@transaction.atomic
def restore(post: Post, *, by: str) -> None:
    """A hidden post is shown again."""
    post.state = Post.State.PUBLISHED
    post.facts = {key: value for key, value in post.facts.items() if key != "hidden_because"}
    post.save(update_fields=["state", "facts"])
    retitle(post.conversation, was=post.text)
    search.index(post)
    news(post)
    ledger.write("square.restored", by=by, about=f"post:{post.pk}")


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
