# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promises that the square keeps itself: pictures appear and vanish."""

from concejo.core import outbox
from concejo.square import pictures


@outbox.keeps("square.media_shown")
def show_media(*, media: str) -> None:
    """A picture that staff have looked at is published."""
    pictures.show(media)


@outbox.keeps("square.media_gone")
def forget_media(*, media: str) -> None:
    """A deleted picture leaves the disk, variants and original."""
    pictures.forget(media)


@outbox.keeps("square.media_hidden")
def hide_media(*, media: str) -> None:
    """A picture whose conversation became private is no longer published; staff still have it, sealed."""
    pictures.hide(media)
