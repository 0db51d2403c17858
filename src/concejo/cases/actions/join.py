# SPDX-License-Identifier: AGPL-3.0-or-later
"""The same thing was reported twice: it is joined, and everybody who told of it hears everything."""

from django.db import transaction

from concejo.cases.actions.confirm import waits_no_more
from concejo.cases.actions.open import report
from concejo.cases.actions.step import news, step
from concejo.cases.models import Case, Report, State
from concejo.core import clock, ledger, outbox
from concejo.people.models import Address, Person
from concejo.square import actions as square
from concejo.square.models import Conversation


@transaction.atomic
def join_report(
    case: Case, *, address: Address, via: str, conversation: Conversation | None = None, receipt: bool = True
) -> Report:
    """A neighbour says "this too": they follow and count; what they wrote stays in a conversation of their own."""
    row = report(case, address, via=via, receipt=receipt)
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
    row = step(case, "joined", by=by, state=State.JOINED, into=into.number)
    outbox.promise("cases.told", key=str(row.pk), due=clock.now() + square.UNDO, step=row.pk)
    known = set(into.reports.values_list("address", flat=True))
    for one in case.reports.select_related("address"):
        if one.address_id not in known:
            join_report(into, address=one.address, via=one.via, conversation=case.main, receipt=False)


@transaction.atomic
def part_cases(case: Case, *, by: Person) -> None:
    """They were two things after all: the join is undone; who heard of it hears that too, else nobody hears."""
    into, last = case.joined_to, case.steps.filter(act="joined").order_by("-id").first()
    unheard = last is not None and outbox.take_back("cases.told", key=str(last.pk))
    case.joined_to, case.closed_at = None, None
    state = State.ASSIGNED if case.in_charge_id else State.RECEIVED
    step(case, "parted", by=by, state=state, told=not unheard, out_of=into.number if into else None)
    if into:
        for one in into.reports.filter(conversation=case.main).select_related("address"):
            for row in one.address.follows.filter(topic=into.main.topic):
                square.unfollow(row)
            square.leave(one.address, into.main)
            one.delete()
        news(into)
