# SPDX-License-Identifier: AGPL-3.0-or-later
"""Keys for apps, bodies and neighbouring towns that report by Open311: given out, limited, taken back."""

import hashlib
import secrets

from django.db import transaction

from concejo.channels.models import Client
from concejo.core import clock, ledger
from concejo.people.models import Person


def hash_of(key: str) -> str:
    """A key has 144 bits of chance, so no slow hash is needed."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


@transaction.atomic
def give_key(name: str, *, by: Person, contact: str = "", an_hour: int = 1000) -> tuple[Client, str]:
    """A new client, and its key, which is known to nobody but whoever reads it now."""
    key = secrets.token_urlsafe(18)
    client = Client.objects.create(
        name=name, contact=contact, key_hash=hash_of(key), ends_with=key[-4:], an_hour=an_hour, at=clock.now(), by=by
    )
    ledger.write("channels.key_given", by=by.ref, about=client.ref)
    return client, key


@transaction.atomic
def renew_key(client: Client, *, by: Person) -> str:
    """The old key opens nothing any more; returns the new one."""
    key = secrets.token_urlsafe(18)
    client.key_hash, client.ends_with, client.revoked_at = hash_of(key), key[-4:], None
    client.save(update_fields=["key_hash", "ends_with", "revoked_at"])
    ledger.write("channels.key_renewed", by=by.ref, about=client.ref)
    return key


@transaction.atomic
def revoke(client: Client, *, by: Person) -> None:
    """Its key opens nothing from now on; what it reported stays."""
    client.revoked_at = clock.now()
    client.save(update_fields=["revoked_at"])
    ledger.write("channels.key_revoked", by=by.ref, about=client.ref)
