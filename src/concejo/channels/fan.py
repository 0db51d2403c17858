# SPDX-License-Identifier: AGPL-3.0-or-later
"""Deliveries to many servers leave together: many are asked at once, a slow or dead one holds nobody up.

A server that does not answer is left alone until its first delivery is tried again: that one finds out for all the
others, which wait without losing an attempt and leave at once when it answers.
"""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import cast

from django.db import transaction
from django.db.models import QuerySet

from concejo.channels import registry
from concejo.channels.contract import ManyServers, Outcome, Parcel, Sent
from concejo.channels.models import Channel, Delivery, ExternalRef
from concejo.channels.send import in_words, write_down
from concejo.core import asked, changes, clock, lease
from concejo.core.many import Answer, Many

log = logging.getLogger(__name__)
BATCH = 100
MOST_PER_HOST = 8
"""Deliveries to one server that are in hand together: a signature does not keep for long."""
LATER = 5.0
"""Seconds after which the others for that server are looked at again."""


def kinds() -> list[str]:
    """Channels of which this is the way out."""
    return [kind for kind, driver in registry.drivers().items() if isinstance(driver, ManyServers)]


@dataclass(frozen=True, slots=True)
class _Out:
    row: Delivery
    parcel: Parcel


class Fan:
    """What is on its way; a worker keeps one of these."""

    def __init__(self, many: Many | None = None) -> None:
        self._many = many or Many()
        self._out: dict[Hashable, _Out] = {}
        self._hosts: Counter[str] = Counter()
        self._silent: set[str] = set()

    def rows(self) -> "QuerySet[Delivery]":
        """The deliveries that leave here."""
        return Delivery.objects.filter(kind__in=kinds()).select_related("address")

    def send_due(self, *, stopping: Callable[[], bool]) -> int:
        """Write down what came back, then send what is due as far as there is room; returns how much there was."""
        back = self._write_down(self._many.answers())
        begun = 0
        for lane in Delivery.Lane:
            room = min(BATCH, self._many.room - begun)
            if room > 0 and not stopping():
                begun += self._begin(lease.claim(self.rows().filter(lane=lane), limit=room))
        if not back and not begun and self._many.open:
            back = self._write_down(self._many.answers(seconds=0.2))
        return back + begun

    def leave(self) -> None:
        """The worker ends: what comes back within seconds is written down, the rest is free for the next one."""
        for _turn in range(10):
            if not self._many.open:
                break
            self._write_down(self._many.answers(seconds=0.3))
        self._many.close()
        lease.give_back(self.rows())

    def _begin(self, rows: list[Delivery]) -> int:
        """Pack and send; one question has one answer for the whole batch, since it is mostly the same words."""
        ready: list[tuple[Hashable, Parcel]] = []
        around = {kind: registry.surroundings(kind) for kind in {row.kind for row in rows}}
        with asked.within():
            for row in rows:
                if self._hosts[row.host] >= MOST_PER_HOST:
                    lease.later(row, seconds=LATER)
                    continue
                outgoing = in_words(row)
                if outgoing is None:
                    continue
                driver = cast("ManyServers", registry.drivers()[row.kind])
                packed = driver.pack(outgoing, around[row.kind])
                if isinstance(packed, Sent):
                    write_down(row, packed)
                    continue
                self._out[row.pk] = _Out(row, packed)
                self._hosts[row.host] += 1
                ready.append((row.pk, packed))
        self._many.ask((mark, parcel.request) for mark, parcel in ready)
        return len(rows)

    def _write_down(self, answers: Iterable[tuple[Hashable, Answer]]) -> int:
        told: list[tuple[_Out, Sent]] = []
        for mark, answer in answers:
            out = self._out.pop(mark)
            self._hosts[out.row.host] -= 1
            if not self._hosts[out.row.host]:
                del self._hosts[out.row.host]
            driver = cast("ManyServers", registry.drivers()[out.row.kind])
            told.append((out, driver.told(out.parcel, answer)))
        self._arrived([(out.row, sent) for out, sent in told if sent.outcome == Outcome.SENT])
        for out, sent in told:
            if sent.outcome != Outcome.SENT:
                write_down(out.row, sent)
                if sent.outcome == Outcome.UNREACHABLE:
                    self._fell_silent(out.row)
        return len(told)

    def _arrived(self, told: list[tuple[Delivery, Sent]]) -> None:
        """All that arrived is written down at one stroke for each text."""
        if not told:
            return
        now = clock.now()
        groups: dict[tuple[str, str, int | None], list[Delivery]] = defaultdict(list)
        for row, sent in told:
            groups[row.kind, sent.external_id[:250], row.post_id].append(row)
        with transaction.atomic():
            for (kind, external_id, post), rows in groups.items():
                ours = lease.done_all(rows, outcome=Outcome.SENT, external_id=external_id, sent_at=now)
                if ours < len(rows):
                    log.warning("%s deliveries were taken up by another worker while they left", len(rows) - ours)
                if post and external_id:
                    ref = ExternalRef(kind=kind, external_id=external_id, post_id=post)
                    ExternalRef.objects.bulk_create([ref], ignore_conflicts=True)
                Channel.objects.filter(kind=kind).update(spoke_at=now, problem="")
            changes.touch("worklists")
        spoke = {row.host for row, _sent in told} & self._silent
        if spoke:
            self._silent -= spoke
            waiting = self.rows().filter(host__in=spoke, work=Delivery.State.WAITING, lease="", next_at__gt=now)
            waited = waiting.update(next_at=now)
            log.info("%s answers again; %s deliveries that waited for it leave now", ", ".join(sorted(spoke)), waited)

    def _fell_silent(self, row: Delivery) -> None:
        """Whatever else is for that server waits until this delivery is tried again."""
        self._silent.add(row.host)
        if row.work == Delivery.State.WAITING and row.host:
            same = self.rows().filter(host=row.host, work=Delivery.State.WAITING, lease="", next_at__lt=row.next_at)
            same.exclude(pk=row.pk).update(next_at=row.next_at)
