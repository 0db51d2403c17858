# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same thing was reported twice: it is joined, and everybody who told of it hears everything."""

from django.db import transaction

from concejo.cases.actions.confirm import waits_no_more
from concejo.cases.actions.open import report
from concejo.cases.actions.step import news, step
from concejo.cases.models import Case, Report, State
from concejo.core import clock, ledger
from concejo.people.models import Address, Person
from concejo.square import actions as square
from concejo.square.models import Conversation


@transaction.atomic
def join_report(case: Case, *, address: Address, via: str, conversation: Conversation | None = None) -> Report:
    """A neighbour says "this too": they follow and count; what they wrote stays in a conversation of their own."""
    row = report(case, address, via=via)
    if conversation is not None and row.conversation_id is None and conversation != case.main:
        row.conversation = conversation
        row.save(update_fields=["conversation"])
        waits_no_more(conversation)
    ledger.write("cases.told_too", by=address.ref, about=case.ref)
    news(case)
    return row


@transaction.atomic
def join_cases(case: Case, *, into: Case, by: Person) -> None:
    """Staff join a case to an older one; its neighbours follow the older one from now on."""
    if into.joined_to_id is not None:
        into = into.joined_to or into
    case.joined_to, case.closed_at = into, clock.now()
    step(case, "joined", by=by, state=State.JOINED, told=True, into=into.number)
    for one in case.reports.select_related("address"):
        join_report(into, address=one.address, via=one.via, conversation=case.main)


@transaction.atomic
def part_cases(case: Case, *, by: Person) -> None:
    """They were two things after all: the join is undone."""
    into = case.joined_to
    case.joined_to, case.closed_at = None, None
    step(case, "parted", by=by, state=State.ASSIGNED if case.in_charge_id else State.RECEIVED)
    if into:
        for one in into.reports.filter(conversation=case.main):
            one.delete()
            for row in one.address.follows.filter(topic=into.main.topic):
                square.unfollow(row)
        news(into)
