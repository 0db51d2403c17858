# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody sees of their own matters once the code of their address came back: list, thread, file."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from concejo.cases.models import Report
from concejo.cases.queries import case_of
from concejo.people import links
from concejo.people.models import Address
from concejo.privacy.holdings import Subject
from concejo.square.models import Conversation, Hiding, Media, Post, Visibility
from concejo.web.show import cards
from concejo.web.show.cases import Badge, badge

MOST = 50
"""Matters in the list; the file tells all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One thing that somebody told the town, and where they read what became of it."""

    title: str
    url: str
    number: str
    at: datetime
    private: bool
    sign: Badge | None


def matters(address: Address, token: str, *, language: str) -> list[Matter]:
    """What was told from this address, the latest first. Private words open from here, because a code came back."""
    reports = Report.objects.filter(address=address).select_related("case__category", "case__in_charge").order_by("-at")
    found = [_public(one, language) for one in reports.exclude(case__conversation=None)[:MOST]]
    found += [_private(one, token, language) for one in talks_of(address).order_by("-last_at", "-id")[:MOST]]
    return sorted(found, key=lambda one: one.at, reverse=True)[:MOST]


def talks_of(address: Address) -> QuerySet[Conversation]:
    """Private conversations that this address opened, or in which the town alone has spoken to it.

    Whoever only commented on a matter that was made private later reads nothing more of it.
    """
    said = Post.objects.filter(conversation=OuterRef("pk")).exclude(author=None).order_by("at", "id")
    rows = Conversation.objects.filter(participants__address=address, visibility=Visibility.PRIVATE)
    return rows.annotate(opener=Subquery(said.values("author")[:1])).filter(Q(opener=address.pk) | Q(opener=None))


def thread(conversation: Conversation, token: str, *, town_name: str, language: str) -> list[cards.Card]:
    """Everything that was said there; pictures come through her own door."""
    posts = conversation.posts.with_people().order_by("at", "id")
    return [_card(post, token, town_name=town_name, language=language) for post in posts]


def hidden_here(conversation: Conversation) -> Hiding | None:
    """The hidden message that this conversation is about."""
    return Hiding.objects.select_related("post").filter(talk=conversation).first()


def _card(post: Post, token: str, *, town_name: str, language: str) -> cards.Card:
    told = cards.card(post, town_name=town_name, language=language, staff=post.state == Post.State.HELD)
    if told.happened or told.deleted:
        return told
    pictures = [one for one in post.media.all() if one.kind == Media.Kind.PHOTO]
    return replace(told, photos=tuple(_photo(one, token) for one in pictures), files=(), history_url="")


def _photo(media: Media, token: str) -> cards.Photo:
    url = reverse("web:own-picture", args=[token, media.name])
    return cards.Photo(
        url=url, srcset="", width=media.width, height=media.height, alt=media.alt or _("Photo"), full_url=url,
        at=media.added_at,
    )  # fmt: skip


def subject(address: Address) -> Subject:
    """What a code at one address opens: what hangs on that address, and the person behind it.

    Words from her other addresses are read with a code that was sent there (DECISIONS 16).
    """
    return Subject(frozenset([address.pk]), address.person_id)


def erasable(address: Address) -> Subject:
    """What that code may take away: this address with all that hangs on it; the person too if they have no other."""
    return Subject(frozenset([address.pk]), None if elsewhere(address) else address.person_id)


def elsewhere(address: Address) -> int:
    """How many other addresses the town knows to be theirs."""
    if address.person_id is None:
        return 0
    return Address.objects.filter(person=address.person_id).exclude(pk=address.pk).count()


def _public(report: Report, language: str) -> Matter:
    case = report.case
    return Matter(
        title=case.headline(language), number=case.number, at=report.at, private=False, sign=badge(case),
        url=reverse("web:mine", args=[case.number, links.make(links.Purpose.CASE, report.pk)]),
    )  # fmt: skip


def _private(conversation: Conversation, token: str, language: str) -> Matter:
    case = case_of(conversation.pk)
    return Matter(
        title=case.headline(language) if case else _("A letter to the town hall"), number=case.number if case else "",
        at=conversation.opened_at, private=True, sign=badge(case) if case else None,
        url=reverse("web:own-talk", args=[token, conversation.pk]),
    )  # fmt: skip
