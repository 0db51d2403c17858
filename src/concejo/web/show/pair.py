# SPDX-License-Identifier: AGPL-3.0-or-later
"""Before and after: the neighbour's picture beside the one with which the work was shown to be done."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from concejo.cases.models import Case
from concejo.cases.states import State
from concejo.square.models import Post
from concejo.ui.moments import clock, day
from concejo.web.show.cards import Card, Photo


def before_and_after(case: Case, posts: Sequence[Post], said: Sequence[Card]) -> list[dict[str, Any]]:
    """Both, each with its hour and who took it; nothing while the work is not done, or where one of them is missing.

    `posts` are those of the case with their pictures, oldest first, and `said` what pages show of them.
    """
    if case.state not in {State.DONE, State.MENDED}:
        return []
    shown = [(post, one) for post, one in zip(posts, said, strict=True) if one.photos]
    steps = case.steps.filter(act="done", post__isnull=False)
    closed = {step: at for at, step in enumerate(steps.order_by("at", "id").values_list("post", flat=True))}
    after = max(
        ((post, one) for post, one in shown if post.pk in closed), key=lambda two: closed[two[0].pk], default=None
    )
    if after is None:
        return []
    before = [(post, one) for post, one in shown if not post.is_town and post.at <= after[0].at]
    if not before:
        return []
    return [_half(_("Before"), before[-1][1], before[-1][1].photos[0]), _half(_("After"), after[1], after[1].photos[0])]


def _half(label: str, said: Card, photo: Photo) -> dict[str, Any]:
    told = {"label": label, "name": said.who_name, "day": day(said.at), "clock": clock(said.at)}
    alt = _("%(label)s: photo by %(name)s, %(day)s, %(clock)s") % told
    alt = f"{label}: {photo.alt}" if photo.described else alt
    return {
        "url": photo.url, "srcset": photo.srcset, "full_url": photo.full_url, "width": photo.width,
        "height": photo.height, "alt": alt, "label": label, "at": said.at,
    }  # fmt: skip
