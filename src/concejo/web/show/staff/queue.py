# SPDX-License-Identifier: AGPL-3.0-or-later
"""The queue of the desk as a page shows it, and which letter comes next."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from concejo.core import clock
from concejo.desk.queries import Waiting, Why
from concejo.square.actions.appear import first_sentence
from concejo.web.show import cards
from concejo.web.show.cases import due_words


def lines(rows: list[Waiting], *, current: int, language: str) -> list[dict[str, Any]]:
    """Its lines (ui/part/queue.html)."""
    return [_line(row, current=current, language=language) for row in rows]


def after(rows: list[Waiting], pk: int) -> int | None:
    """The letter below, else the first other one."""
    ids = [row.conversation.pk for row in rows]
    if pk in ids and ids.index(pk) + 1 < len(ids):
        return ids[ids.index(pk) + 1]
    return next((one for one in ids if one != pk), None)


def title(row: Waiting, language: str) -> str:
    """What it is called; of a private letter only its kind is said, its words are not opened for a list."""
    conversation, case = row.conversation, row.case
    if conversation.title:
        return conversation.title
    if conversation.is_public and row.first and row.first.text:
        return first_sentence(row.first.text)
    if case:
        return case.headline(language)
    if row.joined:
        return _("Joined to %(number)s, in private") % {"number": row.joined.number}
    return _("A private letter")


def _line(row: Waiting, *, current: int, language: str) -> dict[str, Any]:
    icon = cards.VIA.get(row.first.via, ("", ""))[0] if row.first else ""
    late = row.due_at is not None and row.due_at < clock.now() + timedelta(days=1)
    return {
        "title": title(row, language),
        "url": reverse("web:desk-letter", args=[row.conversation.pk]),
        "via_icon": icon,
        "at": row.since,
        "kind": _why(row),
        "due_words": due_words(row.due_at),
        "soon": late,
        "current": row.conversation.pk == current,
    }


def _why(row: Waiting) -> str:
    words = {
        Why.NEW: _("new"),
        Why.WORDS: _("somebody spoke again"),
        Why.HELD: _("held"),
        Why.PHOTO: _("photo to look at"),
        Why.UNSORTED: _("nobody has it"),
    }[row.why]
    return words if row.conversation.is_public else words + " · " + _("private")
