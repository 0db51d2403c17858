# SPDX-License-Identifier: AGPL-3.0-or-later
"""The worker's round: understand letters, keep promises, send deliveries, forget what ran out."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from concejo.cases import due, forgetting, reckon, teach
from concejo.channels import digests, hear, looks, outside, send
from concejo.channels.models import Delivery, Draft, Letter
from concejo.core import clock, outbox
from concejo.core.models import Leased, Promise
from concejo.square.models import Media, Planned
from concejo.square.pictures import forget

LOOSE = timedelta(days=2)
"""A picture that belongs to nothing is kept so long: a letter that is tried again may still want it."""


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
    """Now and then: what nobody needs any more is forgotten, on Mondays mayor and administrators hear of looks.

    Once a day the town learns its kinds of cases anew; neighbours who were asked something are reminded, and badly late
    cases are told to whoever answers for them, the figures of the
    town are reckoned, and at night cases whose years are over are forgotten.
    """
    looks.tell_weekly()
    digests.send_due()
    due.when_due()
    teach.when_due()
    outside.ask_all()
    forgetting.when_due()
    reckon.when_due()
    return _drafts() + _loose_media()


def _drafts() -> int:
    """Drafts live for a day: those that ran out are forgotten, with their photos; returns how many."""
    gone = 0
    unheard = Q(letter__work__in=[Letter.State.WAITING, Letter.State.GIVEN_UP])
    for draft in Draft.objects.filter(expires_at__lt=clock.now()).exclude(unheard):
        with transaction.atomic():
            loose = list(Media.objects.filter(name__in=draft.media, post=None))
            draft.delete()
            Media.objects.filter(pk__in=[one.pk for one in loose]).delete()
        for one in loose:
            forget(one.name)
        gone += 1
    return gone


def _loose_media() -> int:
    """A worker that ended in the middle of a letter leaves its pictures; the letter brought them in anew."""
    wanted = {name for names in Draft.objects.values_list("media", flat=True) for name in names}
    plans = Planned.objects.filter(said_at=None, dropped_at=None).values_list("media", flat=True)
    wanted |= {name for names in plans for name in names}
    loose = Media.objects.filter(post=None, added_at__lt=clock.now() - LOOSE)
    gone = [one for one in loose if one.name not in wanted]
    Media.objects.filter(pk__in=[one.pk for one in gone], post=None).delete()
    for one in gone:
        forget(one.name)
    return len(gone)


def clock_was_set_back() -> int:
    """What was written down while the clock was ahead waits for an hour that has not come: it is due now.

    Whatever was to wait for a while still waits as long, counted from now; returns how many rows that were.
    """
    now = clock.now()
    waiting = {"work": Letter.State.WAITING, "next_at__gt": now}
    moved: list[Leased] = []
    for letter in Letter.objects.filter(received_at__gt=now, **waiting).only("id", "received_at", "next_at"):
        letter.next_at = now + (letter.next_at - letter.received_at)
        moved.append(letter)
    for rows in (Promise.objects.all(), Delivery.objects.all()):
        for row in rows.filter(made_at__gt=now, **waiting).only("id", "made_at", "next_at"):
            row.next_at = now + (row.next_at - row.made_at)
            moved.append(row)
    for one in moved:
        one.save(update_fields=["next_at"])
    return len(moved)
