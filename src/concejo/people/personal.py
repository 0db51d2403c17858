# SPDX-License-Identifier: AGPL-3.0-or-later
"""What this room holds about somebody: their addresses, their name, who looked at what is theirs."""

from concejo.core import clock
from concejo.people.models import Account, Address, Look, Person
from concejo.privacy.holdings import Holding, Row, Subject, holds, no_files

ERASED = "erased"
"""The scheme of an address that was erased: its row keeps the place of whoever spoke from there."""


def tell(subject: Subject) -> dict[str, list[Row]]:
    """Addresses, the person, and looks at both."""
    addresses = Address.objects.filter(pk__in=subject.addresses).order_by("id")
    person = Person.objects.filter(pk=subject.person or 0).first()
    refs = [one.ref for one in addresses] + ([person.ref] if person else [])
    looks = Look.objects.filter(about__in=refs).select_related("by").order_by("number")
    return {
        "person": [{"name": person.public_name, "language": person.language}] if person else [],
        "addresses": [
            {"address": one.urn, "name": one.name, "language": one.language, "proved": one.proved_at,
             "public since": one.chose_public_at, "comes back since": one.bounced_at}
            for one in addresses
        ],
        "looks": [{"at": one.at, "by": one.by.public_name, "reason": one.reason} for one in looks],
    }  # fmt: skip


def erase(subject: Subject) -> dict[str, int]:
    """Addresses lose everything but their place; whoever works for the town keeps name and account."""
    now, count = clock.now(), 0
    for address in Address.objects.filter(pk__in=subject.addresses):
        address.scheme, address.path, address.name, address.language = ERASED, str(address.pk), "", ""
        address.person = address.proved_at = address.chose_public_at = address.bounced_at = None
        address.blocked_at = now
        address.save()
        count += 1
    people = Person.objects.filter(pk=subject.person or 0, roles=None, posts=None, handle=None)
    for person in people:
        Account.objects.filter(person=person).delete()
        person.public_name, person.language, person.title = "", "", {}
        person.save()
    return {"addresses": count}


holds(Holding("people", tell, erase, no_files))
