# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an intent is given to read, and what it answers with."""

from collections.abc import Callable
from dataclasses import dataclass, field

from concejo.people.models import Address, Person
from concejo.square.models import Conversation, Post
from concejo.town.models import Handle


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One post as the desk reads it: who speaks, how far that is certain, and whom it names."""

    post: Post
    text: str
    person: Person | None = None
    """Who speaks for the town hall, when that is certain."""
    address: Address | None = None
    """From where a neighbour speaks."""
    mentions: tuple[Handle, ...] = ()
    has_photo: bool = False
    wishes_case: bool = False
    """The way it came says that work is asked for (the form, the counter, ``avisos@``)."""
    hints: dict[str, str] = field(default_factory=dict)
    """What a door already knows: category, place, lat, lon."""
    known: dict[str, object] = field(default_factory=dict, compare=False)
    """What one intent has looked up already, for the next."""

    @property
    def conversation(self) -> Conversation:
        """Where it was said."""
        return self.post.conversation

    @property
    def by(self) -> str:
        """How the ledger names who spoke."""
        return self.person.ref if self.person else self.address.ref if self.address else "town"


@dataclass(frozen=True, slots=True)
class Act:
    """What a post means: a name for the rule book's record, and the deed."""

    name: str
    do: Callable[[], object]


Intent = Callable[[Reading], Act | None]
