# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this room holds about somebody: addresses, name, account, verification, who looked at what is theirs."""

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet

from concejo.core import clock
from concejo.people.models import Account, Address, Look, Merge, Person, Proof, Residency, Voice
from concejo.privacy.holdings import Holding, Row, Subject, holds, no_files

ERASED = "erased"
"""The scheme of an address that was erased: its row keeps the place of whoever spoke from there."""


def tell(subject: Subject) -> dict[str, list[Row]]:
    """Addresses and how they were proved, the person and its verifications, and looks at all of them."""
    addresses = Address.objects.filter(pk__in=subject.addresses).order_by("id")
    person = Person.objects.filter(pk=subject.person or 0).first()
    refs = [one.ref for one in addresses] + ([person.ref] if person else [])
    looks = Look.objects.filter(about__in=refs).select_related("by").order_by("number")
    return {
        "person": [_person(person)] if person else [],
        "addresses": [
            {"address": one.urn, "name": one.name, "language": one.language, "proved": one.proved_at,
             "public since": one.chose_public_at, "comes back since": one.bounced_at}
            for one in addresses
        ],
        "verified": [_residency(one) for one in person.residencies.order_by("at")] if person else [],
        "account": _account(subject),
        "codes": [
            {"asked": one.at, "for": one.wish, "proved": one.proved_at} for one in _proofs(subject).order_by("at")
        ],
        "own voice": [
            {"since": one.since, "until": one.until}
            for one in Voice.objects.filter(person=subject.person or 0).order_by("since")
        ],
        "looks": [{"at": one.at, "by": one.by.public_name, "reason": one.reason} for one in looks],
    }  # fmt: skip


def _person(person: Person) -> Row:
    return {
        "name": person.known_as, "name that others read": person.public_name if person.shows_name else "",
        "language": person.language, "left out of statistics": person.left_out, "resident until": person.resident_until,
    }  # fmt: skip


def _account(subject: Subject) -> list[Row]:
    """Whether there is one, how it is entered, and in which browsers somebody is signed in."""
    account = Account.objects.filter(person=subject.person or 0).first()
    if account is None:
        return []
    keys = [str(one) for one in Authenticator.objects.filter(user=account).order_by("pk")]
    return [
        {"open": account.is_active, "password": account.has_usable_password(), "keys": ", ".join(keys)},
        *(
            {"browser": one.device, "signed in by": one.how, "since": one.since, "last seen": one.seen}
            for one in account.signed_in.order_by("since")
        ),
        *(
            {"code on paper": one.at, "by": one.by.public_name, "used": one.used_at}
            for one in account.recoveries.select_related("by").order_by("at")
        ),
    ]


def _residency(row: Residency) -> Row:
    return {
        "at": row.at, "by": row.by.public_name, "until": row.until, "district": row.district, "age": row.band,
        "ended": row.ended_at, "why": row.reason or row.ended,
    }  # fmt: skip


def _proofs(subject: Subject) -> "QuerySet[Proof]":
    return Proof.objects.filter(Q(address__in=subject.addresses) | Q(person=subject.person or 0))


def erase(subject: Subject) -> dict[str, int]:
    """Addresses lose everything but their place; whoever works for the town keeps name and account."""
    now, count = clock.now(), 0
    _proofs(subject).delete()
    for address in Address.objects.filter(pk__in=subject.addresses):
        address.scheme, address.path, address.name, address.language = ERASED, str(address.pk), "", ""
        address.person = address.proved_at = address.chose_public_at = address.bounced_at = None
        address.blocked_at = now
        address.save()
        count += 1
    _erase_person(subject.person or 0)
    return {"addresses": count}


def _erase_person(pk: int) -> None:
    """The row stays without a word in it, with those that were found to be the same person; what was verified goes."""
    same = [pk, *Merge.objects.filter(kept=pk, parted_at=None).values_list("gone", flat=True)]
    for person in Person.objects.filter(pk__in=same, roles=None, posts=None, handle=None):
        Account.objects.filter(person=person).delete()
        Residency.objects.filter(person=person).delete()
        Merge.objects.filter(Q(kept=person) | Q(gone=person)).delete()
        person.public_name, person.known_as, person.known_folded, person.language = "", "", "", ""
        person.shows_name, person.resident_until, person.title = False, None, {}
        person.save()


holds(Holding("people", tell, erase, no_files))
