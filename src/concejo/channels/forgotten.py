# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the channels hold of cases whose years are over: letters are emptied, deliveries name nobody any more."""

from collections.abc import Callable, Iterable

from django.db.models import Q, QuerySet

from concejo.channels.models import Delivery, ExternalRef, Letter
from concejo.core import clock
from concejo.core.models import LedgerLine
from concejo.square.models import Post


def empty(*, talks: str, reports: str, steps: str, again: Callable[[int], None]) -> None:
    """First other servers are told (`again`, a message), then whatever could name somebody goes."""
    posts = list(Post.objects.filter(conversation__in=_ids(talks)).values_list("pk", flat=True))
    for pk in posts:
        again(pk)
    for letter in Letter.objects.filter(posts__post__in=posts).distinct():
        letter.body, letter.evidence, letter.sender = b"", {}, None
        letter.save(update_fields=["body", "evidence", "sender"])
    ExternalRef.objects.filter(post__in=posts).delete()
    told = Q(cause="received", subject__in=_ids(reports)) | Q(cause__in=["told", "forwarded", "escalated"])
    _nameless(Delivery.objects.filter(post__in=posts))
    _nameless(Delivery.objects.filter(told & Q(subject__in=[*_ids(reports), *_ids(steps)])))
    _nameless(Delivery.objects.filter(cause__in=["news", "held", "doubt"], subject__in=posts))


def announced(line: int) -> int:
    """How many cases the announcement spoke of."""
    return int(LedgerLine.objects.get(pk=line).facts["many"])


def _nameless(rows: "QuerySet[Delivery]") -> None:
    waiting = rows.filter(work=Delivery.State.WAITING)
    waiting.update(work=Delivery.State.GIVEN_UP, error="", outcome=Delivery.STOPPED)
    rows.update(to="", external_id="", error="", address=None, closed_at=clock.now())


def _ids(told: str) -> Iterable[int]:
    return [int(one) for one in told.split(",") if one]
