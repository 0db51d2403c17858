# SPDX-License-Identifier: AGPL-3.0-or-later
"""The states of a case, the arrows between them, and what each is called: one table.

Late, private and reopened are derived, not states. Closed is not mended: only a neighbour's word makes it `mended`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class State(models.TextChoices):
    """Where a case stands."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    WAITING = "waiting"
    DONE = "done"
    MENDED = "mended"
    NOT_OURS = "not_ours"
    DECLINED = "declined"
    JOINED = "joined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Sign:
    """How a state is shown and told to other systems."""

    words: "str | _StrPromise"
    icon: str
    tone: str
    open311: str
    mysociety: str


SIGNS: dict[State, Sign] = {
    State.RECEIVED: Sign(_("Received"), "file", "plain", "open", "OPEN"),
    State.ASSIGNED: Sign(_("Given to somebody"), "at", "cobalt", "open", "INVESTIGATING"),
    State.PLANNED: Sign(_("Planned"), "clock", "cobalt", "open", "ACTION_SCHEDULED"),
    State.UNDER_WAY: Sign(_("Under way"), "half", "cobalt", "open", "IN_PROGRESS"),
    State.WAITING: Sign(_("Waiting for the neighbour"), "clock", "plain", "open", "OPEN"),
    State.DONE: Sign(_("Done; waiting for your word"), "check", "asks", "closed", "CLOSED"),
    State.MENDED: Sign(_("Mended"), "check", "mended", "closed", "FIXED"),
    State.NOT_OURS: Sign(_("Not the town's; passed on"), "right", "plain", "closed", "NOT_COUNCILS_RESPONSIBILITY"),
    State.DECLINED: Sign(_("Will not be done"), "no", "plain", "closed", "NO_FURTHER_ACTION"),
    State.JOINED: Sign(_("Joined to another case"), "right", "plain", "closed", "DUPLICATE"),
    State.WITHDRAWN: Sign(_("Withdrawn"), "no", "plain", "closed", "CANCELLED"),
}

OPEN = frozenset({State.RECEIVED, State.ASSIGNED, State.PLANNED, State.UNDER_WAY, State.WAITING})
CLOSED = frozenset(State) - OPEN
_ENDS = frozenset({State.DONE, State.NOT_OURS, State.DECLINED, State.JOINED, State.WITHDRAWN})
_WORK = frozenset({State.ASSIGNED, State.PLANNED, State.UNDER_WAY, State.WAITING})
_AGAIN = frozenset({State.RECEIVED, State.ASSIGNED})

ARROWS: dict[State, frozenset[State]] = {
    State.RECEIVED: _WORK | _ENDS,
    State.ASSIGNED: _WORK | _ENDS | {State.RECEIVED},
    State.PLANNED: _WORK | _ENDS,
    State.UNDER_WAY: _WORK | _ENDS,
    State.WAITING: _WORK | _ENDS | {State.RECEIVED},
    State.DONE: _AGAIN | {State.MENDED, State.DONE},  # done again: a better photo, a second sentence
    State.MENDED: _AGAIN,
    State.NOT_OURS: _AGAIN,
    State.DECLINED: _AGAIN,
    State.JOINED: _AGAIN,  # a wrong join is undone
    State.WITHDRAWN: _AGAIN,
}


class NotAllowed(ValueError):
    """There is no such arrow."""


def check(before: State, after: State) -> None:
    """Raise `NotAllowed` unless a case may go from one state to the other."""
    if after not in ARROWS[before]:
        raise NotAllowed(f"a case that is {before} cannot become {after}")
