# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was said so far in the month: each play's conversation, and the pictures that its people take."""

from dataclasses import dataclass, field

from concejo.cases import queries as cases
from concejo.cases.models import Case
from concejo.config.olivar import pictures as drawn
from concejo.config.olivar.neighbours import NEIGHBOURS
from concejo.people import actions as people
from concejo.people.models import Address, Person
from concejo.square import pictures
from concejo.square.models import Conversation, Media, Post

ALTS = drawn.ALTS


@dataclass(slots=True)
class Memory:
    """Who is who, and where each play is being spoken."""

    people: dict[str, Person]
    talks: dict[str, Conversation] = field(default_factory=dict)
    """The first conversation of each play."""
    letters: int = 0

    def conversation(self, play: str) -> Conversation:
        """Where this play is spoken; read anew, because the month goes on."""
        return Conversation.objects.get(pk=self.talks[play].pk)

    def case(self, play: str) -> Case:
        """The case of this play."""
        case = cases.case_of(self.talks[play].pk)
        if case is None:
            raise LookupError(f"the play {play} has no case")
        return case

    def remember(self, play: str, post: Post) -> None:
        """The first words of a play are its conversation."""
        self.talks.setdefault(play, post.conversation)

    def last_post(self, play: str, *, speaker: Person | None = None, neighbour: bool = False) -> Post:
        """The last words in a play: of anybody, of one of the town hall, or of a neighbour."""
        rows = Post.objects.filter(conversation=self.talks[play])
        if speaker:
            rows = rows.filter(speaker=speaker)
        if neighbour:
            rows = rows.exclude(author=None)
        return rows.order_by("at", "id").reverse()[0]


def address(name: str) -> Address:
    """A neighbour as the town knows them; the language is the one they once chose."""
    neighbour = NEIGHBOURS[name]
    return people.meet(neighbour.urn, name=neighbour.name, language=neighbour.language)


def photograph(name: str, *, shown: bool) -> Media:
    """A picture with the words that a blind neighbour hears."""
    return pictures.keep(pictures.prepare(drawn.draw(name)), alt=ALTS[name], shown=shown)
