# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody of the cast at a browser."""

from collections.abc import Callable

import pytest
from django.test import Client

from cast import PASSWORD, Cast


@pytest.fixture
def signed_in(town: Cast) -> Callable[[str], Client]:
    """`signed_in("Miguel")`: a browser in which that person of the cast has signed in."""

    def enter(name: str) -> Client:
        client = Client(headers={"accept-language": "en"})
        assert client.login(username=town[name].handle.word, password=PASSWORD)
        return client

    return enter
