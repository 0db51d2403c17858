# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody of the town hall looks at something private, and it is written down."""

from django.db import transaction

from concejo.core import changes, clock
from concejo.people import chain
from concejo.people.models import Look, Person


def look(person: Person, *, about: str, reason: str = "") -> Look:
    """Write down that somebody of the town hall looked at something private; once an hour and matter is enough."""
    now = clock.now()
    recent = Look.objects.filter(by=person, about=about).order_by("-id").first()
    if recent and (now - recent.at).total_seconds() < 3600 and recent.reason == reason:
        return recent
    with transaction.atomic():
        changes.touch(about)
        return chain.append(Look(at=now, by=person, about=about, reason=reason))
