# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two persons of the book turn out to be one, or two after all: what moved is known by its ids for thirty days."""

from datetime import timedelta

from django.db import transaction

from concejo.core import changes, clock, ledger
from concejo.core.ids import new_id
from concejo.people.actions.residents import SHOWN, holds_until
from concejo.people.actions.sessions import end_sign_ins
from concejo.people.models import Account, Address, Merge, Person, Proof, Residency
from concejo.people.rules import is_staff

PARTED_WITHIN = timedelta(days=30)


class NotWithStaff(Exception):
    """Somebody who works for the town has an account and is looked after by the administrator."""


class TwoResidents(Exception):
    """Both were verified, with different documents: they are two."""


class TooLate(Exception):
    """After thirty days nobody can part them any more."""


@transaction.atomic
def merge(kept: Person, gone: Person, *, by: str) -> Merge:
    """One of them stays, with the addresses and the verification of both."""
    if is_staff(kept) or is_staff(gone):
        raise NotWithStaff
    held = {row.person_id: row for row in Residency.objects.filter(person__in=[kept, gone], ended_at=None)}
    if len(held) == 2:
        raise TwoResidents
    addresses = list(gone.addresses.values_list("pk", flat=True))
    Address.objects.filter(pk__in=addresses).update(person=kept)
    Proof.objects.filter(person=gone, proved_at=None).update(closed_at=clock.now())
    moved: dict[str, object] = {"addresses": addresses, "residency": None, "named": False, "shows": False}
    moved["account"] = _account(gone, kept)
    if gone.pk in held:
        moved["residency"] = held[gone.pk].pk
        _give(held[gone.pk], kept, before=gone)
    if not kept.known_as and gone.known_as:
        moved["named"] = True
        kept.known_as, kept.known_folded = gone.known_as, gone.known_folded
    if not kept.public_name and gone.public_name:
        moved["shows"] = True
        kept.public_name, kept.shows_name = gone.public_name, gone.shows_name
    kept.left_out = kept.left_out or gone.left_out
    kept.save(update_fields=["known_as", "known_folded", "public_name", "shows_name", "left_out"])
    row = Merge.objects.create(id=new_id(), kept=kept, gone=gone, at=clock.now(), by=by, moved=moved)
    ledger.write("people.merged", by=by, about=kept.ref, gone=gone.pk, merge=row.pk)
    changes.touch(*SHOWN)
    return row


@transaction.atomic
def part(row: Merge, *, by: Person) -> None:
    """They were two: what came with one of them goes back, unless it has been given away since. Raises `TooLate`."""
    if row.parted_at or row.at < clock.now() - PARTED_WITHIN:
        raise TooLate
    kept, gone = row.kept, row.gone
    Address.objects.filter(pk__in=row.moved["addresses"], person=kept).update(person=gone)
    residency = Residency.objects.filter(pk=row.moved["residency"], person=kept, ended_at=None).first()
    if residency is not None:
        _give(residency, gone, before=kept)
    Account.objects.filter(pk=row.moved.get("account"), person=kept).update(person=gone)
    if row.moved["named"]:
        kept.known_as = kept.known_folded = ""
    if row.moved["shows"]:
        kept.public_name, kept.shows_name = "", False
    kept.save(update_fields=["known_as", "known_folded", "public_name", "shows_name"])
    row.parted_at = clock.now()
    row.save(update_fields=["parted_at"])
    ledger.write("people.parted", by=by.ref, about=kept.ref, gone=gone.pk, merge=row.pk)
    changes.touch(*SHOWN)


def _account(gone: Person, kept: Person) -> int | None:
    """The account comes along if the other has none; of two, one goes on, and the other's browsers are out."""
    account = Account.objects.filter(person=gone).first()
    if account is None:
        return None
    if Account.objects.filter(person=kept).exists():
        account.is_active = False
        account.save(update_fields=["is_active"])
        end_sign_ins(account, by=gone.ref)
        return None
    Account.objects.filter(pk=account.pk).update(person=kept)
    return int(account.pk)


def _give(residency: Residency, person: Person, *, before: Person) -> None:
    residency.person = person
    residency.save(update_fields=["person"])
    holds_until(before, None)
    holds_until(person, residency.until)
