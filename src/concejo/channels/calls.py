# SPDX-License-Identifier: AGPL-3.0-or-later
"""The call-back list: who is to be telephoned, what is to be said, and that it was done."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from concejo.channels.models import Delivery
from concejo.core import changes, clock, ledger
from concejo.people.models import Address, Person

LATER = timedelta(hours=2)
"""After so long a number that nobody answered comes up again."""


@dataclass(slots=True)
class Call:
    """One telephone call: everything that is to be said to one neighbour."""

    address: Address
    deliveries: list[Delivery] = field(default_factory=list)

    @property
    def since(self) -> datetime:
        """Since when it waits."""
        return min(one.made_at for one in self.deliveries)

    @property
    def tried(self) -> int:
        """How often nobody answered."""
        return max(one.attempts for one in self.deliveries)

    @property
    def rests(self) -> bool:
        """Nobody answered a while ago."""
        return max(one.next_at for one in self.deliveries) > clock.now()


def to_make() -> list[Call]:
    """Calls to make, one for each neighbour; those that nobody answered last; one query."""
    rows = Delivery.objects.to_telephone().exclude(address=None).select_related("address__person")
    by_address: dict[int, Call] = {}
    for row in rows.order_by("made_at", "pk"):
        assert row.address is not None  # noqa: S101 -- excluded above
        by_address.setdefault(row.address.pk, Call(row.address)).deliveries.append(row)
    return sorted(by_address.values(), key=lambda call: (call.rests, call.since))


def of(address: Address) -> Call | None:
    """The call to that neighbour, if there is one to make."""
    rows = list(
        address.deliveries.to_telephone().select_related("post__speaker", "address__person").order_by("made_at", "pk")
    )
    return Call(address, rows) if rows else None


@transaction.atomic
def called(deliveries: Iterable[Delivery], *, by: Person) -> None:
    """The neighbour heard it on the telephone."""
    for row in deliveries:
        row.called_at = clock.now()
        row.save(update_fields=["called_at"])
        ledger.write("channels.called", by=by.ref, about=f"delivery:{row.pk}")
    changes.touch("worklists")


@transaction.atomic
def nobody_answered(deliveries: Iterable[Delivery], *, by: Person) -> None:
    """It rang and nobody came: the call goes to the end of the list."""
    for row in deliveries:
        row.attempts += 1
        row.next_at = clock.now() + LATER
        row.save(update_fields=["attempts", "next_at"])
        ledger.write("channels.nobody_answered", by=by.ref, about=f"delivery:{row.pk}")
    changes.touch("worklists")
