# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody outside the town hall must see to it: a public case is passed on, by mail or by Open311."""

from django.db import transaction

from concejo.cases.actions.close import not_ours
from concejo.cases.actions.step import step
from concejo.cases.models import Case, ExternalBody, State
from concejo.cases.states import NotAllowed
from concejo.core import outbox
from concejo.people.models import Person
from concejo.square.models import Post


@transaction.atomic
def forward(case: Case, *, to: ExternalBody, by: Person, post: Post | None = None, closes: bool = False) -> None:
    """A letter with number, place, public words and photos leaves for that body; nothing of whoever reported it.

    The case stays under way and the answer comes back into it; or it is not the town's, and closes with the post.
    """
    if case.is_private or not to.active:
        raise NotAllowed("only a public case is passed on")
    state = None if closes else State.UNDER_WAY
    row = step(case, "forwarded", by=by, state=state, post=None if closes else post, body=to.name, to=to.pk)
    outbox.promise("cases.forwarded", key=str(row.pk), step=row.pk)
    if closes and post is not None:
        not_ours(case, by=by, post=post, body=to.name)
