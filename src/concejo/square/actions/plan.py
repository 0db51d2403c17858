# SPDX-License-Identifier: AGPL-3.0-or-later
"""An announcement is written for a later hour, changed, taken back, and said when its hour comes."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from concejo.core import clock, ledger, outbox
from concejo.people.models import Person
from concejo.people.rules import may_speak_for
from concejo.square.actions.guarded import Decided
from concejo.square.actions.open import open_conversation
from concejo.square.actions.speak import Words, say
from concejo.square.models import Media, Planned, Post, Visibility
from concejo.square.rules import may_announce
from concejo.town.models import Department


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be said, in whose name, and when."""

    text: str
    due: datetime
    department: Department | None = None
    about: str = ""
    useful_until: datetime | None = None
    language: str = ""
    media: tuple[str, ...] = ()
    decided: Decided = Decided.NOT


@transaction.atomic
def plan(told: Plan, *, by: Person) -> Planned:
    """It is kept, and said at its hour."""
    row = Planned(by=by, written_at=clock.now(), media=list(told.media))
    return _keep(row, told, by=by, act="square.planned")


@transaction.atomic
def replan(row: Planned, told: Plan, *, by: Person) -> bool:
    """Other words or another hour; whoever changes it has written it. Too late once it is being said."""
    if not _stop(row):
        return False
    row.by = by
    _keep(row, told, by=by, act="square.replanned")
    return True


@transaction.atomic
def drop(row: Planned, *, by: Person) -> bool:
    """It will not be said."""
    if not _stop(row):
        return False
    _end(row, Planned.WhyDropped.TAKEN_BACK, by=by.ref)
    return True


@transaction.atomic
def say_now(row: Planned, *, by: Person) -> Post | None:
    """It does not wait for its hour."""
    if not _stop(row):
        return None
    ledger.write("square.plan_hastened", by=by.ref, about=f"planned:{row.pk}")
    return say_planned(row)


def say_planned(row: Planned) -> Post | None:
    """Its hour has come: it is said as if whoever wrote it said it now; or not, which is written down."""
    if row.useful_until is not None and row.useful_until <= clock.now():
        _end(row, Planned.WhyDropped.TOO_LATE, by="house")
        return None
    if not may_announce(row.by) or (row.department is not None and not may_speak_for(row.by, row.department)):
        _end(row, Planned.WhyDropped.MAY_NOT, by="house")
        return None
    conversation = open_conversation(Visibility.PUBLIC, department=row.department)
    words = Words(
        text=row.text, via="web", language=row.language, about=row.about, useful_until=row.useful_until,
        media=list(Media.objects.filter(name__in=row.media, post=None)), decided=Decided(row.decided),
        considered=True,
    )  # fmt: skip
    row.post = say(conversation, words, speaker=row.by, department=row.department)
    row.said_at = clock.now()
    row.save(update_fields=["post", "said_at"])
    return row.post


def _keep(row: Planned, told: Plan, *, by: Person, act: str) -> Planned:
    row.text, row.due, row.department, row.about = told.text, told.due, told.department, told.about[:120]
    row.useful_until, row.language, row.decided = told.useful_until, told.language, told.decided
    row.save()
    ledger.write(act, by=by.ref, about=f"planned:{row.pk}")
    outbox.promise("square.planned_due", key=_key(row), due=row.due, planned=row.pk)
    return row


def _key(row: Planned) -> str:
    return f"{row.pk}:{row.due.timestamp()}"


def _stop(row: Planned) -> bool:
    """Its promise is taken back, unless somebody keeps it at this moment."""
    return row.waits and outbox.take_back("square.planned_due", key=_key(row))


def _end(row: Planned, why: Planned.WhyDropped, *, by: str) -> None:
    row.dropped_at, row.why_dropped = clock.now(), why
    row.save(update_fields=["dropped_at", "why_dropped"])
    ledger.write("square.plan_dropped", by=by, about=f"planned:{row.pk}", why=why.value)
    for name in row.media:
        outbox.promise("square.media_gone", key=name, media=name)
    Media.objects.filter(name__in=row.media, post=None).delete()
