# SPDX-License-Identifier: AGPL-3.0-or-later
"""Is it mended? Whoever told the town of it has the word."""

from django.db import transaction

from concejo.cases.actions.assign import tell_worker
from concejo.cases.actions.step import Actor, step, unsaid
from concejo.cases.models import Case, State
from concejo.core import clock, outbox
from concejo.people import queries as people
from concejo.people.models import Person
from concejo.square.models import Conversation, Post
from concejo.town import calendar
from concejo.town.models import Town


@transaction.atomic
def mended(case: Case, *, by: Actor, post: Post | None = None) -> None:
    """A neighbour says that it is mended (or told the clerk so at the counter)."""
    case.mended_at = clock.now()
    waits_no_more(case.main)
    row = step(case, "mended", by=by, state=State.MENDED, post=post, told=unsaid(case, post))
    outbox.promise("cases.confirmed", key=str(row.pk), step=row.pk)


def waits_no_more(conversation: Conversation) -> None:
    """What was said needs no answer from the desk: it was understood."""
    if conversation.waits_since is not None:
        conversation.waits_since = None
        conversation.save(update_fields=["waits_since"])


@transaction.atomic
def still_broken(case: Case, *, by: Actor, post: Post | None = None) -> None:
    """It is not: the case is open again with a new deadline, and whoever did it learns of it at once."""
    now = clock.now()
    case.closed_at = case.mended_at = case.planned_for = None
    case.reopened += 1
    case.joined_to = None
    case.due_at = calendar.deadline(now, case.category.days if case.category else 5, town=Town.objects.current())
    state = State.ASSIGNED if case.in_charge_id else State.RECEIVED
    row = step(case, "reopened", by=by, state=state, post=post, told=unsaid(case, post))
    outbox.promise("cases.confirmed", key=str(row.pk), step=row.pk)
    if case.in_charge:
        worker: Person = people.at_work(case.in_charge)
        if worker != case.in_charge:
            case.in_charge = worker
            case.save(update_fields=["in_charge"])
        tell_worker(case, worker, key=str(row.pk))
