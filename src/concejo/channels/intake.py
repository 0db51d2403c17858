# SPDX-License-Identifier: AGPL-3.0-or-later
"""Durable intake: a letter is on disk before its sender hears that it arrived.

On SQLite the connection of the intake runs with ``synchronous=FULL``; many letters that wait share one commit.
"""

import hashlib
import json
import logging
import queue
import threading
from concurrent.futures import Future
from datetime import datetime
from functools import lru_cache

from django.db import close_old_connections, connection, transaction

from concejo.channels.contract import Raw
from concejo.channels.models import Letter
from concejo.core import lease
from concejo.core.durable import away
from concejo.privacy.seal import seal, unseal

log = logging.getLogger(__name__)
SCOPE = "intake"
_MOST = 500


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


class Writer:
    """One thread that commits what waits, all at once, and then wakes whoever waits for it (group commit)."""

    def __init__(self) -> None:
        self._queue: queue.Queue[tuple[Raw, str, Future[None]] | None] = queue.Queue(maxsize=2000)
        self._thread = threading.Thread(target=self._run, name="intake", daemon=True)
        self._thread.start()

    def put(self, raw: Raw, *, dedupe: str = "") -> "Future[None]":
        """Hand a letter over; the future is done once it is on disk, or carries the error that kept it off."""
        future: Future[None] = Future()
        self._queue.put((raw, dedupe or dedupe_key(raw), future))
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

    def _take(self) -> list[tuple[Raw, str, "Future[None]"] | None]:
        batch = [self._queue.get()]
        while len(batch) < _MOST:
            try:
                batch.append(self._queue.get_nowait())
            except queue.Empty:
                break
        return batch if batch != [None] else []

    def _commit(self, batch: list[tuple[Raw, str, "Future[None]"]]) -> None:
        try:
            close_old_connections()
            rows = [Letter(dedupe=key, **_columns(raw)) for raw, key, _ in batch]
            _durable()
            with transaction.atomic():
                _insert(rows)
        except Exception as error:  # noqa: BLE001 -- whoever waits gets it, and the thread lives on
            if len(batch) > 1 and not away(error):
                for one in batch:  # a single letter that cannot be stored keeps no other one out
                    self._commit([one])
                return
            log.error("%s letters could not be stored (%s); their senders keep them", len(batch), error)  # noqa: TRY400 -- the sentence says it
            connection.close()
            for _raw, _key, future in batch:
                future.set_exception(error)
            return
        for _raw, _key, future in batch:
            future.set_result(None)


def _insert(rows: list[Letter]) -> None:
    """The same as `bulk_create` with conflicts ignored, at a fifth of its cost: one sentence, made once."""
    fields = Letter._meta.concrete_fields  # noqa: SLF001 -- Django's public name for them
    values = [[one.get_db_prep_save(getattr(row, one.attname), connection) for one in fields] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(_sentence(), values)


@lru_cache(maxsize=1)
def _sentence() -> str:
    quote, meta = connection.ops.quote_name, Letter._meta  # noqa: SLF001 -- see above
    names = ", ".join(quote(one.column or "") for one in meta.concrete_fields)
    places = ", ".join(["%s"] * len(meta.concrete_fields))
    return f"INSERT INTO {quote(meta.db_table)} ({names}) VALUES ({places}) ON CONFLICT DO NOTHING"  # noqa: S608 -- names of our own columns


def _durable() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")


def received_before(moment: datetime) -> int:
    """How many letters wait since before that moment: for `doctor` and the worklist."""
    return Letter.objects.filter(work=Letter.State.WAITING, received_at__lt=moment).count()
