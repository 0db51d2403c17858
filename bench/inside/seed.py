# SPDX-License-Identifier: AGPL-3.0-or-later
"""A town with five years behind it: conversations of two to six messages, a case in each third one, and all they left.

Towns of different sizes end alike: the n-th conversation from the end has the same shape in each, so that the same
pages show the same things, and only what lies behind them grows. Every town covers the same five years, so a larger
one has more cases in a month and more that are open.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from concejo.cases.models import Case, Report, Series, Step
from concejo.channels.models import Delivery, ExternalRef, Letter, Origin
from concejo.core.ids import BITS, EPOCH_MS
from concejo.core.models import ChangeCounter, LedgerLine, Promise
from concejo.people.models import Address
from concejo.privacy.models import SealKey
from concejo.privacy.seal import seal
from concejo.square import search
from concejo.square.models import Conversation, Follow, Media, Mention, Participant, Post

from . import words
from .furnish import Colleague, Hall
from .tables import Table

SPAN = timedelta(days=5 * 365)
GAPS = (0, 540, 5_400, 86_400, 90_000, 180_000)
"""Seconds from the first word of a conversation to each of its messages."""
LATEST_CASES, LATEST_TALKS = 300, 200
BUSY, BUSY_STEP = 60, 45 * 60
"""So many conversations began in the last two days, one after so many seconds, in every town."""


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation to be written."""

    back: int
    """How many conversations are newer."""
    case_back: int | None
    at: int
    """Seconds since 1970."""
    size: int


def shapes(posts: int, *, now: datetime) -> list[Talk]:
    """The conversations of a town of about so many posts, the oldest first."""
    sizes: list[int] = []
    while posts > 0:
        sizes.append(Random(len(sizes)).randint(2, 6))
        posts -= sizes[-1]
    end, step = now.timestamp() - 3600, SPAN.total_seconds() / len(sizes)
    talks = []
    for back, size in enumerate(sizes):
        ago = back * BUSY_STEP if back < BUSY else BUSY * BUSY_STEP + (back - BUSY) * step
        talks.append(Talk(back, back // 3 if back % 3 == 1 else None, int(end - ago), size))
    return talks[::-1]


class Town:
    """The tables of the town while they are filled."""

    def __init__(self, hall: Hall, *, now: datetime, addresses: int) -> None:
        self.hall, self.now, self.addresses = hall, now, addresses
        self._last: dict[int, int] = {}
        self._numbers: dict[int, int] = {}
        self.indexed: list[tuple[int, str]] = []
        self.keys = [_key(number) for number in range(20)]
        self.letter_body = seal("intake", b'{"mail_from": "", "rcpt_to": []}\n' + b"Subject: farola\r\n" * 30)
        self._what_was_said()
        self._what_followed()

    def _what_was_said(self) -> None:
        self.address = Table(Address, "id", "scheme", "path", "name", "language", "proved_at", "chose_public_at")
        self.conversation = Table(
            Conversation, "id", "visibility", "title", "department_id", "key_id", "token", "opened_at", "last_at",
            "shown", "waits_since", "topics",
        )  # fmt: skip
        self.post = Table(
            Post, "id", "conversation_id", "author_id", "speaker_id", "department_id", "via", "at", "text", "sealed",
            "language",
        )  # fmt: skip
        self.case = Table(
            Case, "id", "number", "state", "category_id", "department_id", "in_charge_id", "conversation_id",
            "private_conversation_id", "place", "street_id", "lat", "lon", "opened_at", "due_at", "answered_at",
            "closed_at", "mended_at",
        )  # fmt: skip
        self.step = Table(Step, "id", "case_id", "at", "act", "before", "after", "by", "person_id", "post_id", "facts")
        self.report = Table(Report, "id", "case_id", "address_id", "via", "at", "first")
        self.media = Table(
            Media,
            "id",
            "post_id",
            "name",
            "width",
            "height",
            "looked_at",
            "shown_at",
            "sealed_scope",
            "added_at",
            "alt",
        )
        self.mention = Table(Mention, "post_id", "handle_id")
        self.participant = Table(Participant, "id", "conversation_id", "address_id", "since")
        self.follow = Table(Follow, "id", "address_id", "topic", "since")

    def _what_followed(self) -> None:
        self.letter = Table(
            Letter, "id", "work", "next_at", "kind", "dedupe", "body", "size", "received_at", "fate", "sender_id"
        )
        self.origin = Table(Origin, "post_id", "letter_id")
        self.ref = Table(ExternalRef, "kind", "external_id", "post_id")
        self.ledger = Table(LedgerLine, "id", "at", "act", "by", "about")
        self.promise = Table(Promise, "id", "work", "next_at", "name", "arguments", "key", "made_at")
        self.delivery = Table(
            Delivery, "id", "work", "next_at", "key", "kind", "to", "address_id", "cause", "subject", "post_id",
            "made_at", "outcome", "sent_at",
        )  # fmt: skip
        self.counter = Table(ChangeCounter, "scope", "version")

    def id_at(self, second: int) -> int:
        """An id of that second, never given out twice."""
        base = (second * 1000 - EPOCH_MS) << BITS
        last = self._last.get(second, 0) + 1
        self._last[second] = last
        return base | last

    def number(self, second: int) -> str:
        """The next case number of its year."""
        year = datetime.fromtimestamp(second, UTC).year
        self._numbers[year] = self._numbers.get(year, 0) + 1
        return f"{year}-{self._numbers[year]:04d}"

    def finish(self) -> int:
        """Write the rest, the index of words, and the last number given out in each year; returns how many posts."""
        for one in vars(self).values():
            if isinstance(one, Table):
                one.flush()
        search.index_many(self.indexed)
        for year, last in self._numbers.items():
            Series.objects.update_or_create(year=year, defaults={"last": last})
        ChangeCounter.objects.bulk_create(
            [ChangeCounter(scope=scope, version=self.post.count) for scope in ("cases", "worklists")],
            update_conflicts=True, unique_fields=["scope"], update_fields=["version"],
        )  # fmt: skip
        return self.post.count


def _key(number: int) -> str:
    scope = f"conversation:bench{number}"
    seal(scope, b"")
    return str(SealKey.objects.get(scope=scope).pk)


def said_at(second: int) -> str:
    """A moment as SQLite keeps it."""
    return datetime.fromtimestamp(second, UTC).replace(tzinfo=None).isoformat(" ")


def colleague(hall: Hall, word: str, chance: Random) -> Colleague:
    """Whoever of that department does it: of lighting mostly the first."""
    people = hall.colleagues[word]
    return people[0] if word == "alumbrado" and chance.random() < 0.7 else chance.choice(people)


def neighbours(town: Town) -> None:
    """One address for each third conversation."""
    begun = said_at(int((town.now - SPAN).timestamp()))
    for at in range(1, town.addresses + 1):
        name = words.NAMES[at % len(words.NAMES)]
        town.address.add(1_000_000 + at, "mailto", f"vecina{at}@vecinos.example", name, "es", begun, begun)
