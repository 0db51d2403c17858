# SPDX-License-Identifier: AGPL-3.0-or-later
"""Residents: the roll is replaced; somebody is verified at the counter, renewed, revoked. No number is ever kept."""

from datetime import date

from django.db import transaction

from concejo.core import changes, clock, ledger
from concejo.core.ids import new_id
from concejo.people import identity, roll
from concejo.people.models import Person, Residency, Roll, RollEntry
from concejo.town.models import Town

SHOWN = ("town", "square")
"""What is made anew when a mark or a name on somebody's words changes: wherever in town they have spoken."""


class NotOnRoll(Exception):
    """Nobody on the roll has this document."""


class VerifiedAlready(Exception):
    """The document verified another person of the book: they are one, or somebody errs."""

    def __init__(self, person: Person) -> None:
        super().__init__(person.ref)
        self.person = person


@transaction.atomic
def replace_roll(found: roll.Reading, *, by: Person | None) -> Roll:
    """The roll of yesterday goes, that of today comes, whole or not at all."""
    RollEntry.objects.all().delete()
    RollEntry.objects.bulk_create(
        (
            RollEntry(document=document, named=named, district=district, band=band)
            for document, named, district, band in roll.as_rows(found)
        ),
        batch_size=1000,
    )
    row = Roll.objects.create(at=clock.now(), by=by, people=len(found.lines))
    ledger.write("people.roll_replaced", by=by.ref if by else "setup", about="roll", people=row.people)
    return row


@transaction.atomic
def verify(person: Person, document: identity.Identity, *, by: Person) -> Residency:
    """An officer has seen the document, and it stands on the roll: the fact, the day, the officer, district and band.

    Whoever was verified before is renewed. Raises `NotOnRoll`, `VerifiedAlready`.
    """
    entry = identity.on_roll(document)
    if entry is None:
        ledger.write("people.not_on_roll", by=by.ref, about=person.ref)
        raise NotOnRoll
    mark = identity.mark_of(entry)
    other = Residency.objects.select_related("person").filter(mark=mark, ended_at=None).exclude(person=person).first()
    if other is not None:
        raise VerifiedAlready(other.person)
    before = _end(person, Residency.Ended.RENEWED, by=by)
    row = Residency.objects.create(
        id=new_id(), person=person, at=clock.now(), by=by, until=_until(clock.now().date()), district=entry.district,
        band=entry.band, mark=mark,
    )  # fmt: skip
    ledger.write("people.renewed" if before else "people.verified", by=by.ref, about=person.ref, residency=row.pk)
    holds_until(person, row.until)
    return row


@transaction.atomic
def revoke(person: Person, *, by: Person, reason: str) -> None:
    """It holds no more: they have moved away, or somebody erred. The reason is kept beside it."""
    row = _end(person, Residency.Ended.REVOKED, by=by, reason=reason)
    if row is not None:
        ledger.write("people.revoked", by=by.ref, about=person.ref, residency=row.pk)
    holds_until(person, None)


def holds_until(person: Person, day: date | None) -> None:
    """What others read beside their words, until that day."""
    was = person.is_resident
    person.resident_until = day
    person.save(update_fields=["resident_until"])
    if was != person.is_resident:
        changes.touch(*SHOWN)


def _end(person: Person, how: Residency.Ended, *, by: Person, reason: str = "") -> Residency | None:
    row = Residency.objects.select_for_update().filter(person=person, ended_at=None).first()
    if row is not None:
        row.ended_at, row.ended, row.ended_by, row.reason = clock.now(), how, by, reason[:200]
        row.save(update_fields=["ended_at", "ended", "ended_by", "reason"])
    return row


def _until(today: date) -> date:
    years = Town.objects.current().resident_years
    try:
        return today.replace(year=today.year + years)
    except ValueError:  # the 29th of February
        return today.replace(year=today.year + years, day=28)
