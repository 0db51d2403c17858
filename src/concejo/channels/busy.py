# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody tells the town of more in an hour than a desk can read: all of it is kept, and taken up hour by hour.

Heavy users are welcome: nothing is refused, they hear once when the rest is taken up, and the post office shows it to
the town hall, which may take any of it up at once.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from concejo.cases.models import ExternalBody
from concejo.channels.contract import Event, Said
from concejo.channels.models import Letter
from concejo.core import clock, lease, outbox
from concejo.core.prepared import prepared
from concejo.people import queries as people
from concejo.people.models import Address
from concejo.people.rules import is_staff

AN_HOUR = 60
"""Letters of one address that are taken up within an hour."""
WHY = "busy"
HOUR = timedelta(hours=1)


def waits(letter: Letter, events: Sequence[Event]) -> bool:
    """Whether a letter waits for a later hour; it waits once, and what an employee typed never does."""
    said = next((one for one in events if isinstance(one, Said)), None)
    if letter.why == WHY:
        letter.why = ""
        return False
    if said is None or said.hints.get("clerk") or said.hints.get("beside"):
        return False
    scheme, _colon, path = said.sender.partition(":")
    lately = _lately(scheme, path, clock.now() - HOUR)
    if len(lately) < AN_HOUR and Letter.State.WAITING not in lately:
        return False
    address = people.address_of(said.sender)
    if address is None or _is_of_the_house(address):
        return False
    put_off(letter, sender=address)
    return True


def _is_of_the_house(address: Address) -> bool:
    """A colleague, or a body outside to whom cases are passed on."""
    staff = address.person is not None and is_staff(address.person)
    return staff or ExternalBody.objects.filter(address=address).exists()


@transaction.atomic
def put_off(letter: Letter, *, sender: Address | None) -> None:
    """Taken up in the hour in which it is its turn; whoever sent it by a way that answers hears so, once an hour."""
    turn = 1 + waiting(sender).count() // AN_HOUR
    lease.later(letter, seconds=turn * HOUR.total_seconds(), why=WHY, sender=sender)
    if sender is not None:
        outbox.promise("channels.busy", key=f"{sender.pk}:{clock.now():%Y%m%d%H}", address=sender.pk)


def waiting(sender: Address | None) -> QuerySet[Letter]:
    """What waits so from one address; from nobody known: what came by the form without one."""
    return Letter.objects.filter(sender=sender, why=WHY, work=Letter.State.WAITING)


def waiting_of_all() -> int:
    """How many letters of anybody wait for a later hour."""
    return Letter.objects.filter(why=WHY, work=Letter.State.WAITING).count()


def until(sender: Address | None) -> datetime | None:
    """When the next of it is taken up."""
    first = waiting(sender).order_by("next_at").only("next_at").first()
    return first.next_at if first else None


@prepared
def _lately(scheme: str, path: str, since: datetime) -> "QuerySet[Letter, str]":
    """How far each letter is that was heard from there since then, or that waits for its turn."""
    there = Letter.objects.filter(sender__scheme=scheme, sender__path=path)
    rows = there.filter(Q(fate=Letter.Fate.HEARD, received_at__gte=since) | Q(why=WHY, work=Letter.State.WAITING))
    return rows.order_by().values_list("work", flat=True)[:AN_HOUR]
