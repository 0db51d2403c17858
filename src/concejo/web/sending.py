# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was filled in becomes a letter, once; a photo is taken in on the way."""

import secrets
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concejo.channels import busy, hear, intake, written
from concejo.channels.models import Draft
from concejo.core import clock
from concejo.people import links
from concejo.square import pictures
from concejo.web import drafts, where

MOST_PHOTOS = 4


MOST_AN_HOUR = 150
"""Reports from one network address that are taken up within an hour; a village may stand behind one."""


def send(draft: Draft, told: drafts.Answers, *, sent: int = 0) -> None:
    """It is written down and understood. However often it is sent, the same draft is one letter.

    `sent` is how many came from the same network address within the hour: after very many, all are still written down,
    and taken up later.
    """
    if told.answer_by == "code" and not told.code:
        told.code = f"{secrets.randbelow(10**5):05d}-{secrets.token_hex(3).upper()}"
        drafts.keep(draft, told)
    sender = {
        "email": f"mailto:{told.email.lower()}",
        "phone": f"tel:{told.phone}",
        "code": f"slip:{links.code_path(told.code)}",
    }[told.answer_by]
    hints = {"visibility": told.visibility, "place": told.place, "lat": told.lat, "lon": told.lon, "name": told.name}
    if drafts.is_private(told):
        hints["visibility"] = "private"
    hints |= {"join": told.join, **drafts.on_the_way(told)}
    raw = written.write(
        "web", sender=sender, text=told.text, hints={key: value for key, value in hints.items() if value},
        media=draft.media, language=get_language() or "", at=clock.now(),
    )  # fmt: skip
    with transaction.atomic():
        draft.letter, fresh = intake.take_in(raw, dedupe=f"draft:{draft.token}")
        draft.save(update_fields=["letter"])
    if fresh and sent > MOST_AN_HOUR:
        busy.put_off(draft.letter, sender=None)
    elif fresh:
        hear.hear(draft.letter)


def take_photo(upload: "UploadedFile[Any] | None", draft: Draft, told: drafts.Answers) -> str:
    """Keep the photo, or say why not; where it was taken is offered as the place, and shown before anything is sent."""
    if upload is None:
        return ""
    if len(draft.media) >= MOST_PHOTOS:
        return _("Four photos are enough. Please take one away first.")
    if (upload.size or 0) > pictures.LARGEST:
        return _("The photo is larger than 20 MB. Please send a smaller one.")
    try:
        media = pictures.keep(pictures.prepare(upload.read()))
    except pictures.NotAPicture as error:
        return str(error)
    draft.media = [*draft.media, media.name]
    if media.lat is not None and media.lon is not None and not told.lat:
        where.take(told, media.lat, media.lon)
    return ""
