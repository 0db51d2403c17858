# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody of the town hall speaks through a page: words and photos, and the desk reads what they mean."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concejo.desk import reading as desk
from concejo.people import queries as people
from concejo.people.models import Person
from concejo.square import actions as square
from concejo.square import pictures
from concejo.square.models import Conversation, Media, Post
from concejo.square.readings import Reading
from concejo.town.models import Department


def photos(uploads: Iterable["UploadedFile[Any]"], *, alt: str = "") -> list[Media]:
    """Pictures that an employee took; raises `NotAPicture` with a sentence, before anything was said."""
    ready = []
    for upload in uploads:
        if (upload.size or 0) > pictures.LARGEST:
            raise pictures.NotAPicture(_("The photo is larger than 20 MB. Please send a smaller one."))
        ready.append(pictures.prepare(upload.read()))
    return [pictures.keep(one, alt=alt, shown=True) for one in ready]


def say(
    conversation: Conversation,
    text: str,
    *,
    by: Person,
    media: Sequence[Media] = (),
    department: Department | None = None,
    decided: square.Decided = square.Decided.NOT,
) -> Post:
    """The words go out in half a minute; `department` is the voice in which they are said, the person's own if none."""
    words = square.Words(text=text.strip(), via="web", language=get_language() or "", media=media, decided=decided)
    return square.say(conversation, words, speaker=by, department=department or people.department_of(by))


@transaction.atomic
def answer(
    conversation: Conversation,
    text: str,
    *,
    by: Person,
    media: Sequence[Media] = (),
    decided: square.Decided = square.Decided.NOT,
) -> tuple[Post, str]:
    """An answer, and what the desk understood by it: a colleague named has the case, whoever is in charge closes it."""
    post = say(conversation, text, by=by, media=media, decided=decided)
    meant = desk.read(
        Reading(
            post=post,
            text=text,
            person=by,
            mentions=tuple(square.mentioned(text)),
            has_photo=any(one.kind == Media.Kind.PHOTO for one in media),
        )
    )
    return post, meant
