# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of ours came back: the delivery says so, and an address that is gone is not written to again."""

from django.db import transaction

from concejo.channels.contract import Bounced, Outcome
from concejo.channels.models import Delivery
from concejo.core import changes
from concejo.people import actions as people
from concejo.people import links


@transaction.atomic
def came_back(bounced: Bounced) -> None:
    """Only a notice that carries the token of a delivery of ours is believed; anybody could write the rest."""
    row = links.read(links.Purpose.BOUNCE, bounced.token) if bounced.token else None
    delivery = Delivery.objects.select_related("address").filter(pk=row).first() if row else None
    if delivery is None:
        return
    delivery.outcome = Outcome.RECIPIENT_GONE if bounced.permanent else Outcome.UNREACHABLE
    delivery.error = bounced.status[:80]
    delivery.save(update_fields=["outcome", "error"])
    if bounced.permanent and delivery.address:
        people.bounced(delivery.address)
    changes.touch("worklists")
