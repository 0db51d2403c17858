# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens with people: an address is met, proved, blocked; a person is welcomed among the staff."""

from dataclasses import dataclass

from django.db import transaction

from concejo.core import clock, ledger
from concejo.people.models import Account, Address, Look, Person, Role
from concejo.town.models import Department, Handle


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post to fill: the role, and the department for heads and employees."""

    kind: Role.Kind
    department: Department | None = None


def meet(urn: str, *, name: str = "", language: str = "") -> Address:
    """The town hears from an address, maybe for the first time; a name once given is kept."""
    scheme, _, path = urn.partition(":")
    address, _ = Address.objects.get_or_create(
        scheme=scheme, path=path, defaults={"name": name[:80], "language": language}
    )
    if language and not address.language:
        address.language = language
        address.save(update_fields=["language"])
    return address


def prove(address: Address) -> None:
    """Somebody showed that words sent there reach them."""
    if address.proved_at is None:
        address.proved_at = clock.now()
        address.save(update_fields=["proved_at"])
        ledger.write("people.proved", by=address.ref, about=address.ref)


def choose_public(address: Address) -> None:
    """A proved address wants its messages to be public from now on."""
    if address.chose_public_at is None:
        address.chose_public_at = clock.now()
        address.save(update_fields=["chose_public_at"])
        ledger.write("people.chose_public", by=address.ref, about=address.ref)


@transaction.atomic
def block(address: Address, *, by: Person) -> None:
    """The clerk will hear no more from a sender of junk."""
    address.blocked_at = clock.now()
    address.save(update_fields=["blocked_at"])
    ledger.write("people.blocked", by=by.ref, about=address.ref)


@transaction.atomic
def unblock(address: Address, *, by: Person) -> None:
    """The clerk listens again."""
    address.blocked_at = None
    address.save(update_fields=["blocked_at"])
    ledger.write("people.unblocked", by=by.ref, about=address.ref)


def bounced(address: Address) -> None:
    """Words sent there come back: nothing more is sent until it speaks again."""
    address.bounced_at = clock.now()
    address.save(update_fields=["bounced_at"])
    ledger.write("people.bounced", by="town", about=address.ref)


@transaction.atomic
def welcome(
    name: str,
    *,
    handle: str,
    password: str | None,
    email: str,
    posts: list[Post],
    by: str,
    title: dict[str, str] | None = None,
) -> Person:
    """A new colleague gets a handle, an account (closed while there is no password) and their posts."""
    word = Handle.objects.create(word=handle)
    person = Person.objects.create(public_name=name, handle=word, title=title or {})
    Account.objects.create_user(handle, password, person=person, email=email)
    for post in posts:
        Role.objects.create(person=person, kind=post.kind, department=post.department)
    if email:
        address = meet(f"mailto:{email.lower()}", name=name)
        address.person, address.proved_at = person, clock.now()
        address.save(update_fields=["person", "proved_at"])
    ledger.write("people.welcomed", by=by, about=person.ref)
    return person


def look(person: Person, *, about: str, reason: str = "") -> Look:
    """Write down that somebody of the town hall looked at something private; once an hour and matter is enough."""
    now = clock.now()
    recent = Look.objects.filter(by=person, about=about).order_by("-id").first()
    if recent and (now - recent.at).total_seconds() < 3600 and recent.reason == reason:
        return recent
    return Look.objects.create(at=now, by=person, about=about, reason=reason)
