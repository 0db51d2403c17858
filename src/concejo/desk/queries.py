# SPDX-License-Identifier: AGPL-3.0-or-later
"""What waits at the front desk: words that nobody answered, posts that are held, photos to look at, cases unsorted.

A case that a colleague has is that colleague's work and stands on their list; it comes back to the desk when there is
something in it that only the desk can do, or when it is closed and somebody speaks again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import DurationField, ExpressionWrapper, F, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from concejo.cases.models import Case, Report, State
from concejo.cases.states import OPEN
from concejo.people import rules as people
from concejo.people.models import Person
from concejo.square.models import Conversation, Media, Post, Visibility

SHOWN = 60
SOON = timedelta(days=3)
"""Where no case names a deadline, an answer is due after so long."""


class Why(StrEnum):
    """Why it waits."""

    WORDS = "words"
    NEW = "new"
    HELD = "held"
    PHOTO = "photo"
    UNSORTED = "unsorted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One letter on the desk."""

    conversation: Conversation
    case: Case | None
    joined: Case | None
    """The case that whoever wrote it has joined."""
    first: Post | None
    why: Why
    since: datetime
    due_at: datetime | None


def waiting(person: Person, *, limit: int = SHOWN) -> list[Waiting]:
    """What waits for this person at the desk, by deadline, then by age; a constant number of queries."""
    held, photos = _held(), _photos()
    rows = list(_rows(person, held, photos)[:limit])
    ids = [row.pk for row in rows]
    firsts = _firsts(ids)
    is_held = set(held.filter(conversation__in=ids).values_list("conversation", flat=True))
    has_photo = set(photos.filter(post__conversation__in=ids).values_list("post__conversation", flat=True))
    return [_waiting(row, firsts.get(row.pk), held=row.pk in is_held, photo=row.pk in has_photo) for row in rows]


def count(person: Person) -> int:
    """How many letters wait."""
    return _rows(person, _held(), _photos()).count()


def _rows(person: Person, held: QuerySet[Post], photos: QuerySet[Media]) -> QuerySet[Conversation]:
    undecided = Q(case__isnull=True, private_case__isnull=True)
    for_desk = undecided | ~_case_in(OPEN) | Q(case__state=State.RECEIVED) | Q(private_case__state=State.RECEIVED)
    unsorted = Q(case__state__in=OPEN) & (
        Q(case__category=None) | Q(case__state=State.RECEIVED) | Q(case__department=None, case__in_charge=None)
    )
    unsorted |= Q(private_case__state__in=OPEN) & (
        Q(private_case__category=None) | Q(private_case__state=State.RECEIVED)
    )
    due = ExpressionWrapper(Value(SOON), output_field=DurationField())
    return (
        _mine(person)
        .filter(pk__in=_perhaps(held, photos))
        .filter(
            (Q(waits_since__isnull=False) & for_desk)
            | unsorted
            | Q(pk__in=held.values("conversation"))
            | Q(pk__in=photos.values("post__conversation"))
        )
        .select_related(
            "department",
            *(f"{one}__{more}" for one in ("case", "private_case") for more in ("category", "department", "in_charge")),
        )
        .prefetch_related(Prefetch("reports", queryset=Report.objects.select_related("case__category")))
        .annotate(
            by=Coalesce("case__due_at", "private_case__due_at", F("waits_since") + due, "opened_at"),
            age=Coalesce("waits_since", "opened_at"),
        )
        .order_by("by", "age", "pk")
    )


def _perhaps(held: QuerySet[Post], photos: QuerySet[Media]) -> QuerySet[Any]:
    """Conversations that may wait, each kind found by an index of its own: the desk never reads a town's whole past."""
    unsorted = Case.objects.open().filter(
        Q(state=State.RECEIVED) | Q(category=None) | Q(department=None, in_charge=None)
    )
    waits = Conversation.objects.filter(waits_since__isnull=False)
    return (
        waits.order_by()
        .values("pk")
        .union(
            unsorted.filter(conversation__isnull=False).order_by().values("conversation"),
            unsorted.filter(private_conversation__isnull=False).order_by().values("private_conversation"),
            held.order_by().values("conversation"),
            photos.order_by().values("post__conversation"),
        )
    )


def _case_in(states: Iterable[State]) -> Q:
    return Q(case__state__in=list(states)) | Q(private_case__state__in=list(states))


def _mine(person: Person) -> QuerySet[Conversation]:
    """Public ones, and private ones until they are handed over (the administrator gives a reason on opening one)."""
    own = Q(department=None) | Q(department__in=people.departments_of(person))
    return Conversation.objects.filter(Q(visibility=Visibility.PUBLIC) | (Q(visibility=Visibility.PRIVATE) & own))


def _held() -> QuerySet[Post]:
    return Post.objects.filter(state=Post.State.HELD)


def _photos() -> QuerySet[Media]:
    """Neighbours' photos in public conversations that nobody of the town hall has looked at."""
    return Media.objects.filter(
        kind=Media.Kind.PHOTO,
        looked_at=None,
        post__conversation__visibility=Visibility.PUBLIC,
        post__state__in=[Post.State.PUBLISHED, Post.State.HELD],
    )


def _firsts(ids: list[int]) -> dict[int, Post]:
    """What each began with; private words stay closed."""
    said = Post.objects.filter(conversation__in=ids).exclude(state=Post.State.DELETED)
    found: dict[int, Post] = {}
    for post in said.defer("sealed").order_by("at", "id"):
        found.setdefault(post.conversation_id, post)
    return found


def _waiting(row: Conversation, first: Post | None, *, held: bool, photo: bool) -> Waiting:
    case = getattr(row, "case", None) or getattr(row, "private_case", None)
    joined = next((one.case for one in row.reports.all()), None)
    if held:
        why = Why.HELD
    elif case is None or (row.waits_since and case.state == State.RECEIVED):
        why = Why.NEW
    elif row.waits_since and case.state not in OPEN:
        why = Why.WORDS
    else:
        why = Why.PHOTO if photo else Why.UNSORTED
    return Waiting(
        conversation=row,
        case=case,
        joined=joined,
        first=first,
        why=why,
        since=row.waits_since or row.opened_at,
        due_at=case.due_at if case and case.is_open else None,
    )
