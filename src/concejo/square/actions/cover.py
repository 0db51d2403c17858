# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is covered in a photo: people point at it, before it is shown and after."""

from django.db import transaction

from concejo.core import changes, ledger, outbox
from concejo.core.ids import new_token
from concejo.square import faces
from concejo.square.actions.appear import news
from concejo.square.models import Media


@transaction.atomic
def cover(media: Media, over: faces.Cover, *, by: str) -> bool:
    """Cover a rectangle; says whether anything changed (the same one twice does not, nor one without area)."""
    row = over.row()
    if row in media.covers or not over.width or not over.height or len(media.covers) >= faces.MOST:
        return False
    media.covers = [*media.covers, row]
    _made_anew(media)
    ledger.write("square.photo_covered", by=by, about=f"media:{media.pk}")
    return True


@transaction.atomic
def take_cover(media: Media, over: faces.Cover, *, by: str) -> bool:
    """Take a cover away; not once the original has gone, since nothing lies under it any more."""
    row = over.row()
    if row not in media.covers or media.faded_at is not None:
        return False
    media.covers = [one for one in media.covers if one != row]
    _made_anew(media)
    ledger.write("square.photo_uncovered", by=by, about=f"media:{media.pk}")
    return True


@transaction.atomic
def ask_look(media: Media, *, wanted: bool, by: str) -> None:
    """Whoever sends it wishes, or no longer wishes, that staff look at it before it is shown."""
    media.asks_look = wanted
    media.save(update_fields=["asks_look"])
    ledger.write("square.photo_look_asked" if wanted else "square.photo_look_waived", by=by, about=f"media:{media.pk}")


def _made_anew(media: Media) -> None:
    """Nobody is shown what was published before; the picture comes back under another name."""
    was_shown = media.looked_at is not None
    media.shown_at = None
    media.save(update_fields=["covers", "shown_at"])
    if was_shown:
        name = new_token()
        outbox.promise("square.media_shown", key=f"{media.name}:{name}", media=media.name, shown_as=name)
    if media.post is not None:
        news(media.post)
        changes.touch("cases")
