# SPDX-License-Identifier: AGPL-3.0-or-later
"""A neighbour of the town's book, as the counter and she herself see her: addresses, verification, what is open."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from concejo.core import clock
from concejo.people.actions.merges import PARTED_WITHIN
from concejo.people.models import Address, Band, Merge, Person, Proof, Residency
from concejo.people.queries import residency_of
from concejo.ui import moments, speech

ICONS = {"mailto": "mail", "tel": "phone", "slip": "file", "acct": "fedi"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One address of a person."""

    pk: int
    scheme: str
    icon: str
    words: str
    note: str
    linked: bool
    shared: bool
    proof: Proof | None
    """A code that is on its way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the town knows of where somebody lives."""

    state: str
    icon: str
    words: str
    since: str
    holds: bool


def lines(person: Person) -> list[Line]:
    """Her addresses, then those to which a code is on its way; two queries."""
    now = clock.now()
    waiting = person.proofs.filter(wish=Proof.Wish.LINK, proved_at=None, closed_at=None, expires_at__gt=now)
    asked = {row.address_id: row for row in waiting.select_related("address").order_by("at")}
    own = list(person.addresses.order_by("scheme", "pk"))
    found = [_line(one, asked.get(one.pk), linked=True) for one in own]
    known = {one.pk for one in own}
    return found + [_line(row.address, row, linked=False) for pk, row in asked.items() if pk not in known]


def standing(person: Person) -> Standing:
    """Verified until when, or what is missing."""
    row = residency_of(person)
    if row is None:
        return Standing(state="plain", icon="dash", words=_("Not verified as a resident"), since="", holds=False)
    since = _("Seen on %(day)s by %(name)s.") % {"day": moments.day(row.at), "name": row.by.public_name}
    if not person.is_resident:
        words = _("Verification ended on %(day)s") % {"day": moments.day(row.until)}
        return Standing(state="broken", icon="clock", words=words, since=since, holds=False)
    words = _("Resident, verified until %(day)s") % {"day": moments.day(row.until)}
    return Standing(state="mended", icon="house", words=words, since=" ".join([since, _stratum(row)]), holds=True)


def merges(person: Person) -> list[Merge]:
    """Who came into this person and can still be parted again."""
    return list(person.merges.filter(parted_at=None, at__gt=clock.now() - PARTED_WITHIN).order_by("-at"))


def expires_soon(person: Person) -> bool:
    """Within two months it must be renewed."""
    return bool(person.resident_until and person.resident_until <= clock.now().date() + timedelta(days=60))


def _stratum(row: Residency) -> str:
    band = str(Band(row.band).label) if row.band else ""
    return ", ".join(one for one in (row.district, band) if one)


def _line(address: Address, proof: Proof | None, *, linked: bool) -> Line:
    words = {
        "tel": speech.telephone(address.path), "slip": _("A slip with a code"), "acct": f"@{address.path}",
    }.get(address.scheme, address.path)  # fmt: skip
    return Line(
        pk=address.pk, scheme=address.scheme, icon=ICONS.get(address.scheme, "at"), words=words,
        note=_note(address, linked=linked), linked=linked, shared=address.shared, proof=proof,
    )  # fmt: skip


def _note(address: Address, *, linked: bool) -> str:
    if not linked:
        return _("A code is on its way")
    if address.bounced_at:
        return _("Words sent there come back: it must be proved again")
    if address.shared:
        return _("A household's telephone: nothing private is said there")
    if not address.proof_holds:
        return _("To be proved again: the last time is more than a year ago")
    return _("Proved on %(day)s") % {"day": moments.day(address.proved_at.date())} if address.proved_at else ""
