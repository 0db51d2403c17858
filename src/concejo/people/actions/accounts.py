# SPDX-License-Identifier: AGPL-3.0-or-later
"""The way in for staff: closed and opened again, a fresh password, a lost second factor, another e-mail address."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from concejo.core import clock, ledger
from concejo.core.ids import new_token
from concejo.people import rules
from concejo.people.actions.addresses import meet
from concejo.people.actions.sessions import end_sign_ins, tell
from concejo.people.actions.staff import LastAdministrator
from concejo.people.models import Account, Address, Person

MACHINE = "setup"
"""How the ledger names whoever runs the machine and uses its commands."""


class AddressTaken(Exception):
    """The address belongs to somebody else of the town hall."""


def one_time_password() -> str:
    """Sixteen letters and digits in groups of four, to be read out and changed at the first sign-in."""
    letters = new_token()[:16]
    return "-".join(letters[at : at + 4] for at in range(0, 16, 4))


@transaction.atomic
def close_account(account: Account, *, by: Person) -> None:
    """Somebody can no longer sign in; whoever is signed in is out at the next page."""
    if rules.is_last_administrator(account.person):
        raise LastAdministrator
    account.is_active = False
    account.save(update_fields=["is_active"])
    end_sign_ins(account, by=by.ref)
    ledger.write("people.account_closed", by=by.ref, about=account.person.ref)


@transaction.atomic
def open_account(account: Account, *, by: Person) -> None:
    """Somebody can sign in again."""
    account.is_active = True
    account.save(update_fields=["is_active"])
    ledger.write("people.account_opened", by=by.ref, about=account.person.ref)


@transaction.atomic
def give_password(account: Account, *, by: Person | None) -> str:
    """A forgotten password is replaced; it is told once, and whoever was signed in is out. `None`: by the machine."""
    password = one_time_password()
    account.set_password(password)
    account.save(update_fields=["password"])
    end_sign_ins(account, by=by.ref if by else MACHINE)
    tell(account, "people.password_given", by=by.ref if by else MACHINE)
    return password


@transaction.atomic
def renew_factor(account: Account, *, by: Person | None) -> int:
    """A lost second factor is taken away, so that its owner sets up another; how many there were. Everybody is out."""
    gone: int = Authenticator.objects.filter(user=account).delete()[0]
    end_sign_ins(account, by=by.ref if by else MACHINE)
    tell(account, "people.factor_renewed", by=by.ref if by else MACHINE, gone=gone)
    return gone


@transaction.atomic
def move_mail(person: Person, email: str, *, by: Person) -> Address:
    """An employee gets mail elsewhere from now on; the old address no longer speaks as theirs."""
    address = meet(f"mailto:{email.lower()}", name=person.public_name)
    if address.person_id not in (None, person.pk):
        raise AddressTaken
    person.addresses.filter(scheme="mailto").exclude(pk=address.pk).update(person=None)
    address.person, address.proved_at, address.bounced_at = person, clock.now(), None
    address.save(update_fields=["person", "proved_at", "bounced_at"])
    Account.objects.filter(person=person).update(email=email)
    ledger.write("people.mail_moved", by=by.ref, about=person.ref, address=address.pk)
    return address
