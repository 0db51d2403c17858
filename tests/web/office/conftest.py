# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody of the town hall, signed in."""

import pytest
from django.test import Client

from concejo.people.models import Account


@pytest.fixture
def signed_in(town):
    """`signed_in("Sofía")` is the administrator's browser."""

    def enter(name: str) -> Client:
        client = Client()
        account = Account.objects.get(person=town[name])  # as it is now: what was signed in may have been ended
        client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


@pytest.fixture
def admin(signed_in) -> Client:
    return signed_in("Sofía")


@pytest.fixture
def clerk(signed_in) -> Client:
    return signed_in("Pilar")
