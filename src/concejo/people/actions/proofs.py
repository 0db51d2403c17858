# SPDX-License-Identifier: AGPL-3.0-or-later
"""One person, many addresses: a code goes to an address and comes back, and the address is theirs; or no more.

The code is reckoned from the row and a key, so that nothing of it is stored, promised or written to a log.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta

from django.db import transaction

from concejo.core import changes, clock, ledger, outbox
from concejo.core.ids import new_id
from concejo.people import links
from concejo.people.actions.addresses import meet
from concejo.people.actions.merges import NotWithStaff, merge
from concejo.people.actions.residents import SHOWN
from concejo.people.models import Address, Person, Proof
from concejo.people.rules import is_staff
from concejo.privacy import keyring

KEY = "code"
TRIES = 5
AN_HOUR = timedelta(hours=1)
MOST_AN_HOUR = 5
LASTS = {"mailto": timedelta(minutes=30), "tel": timedelta(days=3), "slip": timedelta(minutes=30)}
"""For so long a code may come back; a telephone waits until somebody of the town hall calls it."""
OPEN_FOR = timedelta(minutes=30)
"""For so long somebody's own page stays open after the code was typed."""


class TooManyCodes(Exception):
    """So many codes went to this address within the hour that no more go."""


class NeedsCounter(Exception):
    """The address belongs to somebody whom only a document or a slip can take over."""


@transaction.atomic
def ask(address: Address, wish: Proof.Wish, *, person: Person | None = None, by: Person | None = None) -> Proof:
    """A code goes to the address; codes that were asked for before count no more. Raises `TooManyCodes`."""
    now = clock.now()
    if address.proofs.filter(at__gt=now - AN_HOUR).count() >= MOST_AN_HOUR:
        raise TooManyCodes
    address.proofs.filter(wish=wish, proved_at=None, closed_at=None).update(closed_at=now)
    lasts = LASTS.get(address.scheme, LASTS["mailto"])
    row = Proof.objects.create(
        id=new_id(), wish=wish, address=address, person=person or address.person, asked_by=by, at=now,
        expires_at=now + lasts,
    )  # fmt: skip
    ledger.write("people.code_asked", by=by.ref if by else address.ref, about=address.ref, proof=row.pk)
    outbox.promise("people.code_asked", key=str(row.pk), proof=row.pk)
    return row


def code_of(proof: Proof) -> str:
    """The six digits of today's key."""
    return _code(keyring.key_of(KEY), proof)


@transaction.atomic
def check(proof: Proof, typed: str) -> bool:
    """The code comes back. Right within its time and five tries: the address is proved, and linked if that was asked.

    Raises `NeedsCounter` and `NotWithStaff` where a right code is not enough.
    """
    row = Proof.objects.select_for_update(of=("self",)).select_related("address__person", "person").get(pk=proof.pk)
    if row.proved_at or row.closed_at or row.expires_at < clock.now() or row.tries >= TRIES:
        return False
    row.tries += 1
    row.save(update_fields=["tries"])
    digits = "".join(sign for sign in typed if sign.isdigit())
    keys = [keyring.key_of(KEY), *keyring.every_key_of(KEY)]
    if not any(hmac.compare_digest(digits, _code(key, row)) for key in keys):
        return False
    came_back(row)
    return True


@transaction.atomic
def came_back(proof: Proof, *, by: Person | None = None) -> None:
    """The round trip is done: the address is theirs from today on for a year."""
    prove_anew(proof.address, by=by.ref if by else proof.address.ref)
    if proof.wish == Proof.Wish.LINK and proof.person is not None:
        link(proof.address, proof.person, by=by)
    proof.proved_at = clock.now()
    proof.save(update_fields=["proved_at"])


@transaction.atomic
def enter_by_slip(code: str) -> Proof | None:
    """Whoever holds a slip that was given out within the year shows its code: as good as one that came back."""
    address = Address.objects.select_related("person").filter(scheme="slip", path=links.code_path(code)).first()
    if address is None or address.blocked_at or (address.proved_at and not address.proof_holds):
        return None
    now = clock.now()
    row = Proof.objects.create(
        id=new_id(), wish=Proof.Wish.ENTER, address=address, person=address.person, at=now,
        expires_at=now + OPEN_FOR, proved_at=now,
    )  # fmt: skip
    ledger.write("people.entered", by=address.ref, about=address.ref, proof=row.pk)
    return row


@transaction.atomic
def give_slip(person: Person, *, by: Person) -> str:
    """A code on paper with which somebody looks after their addresses at home; an earlier one opens nothing more."""
    person.addresses.filter(scheme="slip").update(person=None, proved_at=None)
    code = f"{secrets.randbelow(10**5):05d}-{secrets.token_hex(3).upper()}"
    address = meet(f"slip:{links.code_path(code)}", language=person.language)
    address.person, address.proved_at = person, clock.now()
    address.save(update_fields=["person", "proved_at"])
    ledger.write("people.slip_given", by=by.ref, about=person.ref, address=address.pk)
    return code


@transaction.atomic
def link(address: Address, person: Person, *, by: Person | None = None) -> None:
    """An address becomes one of a person's. What another person had through it alone comes along.

    Anybody who has more (another address, or a verification) is taken over with a slip or at the counter only.
    """
    if is_staff(person) or (address.person and is_staff(address.person)):
        raise NotWithStaff
    other = address.person
    if other is not None and other.pk != person.pk:
        if by is None and address.scheme != "slip" and (other.resident_until or other.addresses.count() > 1):
            raise NeedsCounter
        merge(person, other, by=by.ref if by else person.ref)
    address.person = person
    address.save(update_fields=["person"])
    line = ledger.write("people.linked", by=by.ref if by else person.ref, about=person.ref, address=address.pk)
    outbox.promise("people.account_changed", key=str(line.pk), line=line.pk, person=person.pk)
    if person.is_resident or person.shows_name:
        changes.touch(*SHOWN)


@transaction.atomic
def unlink(address: Address, *, by: str) -> None:
    """It is no longer this person's: it speaks for itself again, and must be proved anew."""
    person = address.person
    if person is None:
        return
    if is_staff(person):
        raise NotWithStaff
    address.person, address.proved_at, address.chose_public_at = None, None, None
    address.save(update_fields=["person", "proved_at", "chose_public_at"])
    line = ledger.write("people.unlinked", by=by, about=person.ref, address=address.pk)
    outbox.promise("people.account_changed", key=str(line.pk), line=line.pk, person=person.pk)
    if person.is_resident or person.shows_name:
        changes.touch(*SHOWN)


@transaction.atomic
def share(address: Address, *, shared: bool, by: Person) -> None:
    """A whole household hears what is said there, or one person alone again; the first reads nothing private."""
    if address.shared != shared:
        address.shared = shared
        address.save(update_fields=["shared"])
        ledger.write("people.shared" if shared else "people.not_shared", by=by.ref, about=address.ref)


def prove_anew(address: Address, *, by: str) -> None:
    """Words sent there reached them today; what came back before is forgotten."""
    address.proved_at, address.bounced_at = clock.now(), None
    address.save(update_fields=["proved_at", "bounced_at"])
    ledger.write("people.proved", by=by, about=address.ref)


def _code(key: bytes, proof: Proof) -> str:
    mac = hmac.new(key, f"{proof.wish}:{proof.pk}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(mac[:8], 'big') % 10**6:06d}"
