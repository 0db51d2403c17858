# SPDX-License-Identifier: AGPL-3.0-or-later
"""One step of a case: the arrow, the history line, the ledger line, the news, and the promise to tell people."""

from dataclasses import dataclass
from typing import Protocol

from concejo.cases.models import Case, State, Step
from concejo.core import changes, clock, ledger, outbox, rows
from concejo.people.models import Address, Person
from concejo.square.models import Post

Actor = Person | Address


class Named(Protocol):
    """Whoever or whatever does something: a person, an address, a rule of the town's, the house by its calendar."""

    @property
    def ref(self) -> str:
        """How ledger and history name it."""


@dataclass(frozen=True, slots=True)
class House:
    """Nobody in person: a day came."""

    ref: str = "house"


def step(
    case: Case,
    act: str,
    *,
    by: Named,
    state: State | None = None,
    post: Post | None = None,
    told: bool = False,
    **facts: int | str | dict[str, str] | None,
) -> Step:
    """Write one step down and save the case; `told` promises that everybody who waits for this case hears of it."""
    before = case.move_to(state) if state else State(case.state)
    person = by if isinstance(by, Person) else None
    if person and case.answered_at is None:
        case.answered_at = clock.now()
    if case._state.adding:  # noqa: SLF001 -- Django's public name for it
        rows.write(case)
    else:
        case.save()
    row = Step(
        case=case, at=clock.now(), act=act, before=before, after=case.state, by=by.ref, person=person, post=post,
        facts={key: value for key, value in facts.items() if value is not None},
    )  # fmt: skip
    rows.write(row)
    ledger.write(f"cases.{act}", by=by.ref, about=case.ref, after=str(case.state))
    news(case)
    if told:
        outbox.promise("cases.told", key=str(row.pk), step=row.pk)
    return row


def unsaid(case: Case, post: Post | None) -> bool:
    """No words in the case itself tell everybody who waits for it."""
    return post is None or post.conversation_id != case.main.pk


def news(case: Case) -> None:
    """Raise the counters of every page on which the case stands."""
    scopes = [case.ref, case.main.topic, "worklists", "figures"]
    if not case.is_private:
        scopes += ["square", "cases", *(f"{topic}" for topic in case.main.topics)]
    changes.touch(*scopes)
