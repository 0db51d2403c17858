# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who works for the town: a colleague is welcomed, given posts, stood in for; there is always an administrator."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from concejo.core import asked, changes, clock, ledger
from concejo.people import rules
from concejo.people.actions.addresses import meet
from concejo.people.models import Account, Person, Role, Substitution
from concejo.town.models import Department, Handle

SHOWN = ("town", "square")
"""What is made anew when somebody's post changes: their name and title stand on public pages."""


class LastAdministrator(Exception):
    """The town would be left with nobody who can look after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post to fill: the role, the department for heads and employees, and the last day if it has one."""

    kind: Role.Kind
    department: Department | None = None
    until: date | None = None


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
    """A new colleague gets a handle, an account and their posts."""
    word = Handle.objects.create(word=handle)
    person = Person.objects.create(public_name=name, handle=word, title=title or {})
    Account.objects.create_user(handle, password, person=person, email=email)
    for post in posts:
        Role.objects.create(person=person, kind=post.kind, department=post.department, until=post.until)
    asked.changed(("roles", person.pk))
    if email:
        address = meet(f"mailto:{email.lower()}", name=name)
        address.person, address.proved_at = person, clock.now()
        address.save(update_fields=["person", "proved_at"])
    ledger.write("people.welcomed", by=by, about=person.ref)
    changes.touch(*SHOWN)
    return person


@transaction.atomic
def give_role(person: Person, post: Post, *, by: Person) -> Role:
    """Somebody takes up a post, for good or until a day; the same post again only moves its last day."""
    held = Role.objects.filter(person=person, kind=post.kind, department=post.department).first()
    if held and post.until:
        _stays_looked_after(held)
    role, _ = Role.objects.update_or_create(
        person=person, kind=post.kind, department=post.department, defaults={"until": post.until}
    )
    asked.changed(("roles", person.pk))
    ledger.write("people.role_given", by=by.ref, about=person.ref, kind=post.kind, department=role.department_id)
    changes.touch(*SHOWN)
    return role


@transaction.atomic
def end_role(role: Role, *, by: Person) -> None:
    """Somebody lays down a post today."""
    _stays_looked_after(role)
    ledger.write("people.role_ended", by=by.ref, about=role.person.ref, kind=role.kind, department=role.department_id)
    role.delete()
    asked.changed(("roles", role.person_id))
    changes.touch(*SHOWN)


@transaction.atomic
def stand_in(person: Person, *, substitute: Person, since: date, until: date, by: Person) -> Substitution:
    """While somebody is away, another does their work."""
    absence = Substitution.objects.create(person=person, substitute=substitute, since=since, until=until)
    ledger.write("people.stood_in_for", by=by.ref, about=person.ref, substitute=substitute.pk)
    return absence


@transaction.atomic
def end_absence(absence: Substitution, *, by: Person) -> None:
    """Somebody is back, or does not go."""
    ledger.write("people.is_back", by=by.ref, about=absence.person.ref, substitute=absence.substitute_id)
    absence.delete()


def _stays_looked_after(role: Role) -> None:
    if role.kind == Role.Kind.ADMINISTRATOR and rules.is_last_administrator(role.person):
        raise LastAdministrator
