# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the door must know of each report, at hand in this process for two seconds: keys, kinds, the town."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

from concejo.api.wrong import KEY_MISSING, KEY_WRONG, Wrong
from concejo.cases.models import Category, Question
from concejo.channels.clients import hash_of
from concejo.channels.models import Client
from concejo.town import ground
from concejo.town.models import Town

HOLDS = 2.0
"""Seconds: a key that is revoked, or a kind that is changed, counts so much later at this door."""


@dataclass(frozen=True, slots=True)
class Service:
    """A kind of case as the door knows it."""

    slug: str
    name: str
    private: bool
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """The town as it was read last."""

    town: Town
    extent: ground.Extent | None
    clients: Mapping[str, Client]
    """By the hash of their key."""
    services: Mapping[str, Service]
    until: float = 0.0


@dataclass(slots=True)
class AtHand:
    """One for each process."""

    _known: Known | None = None
    _lock: Lock = field(default_factory=Lock)

    def known(self) -> Known:
        """Asks the database once in two seconds."""
        now = time.monotonic()
        with self._lock:
            if self._known is None or self._known.until < now:
                self._known = _read(now + HOLDS)
            return self._known


def client_of(key: str, known: Known) -> Client:
    """Whose key it is; raises `Wrong` (403)."""
    if not key:
        raise Wrong(KEY_MISSING)
    client = known.clients.get(hash_of(key))
    if client is None:
        raise Wrong(KEY_WRONG)
    return client


def _read(until: float) -> Known:
    town = Town.objects.current()
    asked: dict[int, list[Question]] = {}
    for one in Question.objects.filter(active=True, category__active=True):
        asked.setdefault(one.category_id, []).append(one)
    services = {
        one.slug: Service(
            one.slug, one.name.get(town.language) or one.slug, one.private, tuple(asked.get(one.pk, ()))
        )
        for one in Category.objects.filter(active=True).only("slug", "name", "private")
    }  # fmt: skip
    clients = {one.key_hash: one for one in Client.objects.allowed()}
    return Known(town, ground.extent(), clients, services, until)
