# SPDX-License-Identifier: AGPL-3.0-or-later
"""Deliveries leave: composed and carried outside any transaction, written down in a short one."""

import logging

from django.db import transaction

from concejo.channels import registry
from concejo.channels.compose import compose
from concejo.channels.contract import RETRY, Outcome, Sent
from concejo.channels.models import Channel, Delivery, ExternalRef
from concejo.core import changes, clock, lease
from concejo.people import actions as people

log = logging.getLogger(__name__)


def send_due(*, limit: int = 50) -> int:
    """Send what is due; returns how many deliveries were looked at."""
    rows = lease.claim(Delivery.objects.select_related("address"), limit=limit)
    for row in rows:
        send(row)
    return len(rows)


def send(row: Delivery) -> None:
    """Send one delivery; whatever goes wrong is written down beside it."""
    if row.expires_at and row.expires_at < clock.now():
        lease.failed(row, "it came too late to be of use", permanent=True)
        return
    try:
        outgoing = compose(row)
    except lease.Permanent as error:
        lease.failed(row, str(error), permanent=True)
        return
    except Exception as error:
        log.exception("delivery %s could not be put into words", row.pk)
        lease.failed(row, type(error).__name__)
        return
    driver = registry.drivers()[row.kind]
    sent = driver.send(outgoing, registry.surroundings(row.kind))
    again = sent.outcome in RETRY or (sent.outcome == Outcome.UNKNOWN and driver.repeats_safely)
    with transaction.atomic():
        _write_down(row, sent, again=again)


def _write_down(row: Delivery, sent: Sent, *, again: bool) -> None:
    row.outcome = sent.outcome
    Channel.objects.filter(kind=row.kind).update(
        problem="" if sent.outcome in {Outcome.SENT, Outcome.BY_HAND} else sent.detail[:200]
    )
    if sent.outcome in {Outcome.SENT, Outcome.BY_HAND}:
        row.external_id, row.sent_at = sent.external_id[:250], clock.now()
        row.save(update_fields=["outcome", "external_id", "sent_at"])
        if row.post_id and sent.external_id:
            ExternalRef.objects.get_or_create(
                kind=row.kind, external_id=sent.external_id[:250], defaults={"post_id": row.post_id}
            )
        Channel.objects.filter(kind=row.kind).update(spoke_at=clock.now())
        lease.done(row)
    else:
        row.save(update_fields=["outcome"])
        if sent.outcome == Outcome.RECIPIENT_GONE and row.address:
            people.bounced(row.address)
        lease.failed(row, sent.detail or sent.outcome, permanent=not again, after=sent.retry_after)
    changes.touch("worklists")
