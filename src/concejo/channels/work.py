# SPDX-License-Identifier: AGPL-3.0-or-later
"""The worker's round: understand letters, keep promises, send deliveries, forget what ran out."""

from django.db import transaction

from concejo.channels import hear, send
from concejo.channels.models import Draft
from concejo.core import clock, outbox
from concejo.square.models import Media
from concejo.square.pictures import forget


def round_trip() -> int:
    """Do what is due, once; returns how much there was to do."""
    return hear.hear_due() + outbox.keep_due() + send.send_due()


def until_quiet(*, most: int = 500) -> int:
    """Do what is due until nothing more is (or `most` rounds): for the demo, stories and tests."""
    total = 0
    for _round in range(most):
        did = round_trip()
        total += did
        if not did:
            break
    return total


def sweep() -> int:
    """Drafts live for a day: those that ran out are forgotten, with their photos; returns how many."""
    gone = 0
    for draft in Draft.objects.filter(expires_at__lt=clock.now()):
        with transaction.atomic():
            loose = list(Media.objects.filter(name__in=draft.media, post=None))
            draft.delete()
            Media.objects.filter(pk__in=[one.pk for one in loose]).delete()
        for one in loose:
            forget(one.name)
        gone += 1
    return gone
