# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a channel's driver promises to the town, and what it is given: plain data, no room, no database.

A driver reads what arrived (`read`, pure), finds out how far it can be believed (`weigh`, may ask the network, never
inside a transaction), says to whom words go (`targets`) and takes them there (`send`). Drivers are registered under the
entry point group ``concejo.channels``; a new channel needs no change in any room.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from concejo.core.many import Answer, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A letter as it came: bytes plus what the network said around them (envelope, peer; never the words)."""

    kind: str
    body: bytes
    envelope: Mapping[str, str | list[str]] = field(default_factory=dict)
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """Something that came with the words: a photo, a PDF, a voice note."""

    name: str
    content_type: str
    data: bytes
    alt: str = ""
    """What a picture shows, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture on another server: its web address, and what it shows in words."""

    url: str
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Somebody spoke. `sender` is a URN (``mailto:a@b.example``, ``tel:+34…``, ``slip:…``)."""

    sender: str
    sender_name: str = ""
    to: tuple[str, ...] = ()
    """The addresses it was written to, lower-case (``avisos@olivar.example``)."""
    subject: str = ""
    text: str = ""
    """The new words only: quoted history, marker and signature cut."""
    full_text: str = ""
    language: str | None = None
    enclosures: tuple[Enclosure, ...] = ()
    external_id: str = ""
    """The network's own id (Message-ID without brackets)."""
    replies_to: tuple[str, ...] = ()
    """External ids this answers, the nearest first."""
    token: str | None = None
    """What stood behind the plus of the address it was sent to (``r+TOKEN@``)."""
    occurred_at: datetime | None = None
    flags: frozenset[str] = frozenset()
    """Any of: auto-reply, list, own, truncated, empty."""
    hints: Mapping[str, str] = field(default_factory=dict)
    """What a form already knows: visibility, category, place, street, lat, lon, number, join, via, clerk, name."""
    media: tuple[str, ...] = ()
    """Names of pictures that the door has kept already."""
    elsewhere: tuple[Picture, ...] = ()
    """Pictures on another server, which the driver's `fetch` brings in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounced:
    """Words of ours could not be delivered (RFC 3464)."""

    recipient: str
    permanent: bool
    status: str
    token: str | None = None
    external_id: str = ""
    """Message-ID of ours that came back, when the notice carries it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Neither words nor a returned letter: the room that owns the channel acts upon the letter (``KIND.other``)."""


Event = Said | Bounced | Other


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """How far the sender can be believed: `aligned` when the domain vouches for the From line (DMARC, RFC 7489)."""

    aligned: bool = False
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a driver takes words: its own opaque string, and the URN for which it stands."""

    urn: str
    to: str
    host: str = ""
    """The server that takes them, where each has its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """Words composed for one target, in its language; a driver only carries them."""

    key: str
    """uuid5 of the delivery: the same words to the same target always carry the same key."""
    to: str
    subject: str
    text: str
    html: str = ""
    language: str = "es"
    sender_name: str = ""
    reply_token: str | None = None
    bounce_token: str | None = None
    """Goes into the envelope sender, so that what comes back finds its delivery."""
    unsubscribe_url: str | None = None
    thread: tuple[str, ...] = ()
    """External ids of the conversation so far at this target, oldest first."""
    automatic: bool = False
    """True for what no person wrote (acknowledgements, digests): such words must never be answered by a machine."""
    enclosures: tuple[Enclosure, ...] = ()
    cause: str = ""
    """Why it leaves, and of which row: for a driver that puts such things into words of its own."""
    subject_id: int = 0
    urn: str = ""
    """For whom it is, where it is for one."""
    made_at: datetime | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    """What a driver needs as values instead of words: of a case that is passed on, its kind, its point, its place."""


class Outcome(StrEnum):
    """What came of an attempt, and so whether to try again."""

    SENT = "sent"
    CONFIG = "config"
    INVALID = "invalid"
    THROTTLED = "throttled"
    UNREACHABLE = "unreachable"
    RECIPIENT_GONE = "recipient_gone"
    OPTED_OUT = "opted_out"
    UNKNOWN = "unknown"
    BY_HAND = "by_hand"
    """A person does it (call back, hand over a printed slip); staff see it on a list until they tick it."""


RETRY = frozenset({Outcome.THROTTLED, Outcome.UNREACHABLE, Outcome.CONFIG})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The answer of a driver to one attempt."""

    outcome: Outcome
    external_id: str = ""
    retry_after: float | None = None
    """Seconds, when the network said so."""
    detail: str = ""
    """For staff; never words of a resident, never an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a driver may know of the town: values only, so that drivers import no room."""

    mail_domain: str
    public_url: str
    town_name: str
    settings: Mapping[str, str | int | bool] = field(default_factory=dict)
    """The channel's settings, secrets opened."""


class Driver(Protocol):
    """One channel. `scheme` is the URN scheme it serves (``mailto``); in/out say what it can do."""

    kind: str
    scheme: str
    hears: bool
    speaks: bool
    repeats_safely: bool
    """The network drops a second copy with the same key, so an attempt of unknown outcome is simply made again."""
    one_server: bool
    """All words leave by one server of the town's: while it is silent, nothing else is tried by this channel."""

    def read(self, raw: Raw, around: Surroundings) -> Sequence[Event]:
        """Pure: the same bytes always give the same events; raises `Unreadable` for what cannot be understood."""

    def weigh(self, raw: Raw, around: Surroundings) -> Trust:
        """May ask the network (DNS); called outside any transaction."""

    threads: bool
    """The network itself says what answers what, so words need no token to find the way back."""
    overheard: bool
    """Others read along on the way: that there is a private answer is told there, its words never."""
    writes: frozenset[str]
    """Causes that only this driver knows how to say."""

    def fetch(self, said: Said, around: Surroundings) -> Said:
        """Bring in what `said.elsewhere` points to; asked only where there is some, never inside a transaction."""

    def targets(self, urns: Sequence[str], *, cause: str) -> Sequence[Target]:
        """One target per mailbox, inbox or room that must be reached; some causes need one copy for many."""

    def send(self, outgoing: Outgoing, around: Surroundings) -> Sent:
        """Take the words there, once; must not raise for what the network does."""

    def check(self, around: Surroundings) -> Sequence[str]:
        """For `doctor`: sentences that say what is wrong and how to mend it; empty when all is well."""


@runtime_checkable
class ManyServers(Protocol):
    """What a driver offers besides whose words go to many servers: many of them are asked at once (`fan.py`)."""

    def pack(self, outgoing: Outgoing, around: Surroundings) -> "Parcel | Sent":
        """Make one request ready, or say at once why there is none; may ask the database, never the network."""

    def told(self, parcel: "Parcel", answer: Answer) -> Sent:
        """What the server's answer means, or that there was none."""


@runtime_checkable
class Finds(Protocol):
    """What a driver offers besides that must look for an account before it can take words there."""

    def find(self, path: str) -> bool:
        """Whether words can be taken there from now on; may ask the network for some seconds."""


@runtime_checkable
class Names(Protocol):
    """What a driver offers besides where departments and employees are written to by names of the network's own."""

    def named(self, to: Sequence[str]) -> Sequence[str]:
        """The handles that stand behind these addresses; may ask the database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One request that is ready to leave, and the name that the network will know the words by."""

    request: Request
    external_id: str = ""


class Unreadable(ValueError):
    """The bytes make no sense to the driver; the letter stays for a person to look at."""
