# SPDX-License-Identifier: AGPL-3.0-or-later
"""Cases that may be the same thing, as cards from which one can tell: photo, distance, age, state, words."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from concejo.cases.likely import Likely
from concejo.core.prepared import prepared
from concejo.square.models import Media, Post
from concejo.ui.moments import ago
from concejo.web.show import cards
from concejo.web.show.cases import badge

LETTERS = 220
HERE = 10
"""Metres within which nobody would say how far away it is."""


def alike(likely: Sequence[Likely], *, staff: bool = False) -> list[dict[str, Any]]:
    """One card each (web/part/alike.html); two more queries, however many there are."""
    language = get_language() or "es"
    talks = [one.case.conversation_id for one in likely if one.case.conversation_id]
    words, photos = _firsts(talks), _photos(talks)
    return [_card(one, language, words, photos, staff=staff) for one in likely]


def _card(
    one: Likely, language: str, words: dict[int, str], photos: dict[int, Media], *, staff: bool
) -> dict[str, Any]:
    case, talk = one.case, one.case.conversation_id or 0
    title, said = case.headline(language), words.get(talk, "")
    photo = photos.get(talk)
    return {
        "number": case.number, "title": title, "sign": badge(case), "place": case.place,
        "url": reverse("web:work-case" if staff else "web:case", args=[case.number]),
        "away": _away(one), "age": ago(case.opened_at), "photo": cards.photo(photo) if photo else None,
        "words": Truncator(said).chars(LETTERS) if said.rstrip(". ") != title.rstrip(". ") else "",
    }  # fmt: skip


def _away(one: Likely) -> str:
    """Where only the street is known, its middle says nothing of metres."""
    street = one.case.street
    only_street = street is not None and (one.case.lat, one.case.lon) == (street.lat, street.lon)
    if one.metres is None or (one.metres < HERE and only_street):
        return _("in the same street")
    if one.metres < HERE:
        return _("at the same spot")
    return _("%(number)d m away") % {"number": max(HERE, round(one.metres, -1))}


def _firsts(talks: Sequence[int]) -> dict[int, str]:
    """What each begins with, as everybody reads it."""
    found: dict[int, str] = {}
    for talk, text in _said(list(talks)):
        found.setdefault(talk, text)
    return found


def _photos(talks: Sequence[int]) -> dict[int, Media]:
    """The first picture of each that everybody may see, faces covered."""
    found: dict[int, Media] = {}
    for one in _shown(list(talks)):
        if one.post is not None:
            found.setdefault(one.post.conversation_id, one)
    return found


@prepared
def _said(talks: Sequence[int]) -> "QuerySet[Post, tuple[int, str]]":
    rows = Post.objects.public().filter(conversation__in=talks)
    return rows.order_by("at", "id").values_list("conversation", "text")


@prepared
def _shown(talks: Sequence[int]) -> QuerySet[Media]:
    rows = Media.objects.filter(kind=Media.Kind.PHOTO, looked_at__isnull=False, shown_at__isnull=False)
    said = rows.filter(post__conversation__in=talks, post__state=Post.State.PUBLISHED)
    return said.select_related("post").order_by("post__at", "id")
