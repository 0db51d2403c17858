# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody of the town hall puts the post in order: hears a letter again, tries a delivery again or stops it."""

from datetime import timedelta

from django.db import transaction

from concejo.channels import busy
from concejo.channels.models import Delivery, Letter
from concejo.core import clock, lease, ledger
from concejo.core.models import Promise
from concejo.people import actions as people
from concejo.people.models import Person

FRESH = timedelta(days=5)
"""How long words that are tried again may take."""


@transaction.atomic
def hear_again(letter: Letter, *, by: Person) -> None:
    """A letter from which nothing came is read once more; one that was heard never is, or it would count twice."""
    if letter.fate == Letter.Fate.HEARD:
        return
    letter.fate, letter.why = Letter.Fate.NEW, letter.why if letter.why == busy.WHY else ""  # it waits only once
    letter.save(update_fields=["fate", "why"])
    lease.again(letter)
    ledger.write("channels.letter_again", by=by.ref, about=f"letter:{letter.pk}")


@transaction.atomic
def put_by(letter: Letter, *, by: Person, because: str = "") -> None:
    """Somebody has looked at a letter from which nothing came, and it is dealt with; why, if it had to be given up."""
    if letter.work == Letter.State.GIVEN_UP:
        letter.fate = Letter.Fate.SET_ASIDE
        letter.save(update_fields=["fate"])
    lease.close(letter, because=because)
    ledger.write("channels.letter_dealt_with", by=by.ref, about=f"letter:{letter.pk}")


@transaction.atomic
def not_junk(letter: Letter, *, by: Person) -> None:
    """The clerk was wrong about a sender: the town listens again, beginning with this letter."""
    if letter.sender and letter.sender.blocked_at:
        people.unblock(letter.sender, by=by)
    hear_again(letter, by=by)


@transaction.atomic
def send_again(delivery: Delivery, *, by: Person) -> None:
    """Words that did not arrive are sent once more, now; their address is believed again."""
    if delivery.address:
        people.try_again(delivery.address, by=by)
    delivery.outcome, delivery.expires_at = "", clock.now() + FRESH
    delivery.save(update_fields=["outcome", "expires_at"])
    lease.again(delivery)
    ledger.write("channels.delivery_again", by=by.ref, about=f"delivery:{delivery.pk}")


@transaction.atomic
def stop(delivery: Delivery, *, by: Person, because: str) -> None:
    """Nobody tries to send these words any more."""
    lease.close(delivery, because=because)
    delivery.outcome = Delivery.STOPPED
    delivery.save(update_fields=["outcome"])
    ledger.write("channels.delivery_given_up", by=by.ref, about=f"delivery:{delivery.pk}")


@transaction.atomic
def keep_again(promise: Promise, *, by: Person) -> None:
    """What should have followed is tried once more."""
    lease.again(promise)
    ledger.write("channels.promise_again", by=by.ref, about=f"promise:{promise.pk}")


@transaction.atomic
def give_up_promise(promise: Promise, *, by: Person, because: str) -> None:
    """What should have followed does not, and somebody says why."""
    lease.close(promise, because=because)
    ledger.write("channels.promise_given_up", by=by.ref, about=f"promise:{promise.pk}")
