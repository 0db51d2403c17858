# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may do what through which channel: one table, keyed by the name of the act.

Every room declares the names of its acts in its own `levels.py`; a test holds both sets together and the whole table
against answers written by hand. What a row does not name is not allowed: a new channel begins with nothing. What an
employee may do beyond being one (clerk, head, mayor) stands in the rooms' `rules.py`.
"""

from collections.abc import Mapping
from enum import StrEnum

from concejo.people.models import Address, Person
from concejo.people.rules import is_staff


class Channel(StrEnum):
    """Through what somebody acts; the values are those of `Post.via`."""

    WEB = "web"
    EMAIL = "email"
    COUNTER = "counter"
    PHONE = "phone"
    SLIP = "slip"
    SMS = "sms"
    TELEGRAM = "telegram"
    FEDIVERSE = "fediverse"
    OPEN311 = "open311"


class Level(StrEnum):
    """What somebody has shown. None of them includes another: `of` says which ones they hold."""

    ANYBODY = "anybody"
    PARTY = "party"
    """Takes part in this very matter: speaks from its address, or holds its signed link or its slip."""
    ALONE = "alone"
    """The same, through an address that no household shares."""
    PROVED = "proved"
    """Words sent to this address reach whoever acts, and the channel vouches that it is the one who speaks."""
    FRESH = "fresh"
    """Typed, a moment ago, the code that was sent to an address of theirs or stands on a slip of theirs."""
    RESIDENT = "resident"
    """Verified in person and not expired, speaking from an address that was proved within the year."""
    ACCOUNT = "account"
    """Signed in."""
    STAFF = "staff"
    """Holds a role in town, and certainly is that person."""


Row = Mapping[Channel, Level]
C, L = Channel, Level
_SPEAKING = (C.WEB, C.EMAIL, C.COUNTER, C.PHONE, C.SMS, C.TELEGRAM, C.FEDIVERSE, C.OPEN311)


def _row(level: Level, *channels: Channel) -> dict[Channel, Level]:
    return dict.fromkeys(channels, level)


TABLE: Mapping[str, Row] = {
    "cases.report": _row(L.ANYBODY, *_SPEAKING),
    "cases.join": _row(L.ANYBODY, C.WEB, C.COUNTER, C.PHONE),
    "cases.say_mended": _row(L.PARTY, *_SPEAKING, C.SLIP),
    "cases.reopen": _row(L.PARTY, *_SPEAKING, C.SLIP),
    "cases.withdraw": _row(L.PARTY, C.WEB, C.COUNTER, C.PHONE, C.SLIP),
    "cases.answer": _row(L.PARTY, C.WEB, C.SLIP),
    "cases.find_again": _row(L.PARTY, C.WEB, C.SLIP),
    "cases.hand_over": _row(L.STAFF, C.WEB, C.EMAIL),
    "cases.close": _row(L.STAFF, C.WEB, C.EMAIL),
    "square.comment": _row(L.ANYBODY, *_SPEAKING, C.SLIP),
    "square.publish_at_once": _row(L.ANYBODY, C.WEB, C.COUNTER, C.PHONE, C.FEDIVERSE, C.OPEN311)
    | _row(L.PROVED, C.EMAIL, C.SMS, C.TELEGRAM),
    "square.make_public": _row(L.PARTY, C.WEB),
    "square.ask_to_follow": _row(L.ANYBODY, C.WEB),
    "square.follow": _row(L.PARTY, C.WEB),
    "square.unfollow": _row(L.PARTY, C.WEB, C.EMAIL),
    "square.read_private": _row(L.ALONE, C.EMAIL, C.PHONE, C.COUNTER) | _row(L.FRESH, C.WEB),
    "square.search_inside": _row(L.STAFF, C.WEB),
    "square.announce": _row(L.STAFF, C.WEB),
    "square.alert": _row(L.STAFF, C.WEB),
    "square.react": _row(L.ANYBODY, C.FEDIVERSE),
    "square.complain": _row(L.ANYBODY, C.FEDIVERSE),
    "square.cover_photo": _row(L.PARTY, C.WEB, C.SLIP),
    "people.ask_own": _row(L.ANYBODY, C.EMAIL),
    "people.see_own": _row(L.FRESH, C.WEB, C.SLIP),
    "people.erase_own": _row(L.FRESH, C.WEB),
    "people.show_name": _row(L.FRESH, C.WEB, C.SLIP) | _row(L.STAFF, C.COUNTER),
    "people.leave_out": _row(L.FRESH, C.WEB, C.SLIP) | _row(L.STAFF, C.COUNTER),
    "people.link": _row(L.FRESH, C.WEB, C.EMAIL, C.SLIP) | _row(L.STAFF, C.COUNTER, C.PHONE),
    "people.unlink": _row(L.FRESH, C.WEB, C.SLIP) | _row(L.STAFF, C.COUNTER),
    "people.take_over": _row(L.FRESH, C.SLIP) | _row(L.STAFF, C.COUNTER),
    "people.enter_account": _row(L.FRESH, C.WEB, C.SLIP),
    "people.see_account": _row(L.ACCOUNT, C.WEB),
    "people.recover": _row(L.STAFF, C.COUNTER),
    "people.second_yes": _row(L.STAFF, C.WEB),
    "people.verify": _row(L.STAFF, C.COUNTER),
    "people.revoke": _row(L.STAFF, C.COUNTER),
    "people.part": _row(L.STAFF, C.COUNTER),
    "people.load_roll": _row(L.STAFF, C.WEB),
}
"""`people.link` on the telephone is the clerk who calls the number; `people.verify` has no other door, and no row
lets a number, a From line or a name stand for a person."""

ACTS = (
    "people.ask_own", "people.see_own", "people.erase_own", "people.show_name", "people.leave_out",
    "people.link", "people.unlink", "people.take_over",
    "people.verify", "people.revoke", "people.part", "people.load_roll", "people.enter_account", "people.see_account",
    "people.recover", "people.second_yes",
)  # fmt: skip
"""What this room does."""


def may(act: str, *, via: str, holds: frozenset[Level]) -> bool:
    """Whether somebody who holds these levels may do it through that channel; `KeyError` for an act without a row."""
    try:
        channel = Channel(via)
    except ValueError:
        return False  # a channel that the table does not know may do nothing
    return TABLE[act].get(channel) in holds


def of(address: Address | None, *, party: bool = False, vouched: bool = True, fresh: bool = False) -> frozenset[Level]:
    """What whoever speaks from an address holds.

    `party`: the matter is theirs (its address, signed link or slip); `vouched`: the channel shows that it was really
    sent from there, as DMARC does; `fresh`: they typed its code a moment ago. A household's telephone proves nothing.
    """
    held = {L.ANYBODY}
    shared = address is not None and address.shared
    if party:
        held |= {L.PARTY} if shared else {L.PARTY, L.ALONE}
    if fresh and not shared:
        held.add(L.FRESH)
    if address is not None and address.proved_at is not None and vouched and not shared:
        held.add(L.PROVED)
        if address.person is not None and address.person.is_resident and address.proof_holds:
            held.add(L.RESIDENT)
    return frozenset(held)


def of_staff(person: Person | None) -> frozenset[Level]:
    """What somebody holds who is signed in, or who answered with a token of theirs from a linked, vouched address."""
    if person is None:
        return frozenset({L.ANYBODY})
    return frozenset({L.ANYBODY, L.ACCOUNT, L.STAFF} if is_staff(person) else {L.ANYBODY, L.ACCOUNT})
