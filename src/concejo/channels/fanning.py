# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words become deliveries: one for each target, however often it is asked for."""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from concejo.cases.models import ExternalBody
from concejo.channels import registry, stances
from concejo.channels.models import Delivery
from concejo.core import clock
from concejo.people.models import Address
from concejo.people.rules import is_staff
from concejo.square.models import Post

SPACE = uuid.UUID("6d5f3c52-2c0b-4c58-9d4f-0a1c5e0b7f11")


def deliver(
    addresses: Iterable[Address],
    *,
    cause: str,
    subject: int,
    post: Post | None,
    version: str = "1",
    lane: int = Delivery.Lane.FIRST,
) -> list[Delivery]:
    """One delivery per target, however often it is asked for: the key is made of cause, version and target."""
    rows = []
    now = clock.now()
    ends = now + timedelta(days=5)
    if post is not None and post.useful_until is not None:
        ends = min(ends, post.useful_until)
    by_urn = {address.urn: address for address in addresses if not address.blocked_at and not address.bounced_at}
    for scheme in {address.scheme for address in by_urn.values()}:
        driver = registry.driver_for(scheme)
        if driver is None:
            continue
        urns = _not_shut_out(driver.kind, [one for one in by_urn.values() if one.scheme == scheme])
        for target in driver.targets(urns, cause=cause):
            key = uuid.uuid5(SPACE, f"{cause}:{subject}:{version}:{driver.kind}:{target.to}")
            row, _ = Delivery.objects.get_or_create(
                key=key,
                defaults={
                    "kind": driver.kind, "to": target.to, "address": by_urn.get(target.urn), "cause": cause,
                    "subject": subject, "post": post, "made_at": now, "next_at": now, "host": target.host, "lane": lane,
                    "expires_at": ends,
                },
            )  # fmt: skip
            rows.append(row)
    return rows


def _not_shut_out(kind: str, addresses: list[Address]) -> list[str]:
    """No word of the town's goes to a server to which it does not listen, but to those who work here."""
    how = stances.toward(kind, [one.path for one in addresses])
    heard = [one for one in addresses if how[one.path] != stances.How.SUSPEND or (one.person and is_staff(one.person))]
    return sorted(one.urn for one in heard)


def neighbours(addresses: Iterable[Address], *, but: int | None = None) -> list[Address]:
    """Those who hear by delivery; colleagues and bodies outside learn of work by letters of its own."""
    here = [one for one in addresses if one.pk != but and not (one.person and is_staff(one.person))]
    outside = set(ExternalBody.objects.values_list("address", flat=True)) if here else set()
    return [one for one in here if one.pk not in outside]
