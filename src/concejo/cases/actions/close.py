# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case is closed: done, not the town's, not to be done, withdrawn. Closing needs a photo or a sentence."""

from django.db import transaction

from concejo.cases.actions.step import step
from concejo.cases.models import Case, State
from concejo.cases.states import NotAllowed
from concejo.core import clock
from concejo.people.models import Address, Person
from concejo.square import actions as square
from concejo.square.models import Post

_UNDONE = frozenset({State.DONE, State.NOT_OURS, State.DECLINED, State.WAITING})


class NeedsWords(ValueError):
    """A case is closed with a photo or a sentence, never silently."""


@transaction.atomic
def done(case: Case, *, by: Person | Address, post: Post) -> None:
    """The work is done and shown, here or by a body outside; the neighbours are asked whether it is mended."""
    if not post.words.strip() and not post.media.exists():
        raise NeedsWords
    case.closed_at = clock.now()
    if case.in_charge is None and isinstance(by, Person):
        case.in_charge = by
    step(case, "done", by=by, state=State.DONE, post=post)


@transaction.atomic
def not_ours(case: Case, *, by: Person, post: Post, body: str) -> None:
    """Somebody else must do it; the post says who, and that it was passed on."""
    _close(case, "not_ours", State.NOT_OURS, by=by, post=post, body=square.clear(body))


@transaction.atomic
def decline(case: Case, *, by: Person, post: Post) -> None:
    """It will not be done; the post says why."""
    _close(case, "declined", State.DECLINED, by=by, post=post)


@transaction.atomic
def withdraw(case: Case, *, by: Person | Address) -> None:
    """Whoever asked needs it no more; where others joined, it is theirs too and goes on (`NotAllowed`)."""
    if isinstance(by, Address) and case.reports.exclude(address=by).exists():
        raise NotAllowed("others wait for it too")
    case.closed_at = clock.now()
    step(case, "withdrawn", by=by, state=State.WITHDRAWN, told=True)


@transaction.atomic
def take_back(post: Post, *, by: Person) -> bool:
    """Words are undone before they left; if they had closed the case or asked something, the work goes on as before.

    Says whether it was in time.
    """
    row = post.steps.select_related("case").order_by("-id").first()
    if not square.undo(post, by=by):
        return False
    if row and row.after == row.case.state and row.case.state in _UNDONE:
        case = row.case
        case.closed_at = None
        step(case, "taken_back", by=by, state=State.ASSIGNED if case.in_charge_id else State.RECEIVED)
    return True


def _close(case: Case, act: str, state: State, *, by: Person, post: Post, body: str | None = None) -> None:
    if not post.words.strip():
        raise NeedsWords
    case.closed_at = clock.now()
    step(case, act, by=by, state=state, post=post, body=body)
