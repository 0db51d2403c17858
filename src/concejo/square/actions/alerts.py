# SPDX-License-Identifier: AGPL-3.0-or-later
"""An announcement becomes the urgent notice above every page, by two persons, and ends by the clock or before."""

from datetime import datetime

from django.db import transaction

from concejo.core import changes, clock, ledger
from concejo.core.kept import TOWN
from concejo.people import actions as people
from concejo.people.models import Countersign, Person
from concejo.square.models import Alert, Post

URGENT = "urgent"
"""Among a post's facts: it stands above every page."""


def question(post: Post, until: datetime) -> str:
    """What the second person says yes to: this announcement, until then."""
    return f"post:{post.pk}:{int(until.timestamp())}"


@transaction.atomic
def raise_alert(post: Post, *, until: datetime, by: Person) -> Alert:
    """Everybody who opens any page reads it first. Raises `people.NoSecondYes` where nobody else has said yes."""
    people.use_second(Countersign.Act.ALERT, question(post, until), by=by)
    row, _new = Alert.objects.update_or_create(
        post=post, defaults={"begun_at": clock.now(), "until": until, "by": by, "ended_at": None}
    )
    post.facts = {**post.facts, URGENT: True}
    post.save(update_fields=["facts"])
    changes.touch(TOWN)
    ledger.write("square.alert_raised", by=by.ref, about=f"post:{post.pk}", until=int(until.timestamp()))
    return row


@transaction.atomic
def end_alert(row: Alert, *, by: Person) -> None:
    """It is over: one person is enough for that."""
    if row.ended_at is not None:
        return
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])
    changes.touch(TOWN)
    ledger.write("square.alert_ended", by=by.ref, about=f"post:{row.post_id}")
