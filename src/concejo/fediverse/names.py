# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the town's accounts and words are named on the open web: addresses that are opaque and for ever."""

import re

from concejo.fediverse.models import Actor
from concejo.town.models import Town

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
PUBLIC_NAMES = frozenset({PUBLIC, "as:Public", "Public"})
_ACTOR = re.compile(r"/actors/(\d{1,19})(?:#.*)?\Z")
_OBJECT = re.compile(r"/objects/(\d{1,19})\Z")


def base() -> str:
    """The town's public address without a slash."""
    return Town.objects.current().public_url.rstrip("/")


def actor_url(actor: Actor, part: str = "") -> str:
    """The account's id, or one of its collections (`inbox`, `followers`)."""
    return f"{base()}/actors/{actor.pk}" + (f"/{part}" if part else "")


def object_url(post: int) -> str:
    """The id of something that was said."""
    return f"{base()}/objects/{post}"


def actor_in(uri: object, ours: str) -> int | None:
    """Which account of the town `ours` an address names."""
    return _number(_ACTOR, uri, ours)


def post_in(uri: object, ours: str) -> int | None:
    """Which words of the town `ours` an address names."""
    return _number(_OBJECT, uri, ours)


def _number(pattern: re.Pattern[str], uri: object, ours: str) -> int | None:
    ours = ours.rstrip("/")
    if not isinstance(uri, str) or not uri.startswith(f"{ours}/"):
        return None
    match = pattern.match(uri[len(ours) :])
    return int(match[1]) if match else None
