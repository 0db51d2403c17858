# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which channels there are: drivers by entry point, their settings from the database, secrets opened only here."""

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib.metadata import entry_points

from django.db.models import QuerySet

from concejo.channels.contract import Driver, Finds, Names, Surroundings
from concejo.channels.models import Channel
from concejo.core.prepared import prepared
from concejo.privacy.seal import seal, unseal
from concejo.town.models import Handle, Town

log = logging.getLogger(__name__)
_SCOPE = "channels"


@lru_cache(maxsize=1)
def drivers() -> dict[str, Driver]:
    """Every installed driver by its kind; one that cannot be loaded is left out loudly, and the town goes on."""
    found: dict[str, Driver] = {}
    for entry in entry_points(group="concejo.channels"):
        try:
            found[entry.name] = entry.load()
        except ImportError:
            log.exception("the channel %s cannot be loaded", entry.name)
    return found


@contextmanager
def standing_in(driver: Driver) -> Iterator[None]:
    """Inside the block another driver does the work of its kind: a demo's month of life has no network."""
    there = drivers()
    before = there[driver.kind]
    there[driver.kind] = driver
    try:
        yield
    finally:
        there[driver.kind] = before


def driver_for(scheme: str) -> Driver | None:
    """The driver that takes words to addresses of that scheme."""
    return next((one for one in drivers().values() if one.speaks and one.scheme == scheme), None)


def finds(urn: str) -> bool:
    """Whether words can be taken to that address; may ask the network for some seconds."""
    scheme, _, path = urn.partition(":")
    driver: object = driver_for(scheme)
    return driver.find(path) if isinstance(driver, Finds) else True


def named(kind: str, to: Sequence[str]) -> list[Handle]:
    """Whom words were written to by a name of that network: departments, employees."""
    driver: object = drivers()[kind]
    words = driver.named(to) if to and isinstance(driver, Names) else ()
    return _handles(list(words)) if words else []


def surroundings(kind: str) -> Surroundings:
    """What the driver of that kind may know of the town."""
    town = Town.objects.current()
    channel = next(iter(_channel(kind)), None)
    return Surroundings(
        mail_domain=town.mail_domain,
        public_url=town.public_url,
        town_name=town.name,
        settings={**channel.settings, **secrets_of(channel)} if channel else {},
    )


@prepared
def _handles(words: Sequence[str]) -> QuerySet[Handle]:
    return Handle.objects.filter(word__in=words, retired=False).order_by("pk")


@prepared
def _channel(kind: str) -> QuerySet[Channel]:
    return Channel.objects.filter(kind=kind)


def secrets_of(channel: Channel) -> dict[str, str]:
    """A channel's secrets, opened."""
    if channel.secrets is None:
        return {}
    opened: dict[str, str] = json.loads(unseal(_SCOPE, channel.secrets))
    return opened


def keep_secrets(channel: Channel, fresh: dict[str, str]) -> None:
    """Seal new secrets beside the ones that stay; empty ones change nothing. The caller saves."""
    kept = secrets_of(channel) | {name: value for name, value in fresh.items() if value}
    channel.secrets = seal(_SCOPE, json.dumps(kept).encode()) if kept else None
