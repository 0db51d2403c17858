# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case, and a conversation, as the town hall sees them: held words, files, photos that wait, notes, what to do."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from concejo.people.models import Person
from concejo.square import rules as square
from concejo.square.models import Conversation, Media, Post
from concejo.ui import threads
from concejo.web.show import cards

HELD = {
    "confirm": gettext_lazy("Waits until the neighbour confirms it; nobody else reads it yet."),
    "guard": gettext_lazy(
        "There may be something personal in it; it waits for the desk, and nobody else reads it yet."
    ),
    "look": gettext_lazy("Waits until somebody has looked at it; nobody else reads it yet."),
    "proof": gettext_lazy("Sent from an employee's address, but that is not certain; nobody else reads it."),
}


@dataclass(slots=True, kw_only=True)
class Said:
    """One message with what staff need beside it; `ui.threads` lays them out by `at`."""

    at: datetime
    card: cards.Card
    note: str = ""
    files: list[dict[str, str]] = field(default_factory=list)
    photos: list[dict[str, str]] = field(default_factory=list)
    """Where each photo is covered, for whoever moderates."""
    photos_wait: int = 0
    unsought: bool = False
    """One of those that wait was not looked through for faces."""
    acts: list[dict[str, str]] = field(default_factory=list)
    noted_by: str = ""


def said(posts: list[Post], *, town_name: str, language: str, moderates: bool, sorts: bool = False) -> list[Said]:
    """The messages of a conversation that was loaded `with_people`."""
    names = _typists(posts)
    return [
        _said(post, town_name=town_name, language=language, moderates=moderates, sorts=sorts, names=names)
        for post in posts
    ]


def lines(rows: list[Said]) -> list[threads.Line]:
    """By days, nothing folded."""
    return threads.lay(rows, over=len(rows)).first


def load(conversation: Conversation) -> list[Post]:
    """Everything that was said."""
    return list(Post.objects.filter(conversation=conversation).with_people())


def _said(post: Post, *, town_name: str, language: str, moderates: bool, sorts: bool, names: dict[int, str]) -> Said:
    media = list(post.media.all())
    waiting = [one for one in media if one.waits]
    covers = post.conversation.is_public and moderates
    held = post.state == Post.State.HELD
    return Said(
        at=post.at,
        card=cards.card(post, town_name=town_name, language=language, staff=True),
        note=_note(post),
        files=[
            {"url": reverse("web:sealed", args=[one.name]), "name": one.file_name or _("File")}
            for one in media
            if one.kind == Media.Kind.FILE
        ],
        photos=_photos(media) if covers else [],
        photos_wait=len(waiting) if covers else 0,
        unsought=any(one.sought_at is None for one in waiting),
        acts=_acts(post, held=held, moderates=moderates, sorts=sorts),
        noted_by=names.get(int(post.facts.get("noted_by") or 0), ""),
    )


def _photos(media: list[Media]) -> list[dict[str, str]]:
    photos = [one for one in media if one.kind == Media.Kind.PHOTO]
    return [
        {
            "url": reverse("web:desk-photo", args=[one.name]),
            "label": ngettext("Photo: %(n)d place is covered", "Photo: %(n)d places are covered", len(one.covers))
            % {"n": len(one.covers)},
        }
        for one in photos
    ]


def _note(post: Post) -> str:
    if post.state == Post.State.HELD:
        return str(HELD.get(post.held_for, HELD["look"]))
    if post.state == Post.State.HIDDEN:
        return _("Hidden: %(reason)s") % {"reason": post.facts.get("hidden_because", "")}
    return ""


def _acts(post: Post, *, held: bool, moderates: bool, sorts: bool) -> list[dict[str, str]]:
    rows = []
    if moderates and held:
        rows.append(("publish", _("Publish it"), "eye"))
    if moderates and post.state == Post.State.HIDDEN:
        rows.append(("restore", _("Show it again"), "redo"))
    if moderates and post.author_id and post.state in {Post.State.PUBLISHED, Post.State.HELD}:
        rows.append(("hide", _("Hide it, with a reason"), "no"))
    if sorts and post.author_id and post.state != Post.State.DELETED:
        rows.append(("move", _("Move it to another case"), "right"))
    return [
        {"url": reverse("web:desk-post", args=[post.pk, act]), "label": label, "icon": icon}
        for act, label, icon in rows
    ]


def _typists(posts: list[Post]) -> dict[int, str]:
    ids = {int(post.facts["noted_by"]) for post in posts if post.facts.get("noted_by")}
    return {one.pk: one.public_name for one in Person.objects.filter(pk__in=ids)} if ids else {}


def undo_bar(person: Person, pk: str) -> dict[str, Any] | None:
    """Half a minute to take back what was just said (ui/part/undo.html)."""
    post = Post.objects.filter(pk=int(pk)).first() if pk.isdigit() else None
    if post is None or not square.may_undo(person, post):
        return None
    return {
        "url": reverse("web:undo", args=[post.pk]),
        "until": post.leaves_at,
        "words": _("Your words leave in half a minute."),
    }
