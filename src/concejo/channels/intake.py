# SPDX-License-Identifier: AGPL-3.0-or-later
"""Durable intake: a letter is on disk before its sender hears that it arrived.

On SQLite the connection of the intake runs with ``synchronous=FULL``; many letters that wait share one commit.
"""

import hashlib
import json
import logging
import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import close_old_connections, connection, transaction

from concejo.channels.contract import Raw
from concejo.channels.models import Letter
from concejo.core import lease
from concejo.core.durable import away
from concejo.core.ids import new_id
from concejo.privacy.seal import seal, unseal

log = logging.getLogger(__name__)
SCOPE = "intake"
MOST_TOGETHER = 500
"""Letters in one commit."""


def dedupe_key(raw: Raw) -> str:
    """The same bytes by the same channel are the same letter."""
    return hashlib.sha256(raw.kind.encode() + b"\0" + raw.body).hexdigest()


def store(raw: Raw, *, dedupe: str = "") -> Letter:
    """Store one letter in the caller's transaction, sealed; the same letter twice is one row."""
    letter, _ = Letter.objects.get_or_create(dedupe=dedupe or dedupe_key(raw), defaults=_columns(raw))
    return letter


def take_in(raw: Raw, *, dedupe: str) -> tuple[Letter, bool]:
    """Store a form's letter, which its own door understands at once; the worker does only if that door dies.

    Says whether it is fresh: a form that was sent twice is one letter, and only the first understands it.
    """
    return Letter.objects.get_or_create(dedupe=dedupe, defaults=_columns(raw) | lease.new_lease())


def open_letter(letter: Letter) -> Raw:
    """The letter as it came."""
    head, _, body = unseal(SCOPE, letter.body).partition(b"\n")
    return Raw(kind=letter.kind, body=body, envelope=json.loads(head), received_at=letter.received_at)


def _columns(raw: Raw) -> dict[str, object]:
    closed = seal(SCOPE, json.dumps(dict(raw.envelope)).encode() + b"\n" + raw.body)
    return {
        "kind": raw.kind, "body": closed, "size": len(raw.body), "received_at": raw.received_at,
        "next_at": raw.received_at,
    }  # fmt: skip


def known(dedupe: str) -> bool:
    """Whether that letter is here already."""
    return Letter.objects.filter(dedupe=dedupe).exists()


class Waiting(NamedTuple):
    """A letter on its way to the disk."""

    raw: Raw
    dedupe: str


def commit(batch: Sequence[Waiting]) -> list[Exception | None]:
    """All of them in one commit that is on the disk when this returns; for each nothing, or what kept it off."""
    try:
        close_old_connections()
        durably()
        with transaction.atomic():
            insert(batch)
    except Exception as error:  # noqa: BLE001 -- whoever waits gets it
        if len(batch) > 1 and not away(error):
            return [commit([one])[0] for one in batch]  # a single letter that cannot be stored keeps no other one out
        log.error("%s letters could not be stored (%s); their senders keep them", len(batch), error)  # noqa: TRY400 -- the sentence says it
        connection.close()
        return [error] * len(batch)
    return [None] * len(batch)


def insert(batch: Sequence[Waiting]) -> None:
    """All of them, in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.executemany(_sentence(), [_values(one) for one in batch])


def _values(one: Waiting) -> list[Any]:
    """A row for `_sentence`: what is the same for every letter is made ready once."""
    told = _columns(one.raw) | {"dedupe": one.dedupe, "id": new_id()}
    fields, same = _same()
    return [
        field.get_db_prep_save(told[field.attname], connection) if field.attname in told else same[field.attname]
        for field in fields
    ]


@lru_cache(maxsize=1)
def _same() -> tuple[list[Any], dict[str, object]]:
    fields, empty = list(Letter._meta.concrete_fields), Letter()  # noqa: SLF001 -- Django's public name for them
    names = {one.attname for one in fields} - {"next_at", "received_at", "body", "size"}
    same = {
        one.attname: one.get_db_prep_save(getattr(empty, one.attname), connection)
        for one in fields
        if one.attname in names
    }
    return fields, same


@lru_cache(maxsize=1)
def _sentence() -> str:
    """`bulk_create` with conflicts ignored, at a fifth of its cost: one sentence, made once."""
    quote, meta = connection.ops.quote_name, Letter._meta  # noqa: SLF001 -- see above
    names = ", ".join(quote(one.column or "") for one in meta.concrete_fields)
    places = ", ".join(["%s"] * len(meta.concrete_fields))
    return f"INSERT INTO {quote(meta.db_table)} ({names}) VALUES ({places}) ON CONFLICT DO NOTHING"  # noqa: S608 -- names of our own columns


class Writer:
    """One thread that commits what waits, all at once, and then wakes whoever waits for it (group commit)."""

    def __init__(self) -> None:
        self._queue: queue.Queue[tuple[Waiting, Future[None]] | None] = queue.Queue(maxsize=2000)
        self._thread = threading.Thread(target=self._run, name="intake", daemon=True)
        self._thread.start()

    def put(self, raw: Raw, *, dedupe: str = "") -> "Future[None]":
        """Hand a letter over; the future is done once it is on disk, or carries the error that kept it off."""
        future: Future[None] = Future()
        self._queue.put((Waiting(raw, dedupe or dedupe_key(raw)), future))
        return future

    def stop(self) -> None:
        """Write what waits, then end."""
        self._queue.put(None)
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while True:
            batch = self._take()
            if not batch:
                connection.close()
                return
            self._commit([item for item in batch if item is not None])
            if None in batch:
                connection.close()
                return

    def _take(self) -> list[tuple[Waiting, "Future[None]"] | None]:
        batch = [self._queue.get()]
        while len(batch) < MOST_TOGETHER:
            try:
                batch.append(self._queue.get_nowait())
            except queue.Empty:
                break
        return batch if batch != [None] else []

    def _commit(self, batch: list[tuple[Waiting, "Future[None]"]]) -> None:
        for (_waiting, future), error in zip(batch, commit([one for one, _future in batch]), strict=True):
            if error is None:
                future.set_result(None)
            else:
                future.set_exception(error)


def durably() -> None:
    """What this connection commits from now on is on the disk when that returns."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")


def received_before(moment: datetime) -> int:
    """How many letters wait since before that moment: for `doctor` and the worklist."""
    return Letter.objects.filter(work=Letter.State.WAITING, received_at__lt=moment).count()
