# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens with addresses: one is met, proved, blocked, given up, believed again."""

from django.db import transaction
from django.db.models import QuerySet

from concejo.core import clock, ledger
from concejo.core.prepared import prepared
from concejo.people.models import Address, Person
from concejo.people.rules import is_staff


def meet(urn: str, *, name: str = "", language: str = "") -> Address:
    """The town hears from an address, maybe for the first time; a name once given is kept."""
    scheme, _, path = urn.partition(":")
    known = _at(scheme, path)
    address = known[0] if known else _first_met(scheme, path, name=name, language=language)
    if language and not address.language:
        address.language = language
        address.save(update_fields=["language"])
    return address


def _first_met(scheme: str, path: str, *, name: str, language: str) -> Address:
    about = {"name": name[:80], "language": language}
    return Address.objects.get_or_create(scheme=scheme, path=path, defaults=about)[0]


@prepared
def _at(scheme: str, path: str) -> QuerySet[Address]:
    return Address.objects.filter(scheme=scheme, path=path)


def prove(address: Address) -> None:
    """Somebody showed that words sent there reach them."""
    if address.proved_at is None:
        address.proved_at = clock.now()
        address.save(update_fields=["proved_at"])
        ledger.write("people.proved", by=address.ref, about=address.ref)


def choose_public(address: Address) -> None:
    """A proved address wants its messages to be public from now on."""
    if address.chose_public_at is None:
        address.chose_public_at = clock.now()
        address.save(update_fields=["chose_public_at"])
        ledger.write("people.chose_public", by=address.ref, about=address.ref)


@transaction.atomic
def block(address: Address, *, by: Person) -> None:
    """The clerk will hear no more from a sender of junk."""
    address.blocked_at = clock.now()
    address.save(update_fields=["blocked_at"])
    ledger.write("people.blocked", by=by.ref, about=address.ref)


@transaction.atomic
def unblock(address: Address, *, by: Person) -> None:
    """The clerk listens again."""
    address.blocked_at = None
    address.save(update_fields=["blocked_at"])
    ledger.write("people.unblocked", by=by.ref, about=address.ref)


def bounced(address: Address) -> None:
    """Words sent there come back: nothing more is sent until it speaks again."""
    address.bounced_at = clock.now()
    address.save(update_fields=["bounced_at"])
    ledger.write("people.bounced", by="town", about=address.ref)


def moved(old: Address, fresh: Address) -> None:
    """Whoever spoke from one address speaks from another now, and both networks say so."""
    if old.person and fresh.person is None and not is_staff(old.person):
        fresh.person = old.person
        fresh.save(update_fields=["person"])
        ledger.write("people.linked", by=old.person.ref, about=old.person.ref, address=fresh.pk)
    bounced(old)


@transaction.atomic
def try_again(address: Address, *, by: Person) -> None:
    """Somebody of the town hall believes that words reach that address again."""
    if address.bounced_at is None:
        return
    address.bounced_at = None
    address.save(update_fields=["bounced_at"])
    ledger.write("people.believed_again", by=by.ref, about=address.ref)
