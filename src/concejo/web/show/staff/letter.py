# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letter in the middle of the desk: who wrote, what was found in it, what the slip says, what may be the same."""

from datetime import date, timedelta
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from concejo.cases.likely import Asked, likely_same
from concejo.cases.models import Case, State
from concejo.core import clock
from concejo.square import actions as square
from concejo.square.models import Conversation, Post
from concejo.town.models import Street, Town
from concejo.web.show import findings
from concejo.web.show.alike import alike

_MOMENT = timedelta(seconds=1)
MOST_STREETS = 2000


def first_letter(posts: list[Post]) -> Post | None:
    """What the neighbour began with."""
    return next((post for post in posts if post.author_id and post.state != "deleted"), None)


def guard_box(posts: list[Post]) -> dict[str, Any] | None:
    """Personal data in words for the whole town that nobody has judged yet (ui/part/guard.html)."""
    for post in posts:
        if not post.conversation.is_public or post.facts.get("looked") or post.facts.get("uncovered_because"):
            continue
        if post.state not in {Post.State.PUBLISHED, Post.State.HELD}:
            continue
        doubts = square.doubts(post)
        box = findings.marked(post.text, findings.covered(post) + doubts)
        if box and (post.author_id or doubts):
            anyway = reverse("web:desk-post", args=[post.pk, "anyway"]) if post.facts.get("covered") else ""
            return box | {
                "url": f"{reverse('web:desk-act', args=[post.conversation_id, 'guard'])}?post={post.pk}",
                "anyway_url": anyway,
                "doubts": bool(doubts),
                "asks": _asks(post) if doubts else "",
            }
    return None


def _asks(post: Post) -> str:
    """What is known of the author's own wish; the button asks, or asks again."""
    if post.author is None or post.author.scheme != "mailto":
        return "cannot"
    return "wished" if post.facts.get("wished") else "asked"


def slip(case: Case | None, conversation: Conversation, town: Town) -> dict[str, Any]:
    """What the slip says at first."""
    told: dict[str, Any] = {"readers": "public" if conversation.is_public else "private"}
    if case is None:
        return told
    told |= {"kind": case.category.slug if case.category else "", "place": case.place, "to": in_charge(case)}
    if not told["to"] and case.department_id:
        told["to"] = f"department:{case.department_id}"
    if not told["to"] and case.category and case.category.department_id:
        told["to"] = f"department:{case.category.department_id}"
    if case.due_at:
        told["due"] = due_day(case, town)
    return told


def due_day(case: Case, town: Town) -> date | None:
    """The local day that ends with the deadline."""
    return (case.due_at.astimezone(town.zone) - _MOMENT).date() if case.due_at else None


def in_charge(case: Case) -> str:
    """Who has it, as a choice of the select; empty while nobody was told of it."""
    if case.in_charge_id:
        return f"person:{case.in_charge_id}"
    if case.department_id and case.state != State.RECEIVED:
        return f"department:{case.department_id}"
    return ""


def likely(case: Case | None, words: str) -> list[dict[str, Any]]:
    """Open cases that are likely the same thing, as cards."""
    if case is None or case.joined_to_id or case.is_private or not case.is_open:
        return []
    asked = Asked(
        text=words, category=case.category, place=case.place, lat=case.lat, lon=case.lon, street=case.street,
        at=case.opened_at,
    )  # fmt: skip
    return alike(likely_same(asked, but=case), staff=True)


def undo_join(pk: str) -> dict[str, Any] | None:
    """Half a minute in which a join is taken apart and nobody has heard of it (ui/part/undo.html)."""
    case = Case.objects.select_related("joined_to").filter(conversation=int(pk)).first() if pk.isdigit() else None
    case = case or (Case.objects.filter(private_conversation=int(pk)).first() if pk.isdigit() else None)
    until = case.closed_at + square.UNDO if case and case.joined_to and case.closed_at else None
    if case is None or case.joined_to is None or until is None or until <= clock.now():
        return None
    words = _("Joined to %(number)s. Whoever reported it hears of it in half a minute.")
    return {"url": reverse("web:desk-act", args=[int(pk), "part"]), "until": until,
            "words": words % {"number": case.joined_to.number}}  # fmt: skip


def burden(case: Case | None) -> str:
    """How much whoever is in charge already has: a number, so that nobody is overloaded unseen."""
    if case is None or case.in_charge is None:
        return ""
    n = Case.objects.open().of(case.in_charge).count()
    words = ngettext("%(name)s has %(n)d open case.", "%(name)s has %(n)d open cases.", n)
    return words % {"name": case.in_charge.public_name, "n": n}


def streets() -> SafeString:
    """The list under the field of a place, as one piece: a city has thousands."""
    names = Street.objects.order_by("name").values_list("name", flat=True)[:MOST_STREETS]
    return mark_safe("".join(f'<option value="{escape(name)}"></option>' for name in names))
