# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town's own accounts: made with their keys when first asked for, and kept for ever."""

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from concejo.core import clock
from concejo.core.durable import fully
from concejo.fediverse.models import Actor
from concejo.people.models import Person, Voice
from concejo.people.rules import speaks_out
from concejo.privacy.seal import seal, unseal
from concejo.square.models import PassedOn, Post, PostQuerySet
from concejo.town.models import Department, Handle, Town

_SCOPE = "actors"


def is_made(word: str) -> bool:
    """Whether its keys are there already, so that asking for it writes nothing."""
    return Actor.objects.filter(handle__word=word.lower()).exists()


def of_word(word: str) -> Actor | None:
    """The account of a department, of an employee who once wanted one, or of the town; else `None`."""
    handles = Handle.objects.select_related("department", "person")
    handle = handles.filter(word=word.lower(), retired=False).first()
    if handle is None:
        return town_actor() if word.lower() == _town_word() else None
    department = getattr(handle, "department", None)
    if department is not None:
        return of_handle(handle) if department.active else None
    person = getattr(handle, "person", None)
    if person is not None:
        return of_handle(handle) if person.voices.exists() else None
    return of_handle(handle) if word.lower() == _town_word() else None


def of_handle(handle: Handle) -> Actor:
    """Made now if nobody has asked for it before."""
    return Actor.objects.filter(handle=handle).first() or _made(handle)


def town_actor() -> Actor:
    """The town speaks as itself, under the word of its first language."""
    handle, _fresh = Handle.objects.get_or_create(word=_town_word())
    return of_handle(handle)


def application() -> Actor:
    """The account that signs what the software itself asks for (FEP-2677)."""
    return Actor.objects.filter(handle=None).order_by("pk").first() or _made(None)


def speaks_as(post: Post) -> Actor:
    """Whose account says a post of the town's, for ever: its department's; that of the employee who spoke in their own
    name while they had one; else the town's.
    """
    if post.department is not None:
        return of_handle(post.department.handle)
    speaker = post.speaker
    if speaker is not None and speaker.handle is not None and speaker.voices.at(post.at).exists():
        return of_handle(speaker.handle)
    return town_actor()


def passes_on(row: PassedOn) -> Actor:
    """In whose name a neighbour's words are passed on."""
    return of_handle(row.department.handle) if row.department is not None else town_actor()


def said_by(actor: Actor, posts: PostQuerySet) -> PostQuerySet:
    """Those of the town's posts that this account says, as `speaks_as` tells it for one."""
    if actor.handle is None:
        return posts.none()
    department, person = department_of(actor), person_of(actor)
    if department is not None:
        return posts.filter(department=department)
    own = Voice.objects.filter(person=OuterRef("speaker"), since__lte=OuterRef("at"))
    own = own.filter(Q(until=None) | Q(until__gt=OuterRef("at")))
    alone = posts.filter(department=None)
    return alone.filter(Exists(own), speaker=person) if person is not None else alone.exclude(Exists(own))


def department_of(actor: Actor) -> Department | None:
    """Whose account it is, if it is a department's."""
    return getattr(actor.handle, "department", None) if actor.handle else None


def person_of(actor: Actor) -> Person | None:
    """Whose account it is, if it is an employee's."""
    return getattr(actor.handle, "person", None) if actor.handle else None


def is_quiet(actor: Actor) -> bool:
    """An employee has switched it off, or works here no more: it can still be found, and says and takes nothing."""
    person = person_of(actor)
    return person is not None and not speaks_out(person)


def all_known() -> "list[Actor]":
    """Every account that somebody has asked for."""
    return list(Actor.objects.exclude(handle=None).select_related("handle").order_by("pk"))


def topic_of(actor: Actor) -> str:
    """What whoever follows the account hears of (`square.Follow.topic`)."""
    department, person = department_of(actor), person_of(actor)
    return f"department:{department.pk}" if department else f"person:{person.pk}" if person else "square"


def username(actor: Actor) -> str:
    """The part before the second @."""
    return actor.handle.word if actor.handle else Town.objects.current().handle_domain


def private_key(actor: Actor) -> rsa.RSAPrivateKey:
    """Opened for this moment."""
    key = load_der_private_key(
        unseal(_SCOPE, actor.private_key), password=None, unsafe_skip_rsa_key_validation=True
    )  # it was made here and lay sealed, and to prove it anew takes as long as fifty signatures
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("the key of an actor is RSA")
    return key


def _town_word() -> str:
    return Town.objects.current().account_word


def _made(handle: Handle | None) -> Actor:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    fresh = {"public_key": public, "private_key": seal(_SCOPE, private), "made_at": clock.now()}
    with fully(), transaction.atomic():  # a key that was shown once must never be lost
        return Actor.objects.get_or_create(handle=handle, defaults=fresh)[0]
