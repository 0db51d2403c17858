# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever is told that their words were hidden objects by answering."""

from concejo.core import changes, clock, ledger
from concejo.people.models import Address
from concejo.square.models import Conversation, Hiding

MODERATION = "moderation"
"""The counter of what was hidden, appealed and shown again."""


def appeal(conversation: Conversation, *, by: Address) -> None:
    """Something was said in a private conversation: if it is where somebody was told, it is their appeal."""
    row = Hiding.objects.filter(talk=conversation, appealed_at=None).first()
    if row is not None:
        row.appealed_at, row.decided_at, row.decided_by = clock.now(), None, None
        row.save(update_fields=["appealed_at", "decided_at", "decided_by"])
        changes.touch(MODERATION)
        ledger.write("square.appealed", by=by.ref, about=f"post:{row.post_id}")
