# SPDX-License-Identifier: AGPL-3.0-or-later
"""An employee wants to be followed elsewhere under their own handle, or no more."""

from django.db import transaction

from concejo.core import changes, clock, ledger, outbox
from concejo.people.models import Person, Voice


@transaction.atomic
def speak_out(person: Person) -> None:
    """From now on what they say in their own name goes out under their own handle; nobody does this for them."""
    if person.handle_id is None:
        return
    row = Voice(person=person, since=clock.now())
    Voice.objects.bulk_create([row], ignore_conflicts=True)
    if not Voice.objects.filter(pk=row.pk).exists():
        return  # it is on already
    ledger.write("people.spoke_out", by=person.ref, about=person.ref)
    changes.touch(person.ref, "town")


@transaction.atomic
def fall_silent(person: Person) -> None:
    """Nothing goes out under their handle any more, and whoever followed it is told; what was said stays theirs."""
    if person.voices.filter(until=None).update(until=clock.now()):
        line = ledger.write("people.fell_silent", by=person.ref, about=person.ref)
        outbox.promise("people.fell_silent", key=str(line.pk), person=person.pk)
        changes.touch(person.ref, "town")
