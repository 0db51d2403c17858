# SPDX-License-Identifier: AGPL-3.0-or-later
"""A second yes: asked for, given or refused by another, and used once. The ledger has a line for each."""

from django.db import transaction

from concejo.core import changes, clock, ledger, outbox
from concejo.core.ids import new_id
from concejo.people import rules
from concejo.people.models import Countersign, Person
from concejo.people.models.countersigns import ALONE_AFTER, LASTS
from concejo.town.models import Town

ALONE = "alone"
"""The scope of the page that tells everybody what one person did alone."""


class NoSecondYes(Exception):
    """Nobody else has said yes to it, and it may not be done alone (yet)."""


class NotTheirs(Exception):
    """Whoever asked cannot answer, nor anybody without that right, nor twice."""


def waiting(act: Countersign.Act, about: str, *, by: Person) -> Countersign | None:
    """What this person asked and may still be answered or used."""
    return Countersign.objects.open().filter(act=act, about=about, asked_by=by).order_by("-asked_at", "-pk").first()


@transaction.atomic
def ask_second(act: Countersign.Act, about: str, *, by: Person) -> Countersign:
    """Mayor and administrators get a letter; asked again, it is the same question."""
    known = waiting(act, about, by=by)
    if known is not None:
        return known
    row = Countersign.objects.create(id=new_id(), act=act, about=about, asked_by=by, asked_at=clock.now())
    ledger.write("people.second_asked", by=by.ref, about=row.ref, what=act)
    outbox.promise("people.second_asked", key=str(row.pk), row=row.pk)
    return row


@transaction.atomic
def answer_second(row: Countersign, *, by: Person, yes: bool) -> None:
    """Another one says yes or no, once. Raises `NotTheirs`."""
    row = Countersign.objects.select_for_update().get(pk=row.pk)
    too_late = row.used_at or row.answered_by_id or row.asked_at < clock.now() - LASTS
    if too_late or not rules.may_countersign(by, row.asked_by_id):
        raise NotTheirs
    row.answered_by, row.answered_at, row.refused = by, clock.now(), not yes
    row.save(update_fields=["answered_by", "answered_at", "refused"])
    ledger.write("people.second_yes" if yes else "people.second_no", by=by.ref, about=row.ref, what=row.act)


def may_use(row: Countersign) -> bool:
    """Another said yes; or the town has one part-time clerk and a quarter of an hour is over."""
    if row.has_yes:
        return True
    return Town.objects.current().one_clerk and row.asked_at <= clock.now() - ALONE_AFTER


@transaction.atomic
def use_second(act: Countersign.Act, about: str, *, by: Person) -> Countersign:
    """Inside the transaction of the dangerous act itself: the yes is used up. Raises `NoSecondYes`."""
    row = Countersign.objects.select_for_update().open().filter(act=act, about=about, asked_by=by).last()
    if row is None or not may_use(row):
        raise NoSecondYes
    row.used_at, row.alone = clock.now(), not row.has_yes
    row.save(update_fields=["used_at", "alone"])
    ledger.write("people.done_alone" if row.alone else "people.done_by_two", by=by.ref, about=row.ref, what=act)
    if row.alone:
        changes.touch(ALONE)
    return row
