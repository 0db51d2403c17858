# SPDX-License-Identifier: AGPL-3.0-or-later
"""Junk: the clerk puts a letter away and hears no more from its sender."""

from django.db import transaction

from concejo.cases import actions as cases
from concejo.cases import queries
from concejo.channels.models import Letter
from concejo.core import ledger
from concejo.people import actions as people
from concejo.people.models import Address, Person
from concejo.people.rules import is_staff
from concejo.square import actions as square
from concejo.square.models import Conversation


@transaction.atomic
def junk(conversation: Conversation, *, by: Person) -> None:
    """What a stranger sent is nobody's business: out of sight, its case withdrawn, its sender blocked."""
    senders = Address.objects.filter(posts__conversation=conversation).select_related("person").distinct()
    for address in senders:
        if not is_staff(address.person):
            people.block(address, by=by)
    Letter.objects.filter(posts__post__conversation=conversation).update(fate=Letter.Fate.JUNK, why="junk")
    case = queries.case_of(conversation.pk)
    if case and case.is_open and case.main == conversation:
        cases.withdraw(case, by=by)
    square.put_away(conversation, by=by)
    ledger.write("channels.junk", by=by.ref, about=conversation.topic)
