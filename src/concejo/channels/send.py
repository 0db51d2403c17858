# SPDX-License-Identifier: AGPL-3.0-or-later
"""Deliveries leave: composed and carried outside any transaction, written down in a short one.

A channel that goes by one server (the town's own mail server) rests for a while when that server does not answer: the
next delivery asks for all of them, so that a day without it costs nobody an attempt, and other channels go on.
"""

import logging
import time
from collections.abc import Callable, Iterable

from django.db import transaction

from concejo.channels import registry
from concejo.channels.compose import compose
from concejo.channels.contract import RETRY, Outcome, Outgoing, Sent
from concejo.channels.models import Channel, Delivery, ExternalRef
from concejo.core import asked, changes, clock, lease
from concejo.core.durable import away
from concejo.people import actions as people

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 24
"""About four days by the back-off of the lease, as mail servers do (RFC 5321 section 4.5.4.1)."""
_WELL = frozenset({Outcome.SENT, Outcome.BY_HAND})
_SILENT = (Outcome.UNREACHABLE, Outcome.CONFIG)


class Rest:
    """Which channels rest, since their one server is silent; a worker keeps one of these."""

    FIRST, LONGEST = 15.0, 600.0
    """Seconds until a silent server is asked again; doubled each time."""
    WAKES = 60.0
    """After so long a silence everything that waited for the server leaves at once when it answers."""

    def __init__(self) -> None:
        self._until: dict[str, tuple[float, float]] = {}

    def kinds(self) -> list[str]:
        """Channels that are left alone at this moment."""
        now = time.monotonic()
        return [kind for kind, (until, _long) in self._until.items() if until > now]

    def hears(self, kind: str, sent: Sent) -> None:
        """What a server of the town's said, or that it said nothing."""
        if sent.outcome in _SILENT:
            _before, long = self._until.get(kind, (0.0, self.FIRST / 2))
            long = min(long * 2, self.LONGEST)
            self._until[kind] = (time.monotonic() + long, long)
            log.warning("the channel %s does not work (%s); it is tried again in %.0f s", kind, sent.detail, long)
            return
        _until, long = self._until.pop(kind, (0.0, 0.0))
        if long >= self.WAKES:
            rows = Delivery.objects.filter(kind=kind, work=Delivery.State.WAITING, lease="", outcome__in=_SILENT)
            waited = rows.update(next_at=clock.now())
            log.info("the channel %s works again; %s deliveries that waited for it leave now", kind, waited)


def send_due(
    *, limit: int = 50, stopping: Callable[[], bool] | None = None, rest: Rest | None = None, apart: Iterable[str] = ()
) -> int:
    """Send what is due, one after the other; returns how many deliveries were taken up.

    What `rest` leaves alone is not touched, nor are channels that leave `apart` (`fan.py`). Words for somebody who
    waits go before what many hear.
    """
    resting = rest.kinds() if rest else []
    rows = Delivery.objects.select_related("address").exclude(kind__in=[*resting, *apart])

    def enough() -> bool:
        """What remains of the batch is given back when its channel begins to rest."""
        return (stopping is not None and stopping()) or (rest is not None and len(rest.kinds()) > len(resting))

    done = 0
    for lane in Delivery.Lane:
        if done < limit and not enough():
            mine = rows.filter(lane=lane)
            done += lease.work_through(mine, lambda row: send(row, rest=rest), limit=limit - done, stopping=enough)
    return done


def send(row: Delivery, *, rest: Rest | None = None) -> None:
    """Send one delivery; whatever goes wrong is written down beside it."""
    with asked.within():
        outgoing = in_words(row)
    if outgoing is None:
        return
    driver = registry.drivers()[row.kind]
    sent = driver.send(outgoing, registry.surroundings(row.kind))
    write_down(row, sent)
    if rest is not None and driver.one_server:
        rest.hears(row.kind, sent)


def in_words(row: Delivery) -> Outgoing | None:
    """What is to leave; nothing when it came too late or there is nothing left to say, which is written down."""
    if row.expires_at and row.expires_at < clock.now():
        row.outcome = Delivery.EXPIRED
        with transaction.atomic():
            row.save(update_fields=["outcome"])
            lease.failed(row, "it came too late to be of use", permanent=True)
        return None
    try:
        return compose(row)
    except lease.Permanent as error:
        lease.failed(row, str(error), permanent=True)
    except Exception as error:
        if away(error):
            raise  # that is not the delivery's fault
        log.exception("delivery %s could not be put into words", row.pk)
        lease.failed(row, type(error).__name__)
    return None


def write_down(row: Delivery, sent: Sent) -> None:
    """What came of one attempt."""
    driver = registry.drivers()[row.kind]
    again = sent.outcome in RETRY or (sent.outcome == Outcome.UNKNOWN and driver.repeats_safely)
    try:
        with transaction.atomic():
            _write_down(row, sent, again=again)
    except lease.Lost as error:
        log.warning("%s was taken up by another worker while it left here", error)


def _write_down(row: Delivery, sent: Sent, *, again: bool) -> None:
    row.outcome = sent.outcome
    Channel.objects.filter(kind=row.kind).update(problem="" if sent.outcome in _WELL else sent.detail[:200])
    if sent.outcome in _WELL:
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
        words = sent.detail or sent.outcome
        lease.failed(row, words, permanent=not again, after=sent.retry_after, most=MOST_ATTEMPTS)
    changes.touch("worklists")
