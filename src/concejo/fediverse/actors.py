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

from concejo.core import clock
from concejo.core.durable import fully
from concejo.fediverse.models import Actor
from concejo.privacy.seal import seal, unseal
from concejo.square.models import Post
from concejo.town.models import Handle, Town

_SCOPE = "actors"
TOWN_WORDS = {"es": "ayuntamiento", "fr": "mairie", "en": "townhall"}


def is_made(word: str) -> bool:
    """Whether its keys are there already, so that asking for it writes nothing."""
    return Actor.objects.filter(handle__word=word.lower()).exists()


def of_word(word: str) -> Actor | None:
    """The account of a department, or of the town itself; `None` for words that have none."""
    handle = Handle.objects.select_related("department").filter(word=word.lower(), retired=False).first()
    if handle is None:
        return town_actor() if word.lower() == _town_word() else None
    department = getattr(handle, "department", None)
    if department is not None:
        return of_handle(handle) if department.active else None
    return of_handle(handle) if word.lower() == _town_word() and not hasattr(handle, "person") else None


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
    """Whose account says a post of the town's: its department's, else the town's."""
    if post.department is not None and post.department.active:
        return of_handle(post.department.handle)
    return town_actor()


def all_known() -> "list[Actor]":
    """Every account that somebody has asked for."""
    return list(Actor.objects.exclude(handle=None).select_related("handle").order_by("pk"))


def topic_of(actor: Actor) -> str:
    """What whoever follows the account hears of (`square.Follow.topic`)."""
    department = getattr(actor.handle, "department", None) if actor.handle else None
    return f"department:{department.pk}" if department else "square"


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
    return TOWN_WORDS.get(Town.objects.current().language, "townhall")


def _made(handle: Handle | None) -> Actor:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    fresh = {"public_key": public, "private_key": seal(_SCOPE, private), "made_at": clock.now()}
    with fully(), transaction.atomic():  # a key that was shown once must never be lost
        return Actor.objects.get_or_create(handle=handle, defaults=fresh)[0]
