# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where a letter belongs, who may be believed to have written it, and whether others may read it yet.

The conversation is found by the signed token, then by the ids it answers, never by its subject. `avisos@` is the wish
for a public case; every other mail address is private. A From line alone proves nothing.
"""

from dataclasses import dataclass, replace

from concejo.cases.intents import UNSORTED
from concejo.cases.suggest import named, suggest
from concejo.channels.contract import Said, Trust
from concejo.channels.models import ExternalRef
from concejo.people import levels, links
from concejo.people import queries as people
from concejo.people.models import Address, Person
from concejo.people.rules import is_staff
from concejo.square.models import Conversation, Participant, Post, Visibility
from concejo.town.models import Department

PUBLISH = "square.publish_at_once"
PUBLIC_LOCAL_PARTS = frozenset({"avisos", "signalements", "reports"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Where a letter is seated."""

    conversation: Conversation | None = None
    visibility: str = Visibility.PRIVATE
    held_for: str = ""
    person: Person | None = None
    """The employee who certainly wrote it."""
    department: Department | None = None
    wishes_case: bool = False


def find_seat(said: Said, address: Address, *, kind: str, trust: Trust) -> Seat:
    """Decide all of it for one letter."""
    if said.hints.get("beside"):
        return _beside(said, address)
    participant = _by_token(said)
    conversation = participant.conversation if participant else _by_reference(said, address, kind=kind)
    if conversation and conversation.is_public and said.hints.get("visibility") == Visibility.PRIVATE:
        conversation = None  # an answer that is not for everybody begins a matter of its own
    own_token = participant is not None and participant.address_id == address.pk
    staff = address.person if address.person and is_staff(address.person) else None
    if staff:
        return _for_staff(staff, conversation, certain=own_token and trust.aligned)
    if conversation:
        at_once = own_token or not conversation.is_public or _is_public_voice(address, trust, kind=kind)
        held = "" if at_once else "confirm"
        return Seat(conversation=conversation, visibility=conversation.visibility, held_for=held)
    seat = _fresh(said, address, kind=kind, trust=trust)
    if seat.visibility == Visibility.PUBLIC and _is_private_by_kind(said):
        return replace(seat, visibility=Visibility.PRIVATE, held_for="")
    return seat


def _is_private_by_kind(said: Said) -> bool:
    """Quarrels between neighbours, somebody in need: whatever the door, they begin in private and stay so."""
    told = said.hints.get("category", "")
    if told == UNSORTED:
        return False
    kind = named(told) or suggest(said.text)
    return kind is not None and kind.private


def _beside(said: Said, address: Address) -> Seat:
    """What was said elsewhere to others, in a public conversation; a colleague's words there are not the town's."""
    told = said.hints["beside"]
    rows = Conversation.objects.filter(pk=int(told) if told.isdigit() else 0, visibility=Visibility.PUBLIC)
    staff = bool(address.person and is_staff(address.person))
    return Seat(conversation=None if staff else rows.first(), visibility=Visibility.PUBLIC)


def _for_staff(person: Person, conversation: Conversation | None, *, certain: bool) -> Seat:
    """An employee's mail counts as the town's word only with the own token from a vouched-for, linked address."""
    if conversation and certain:
        department = people.department_of(person)
        return Seat(conversation=conversation, person=person, department=department)
    return Seat(
        conversation=conversation,
        visibility=conversation.visibility if conversation else Visibility.PRIVATE,
        held_for="proof" if conversation else "",
    )


def _fresh(said: Said, address: Address, *, kind: str, trust: Trust) -> Seat:
    if kind != "email":
        visibility = said.hints.get("visibility", Visibility.PRIVATE)
        at_once = levels.may(PUBLISH, via=said.hints.get("via", kind), holds=levels.of(address))
        return Seat(
            visibility=Visibility.PRIVATE if said.hints.get("join") else visibility,
            held_for="" if at_once or visibility != Visibility.PUBLIC else "confirm",
            wishes_case=True,
        )
    if not {to.partition("@")[0].partition("+")[0] for to in said.to} & PUBLIC_LOCAL_PARTS:
        return Seat(visibility=Visibility.PRIVATE)
    held = "" if _is_public_voice(address, trust, kind=kind) else "confirm"
    return Seat(visibility=Visibility.PUBLIC, held_for=held, wishes_case=True)


def _is_public_voice(address: Address, trust: Trust, *, kind: str) -> bool:
    """A proved address that chose public once, and a From line that its domain vouches for.

    Where whoever speaks publishes by speaking (the fediverse), there is nothing left to choose.
    """
    holds = levels.of(address, vouched=trust.aligned)
    if kind != "email":
        return trust.aligned and levels.may(PUBLISH, via=kind, holds=holds)
    return address.chose_public_at is not None and levels.may(PUBLISH, via="email", holds=holds)


def _by_token(said: Said) -> Participant | None:
    row = links.read(links.Purpose.REPLY, said.token) if said.token else None
    if row is None:
        return None
    return Participant.objects.select_related("conversation", "address").filter(pk=row).first()


def _by_reference(said: Said, address: Address, *, kind: str) -> Conversation | None:
    if not said.replies_to:
        return None
    refs = ExternalRef.objects.filter(kind=kind, external_id__in=said.replies_to).select_related("post__conversation")
    found = {ref.external_id: ref.post.conversation for ref in refs}
    own = [int(one[5:]) for one in said.replies_to if one.startswith("post:") and one[5:].isdigit()]
    for post in Post.objects.filter(pk__in=own, state=Post.State.PUBLISHED).select_related("conversation"):
        found[f"post:{post.pk}"] = post.conversation
    for external_id in said.replies_to:
        conversation = found.get(external_id)
        if conversation and (conversation.is_public or conversation.participants.filter(address=address).exists()):
            return conversation
    return None
