# SPDX-License-Identifier: AGPL-3.0-or-later
"""A town for letters: Olivar del Genil, its surroundings, and letters as they come in."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from concejo.channels.contract import Raw, Surroundings

Settings = dict[str, str | int | bool]


def town(**settings: str | int | bool) -> Surroundings:
    """What the driver may know of the town."""
    return Surroundings(
        mail_domain="olivar.example",
        public_url="https://olivar.example",
        town_name="Ayuntamiento de Olivar",
        settings=settings,
    )


def letter(body: bytes | str, **envelope: str | list[str]) -> Raw:
    """A letter as it came."""
    data = body.encode() if isinstance(body, str) else body
    return Raw(kind="email", body=data, envelope=envelope, received_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC))


@pytest.fixture
def around() -> Surroundings:
    """The town with no settings of its own."""
    return town()


@pytest.fixture
def at_town() -> Callable[..., Surroundings]:
    """The town with settings."""
    return town
