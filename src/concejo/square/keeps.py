# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promises that the square keeps itself: pictures appear and vanish."""

from datetime import datetime

from concejo.core import changes, clock, outbox
from concejo.square import pictures
from concejo.square.actions.appear import news
from concejo.square.actions.plan import say_planned
from concejo.square.models import Media, Planned


@outbox.keeps("square.planned_due")
def say_what_was_planned(*, planned: int) -> None:
    """The hour of an announcement has come; one that was put off meanwhile has another promise."""
    row = Planned.objects.select_related("by", "department").filter(pk=planned).first()
    if row is not None and row.waits and row.due <= clock.now():
        say_planned(row)


@outbox.keeps("square.media_shown")
def show_media(*, media: str, shown_as: str = "") -> None:
    """A picture is published, covered: from now on pages show it. Never one of a private matter.

    `shown_as` is the name of the published variants: another one after each change of what is covered.
    """
    row = Media.objects.select_related("post__conversation").filter(name=media).first()
    if row is None or row.looked_at is None or (row.post is not None and not row.post.conversation.is_public):
        return
    if row.faded_at is not None:
        pictures.fade(row)  # what was covered since then goes for good too
    before, row.shown_as = row.shown_as, shown_as or row.shown_as or row.name
    pictures.show(row)
    row.save(update_fields=["shown_as"])
    _shown(media, clock.now())
    if before and before != row.shown_as:
        pictures.hide(before)


@outbox.keeps("square.media_closed_in")
def close_media_in(*, media: str, scope: str) -> None:
    """What came with private words is sealed like them: only who reads the conversation opens it."""
    row = Media.objects.filter(name=media).first()
    if row is not None and row.sealed_scope != scope:
        pictures.reseal(row, scope)
        row.sealed_scope = scope
        row.save(update_fields=["sealed_scope"])


@outbox.keeps("square.media_gone")
def forget_media(*, media: str, shown_as: str = "") -> None:
    """A deleted picture leaves the disk, variants and original."""
    pictures.forget(media, shown_as=shown_as)


@outbox.keeps("square.original_gone")
def fade_media(*, media: str) -> None:
    """Thirty days have gone by: nothing is left of the original, nor of what lies under the covers in public.

    A picture that was never sent goes whole.
    """
    row = Media.objects.select_related("post__conversation").filter(name=media).first()
    if row is None:
        return
    if row.post is None and row.shown_at is None:
        pictures.forget(media, shown_as=row.shown_as)
        row.delete()
        return
    pictures.fade(row)
    row.faded_at = row.faded_at or clock.now()
    row.save(update_fields=["faded_at"])


@outbox.keeps("square.media_hidden")
def hide_media(*, media: str) -> None:
    """A picture whose conversation became private is no longer published; staff still have it, sealed."""
    row = Media.objects.filter(name=media).first()
    pictures.hide((row.shown_as if row else "") or media)
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
