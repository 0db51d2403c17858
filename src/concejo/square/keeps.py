# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promises that the square keeps itself: pictures appear and vanish."""

from datetime import datetime

from concejo.core import changes, clock, outbox
from concejo.square import pictures
from concejo.square.actions.appear import news
from concejo.square.models import Media


@outbox.keeps("square.media_shown")
def show_media(*, media: str) -> None:
    """A picture that staff have looked at is published: from now on pages show it. Never one of a private matter."""
    row = Media.objects.select_related("post__conversation").filter(name=media).first()
    if row is not None and row.post is not None and not row.post.conversation.is_public:
        return
    pictures.show(media)
    _shown(media, clock.now())


@outbox.keeps("square.media_closed_in")
def close_media_in(*, media: str, scope: str) -> None:
    """What came with private words is sealed like them: only who reads the conversation opens it."""
    row = Media.objects.filter(name=media).first()
    if row is not None and row.sealed_scope != scope:
        pictures.reseal(row, scope)
        row.sealed_scope = scope
        row.save(update_fields=["sealed_scope"])


@outbox.keeps("square.media_gone")
def forget_media(*, media: str) -> None:
    """A deleted picture leaves the disk, variants and original."""
    pictures.forget(media)


@outbox.keeps("square.media_hidden")
def hide_media(*, media: str) -> None:
    """A picture whose conversation became private is no longer published; staff still have it, sealed."""
    pictures.hide(media)
    _shown(media, None)


def _shown(name: str, at: datetime | None) -> None:
    row = Media.objects.select_related("post__conversation").filter(name=name).first()
    if row is None:
        return
    row.shown_at = at
    row.save(update_fields=["shown_at"])
    if row.post is not None:
        news(row.post)
        changes.touch("cases")
