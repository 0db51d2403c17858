# SPDX-License-Identifier: AGPL-3.0-or-later
"""A neighbour's own account: opened after an address was proved, given up again, opened anew at the counter."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from django.db import transaction

from concejo.core import clock, ledger
from concejo.core.ids import new_id, new_token
from concejo.people.actions.merges import NotWithStaff
from concejo.people.actions.sessions import end_sign_ins, tell
from concejo.people.models import Account, Address, Person, Proof, Recovery
from concejo.people.rules import is_staff
from concejo.privacy import keyring

RECOVERY_LASTS = timedelta(minutes=30)
"""For so long the code on paper opens the account."""


class NoAddress(Exception):
    """No address of theirs was proved within the year."""


def account_of(person: Person | None) -> Account | None:
    """The account with which a neighbour may sign in; never that of somebody who works for the town."""
    if person is None or is_staff(person):
        return None
    return Account.objects.select_related("person").filter(person=person, is_active=True).first()


@transaction.atomic
def open_own_account(person: Person) -> Account:
    """Somebody who has just proved an address wants to sign in from now on; no password is set."""
    if is_staff(person):
        raise NotWithStaff
    known = Account.objects.filter(person=person).first()
    if known is not None:
        return known
    account = Account.objects.create_user(f"neighbour:{new_token()[:16]}", None, person=person)
    tell(account, "people.account_made", by=person.ref)
    return account


@transaction.atomic
def leave_account(account: Account) -> None:
    """She wants no account any more: passkeys and password go, and every browser is out. Her addresses stay."""
    if is_staff(account.person):
        raise NotWithStaff
    tell(account, "people.account_left", by=account.person.ref)
    account.delete()


@transaction.atomic
def enter_signed_in(account: Account) -> Proof:
    """Whoever signed in a moment ago opens the page of their addresses. Raises `NoAddress`."""
    rows = account.person.addresses.reachable().exclude(proved_at=None).filter(shared=False).order_by("scheme", "pk")
    address: Address | None = next((one for one in rows if one.proof_holds), None)
    if address is None:
        raise NoAddress
    now = clock.now()
    row = Proof.objects.create(
        id=new_id(), wish=Proof.Wish.ENTER, address=address, person=account.person, at=now,
        expires_at=now + RECOVERY_LASTS, proved_at=now,
    )  # fmt: skip
    ledger.write("people.entered", by=account.person.ref, about=address.ref, proof=row.pk)
    return row


@transaction.atomic
def give_recovery(account: Account, *, by: Person) -> str:
    """The counter saw who it is: a code on paper opens the account within half an hour, once; every browser is out.

    An earlier code opens nothing more. Told once, and a letter goes to the addresses that are known.
    """
    if is_staff(account.person):
        raise NotWithStaff
    account.recoveries.filter(used_at=None).delete()
    code = f"{secrets.randbelow(10**5):05d}-{secrets.token_hex(4).upper()}"
    now = clock.now()
    Recovery.objects.create(
        id=new_id(), account=account, mark=_mark(keyring.key_of("recovery"), code), at=now, by=by,
        expires_at=now + RECOVERY_LASTS,
    )  # fmt: skip
    end_sign_ins(account, by=by.ref)
    tell(account, "people.recovery_given", by=by.ref)
    return code


@transaction.atomic
def use_recovery(code: str) -> Account | None:
    """Whoever types the code in time is in; the code is spent."""
    keys = [keyring.key_of("recovery"), *keyring.every_key_of("recovery")]
    rows = Recovery.objects.select_for_update().select_related("account__person")
    row = rows.filter(mark__in=[_mark(key, code) for key in keys], used_at=None, expires_at__gt=clock.now()).first()
    if row is None or not row.account.is_active or is_staff(row.account.person):
        return None
    row.used_at = clock.now()
    row.save(update_fields=["used_at"])
    ledger.write("people.recovery_used", by=row.account.person.ref, about=row.account.person.ref)
    return row.account


def _mark(key: bytes, code: str) -> str:
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hmac.new(key, plain.encode(), hashlib.sha256).hexdigest()
