# SPDX-License-Identifier: AGPL-3.0-or-later
"""One lease for letters, promises and deliveries: nothing done twice at once, nothing lost, nothing tried for ever."""

from datetime import timedelta

import pytest
from django.db import transaction

from concejo.core import changes, clock, lease, outbox
from concejo.core.ids import id_at, new_id
from concejo.core.models import Promise
from concejo.core.words import fold, guess_language, in_language

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept():
    """A promise that writes down what it was given, or fails as told."""
    seen: list[int] = []

    def keep(*, number: int) -> None:
        if number < 0:
            raise ValueError(number)
        if number == 0:
            raise lease.Permanent("never")
        seen.append(number)

    outbox._keepers["test.kept"] = keep
    yield seen
    del outbox._keepers["test.kept"]


def test_a_promise_is_made_once_per_key_and_kept_once(kept) -> None:
    for _time in range(3):
        outbox.promise("test.kept", key="a", number=7)
    assert outbox.keep_due() == 1
    assert outbox.keep_due() == 0
    assert kept == [7]


def test_a_promise_falls_with_its_cause(kept) -> None:
    with transaction.atomic():
        outbox.promise("test.kept", key="a", number=7)
        transaction.set_rollback(True)
    assert not Promise.objects.exists()


def test_whoever_dies_leaves_it_to_another(kept) -> None:
    outbox.promise("test.kept", key="a", number=7)
    (mine,) = lease.claim(Promise.objects.all())
    assert lease.claim(Promise.objects.all()) == []
    with clock.at(clock.now() + lease.LEASE + timedelta(seconds=1)):
        (theirs,) = lease.claim(Promise.objects.all())
    assert theirs.pk == mine.pk
    assert theirs.lease != mine.lease


def test_it_is_tried_again_later_and_given_up_where_staff_see_it(kept) -> None:
    outbox.promise("test.kept", key="a", number=-1)
    row = Promise.objects.get()
    now = clock.now()
    for attempt in range(lease.MOST_ATTEMPTS):
        now += timedelta(hours=9)
        with clock.at(now):
            assert outbox.keep_due() == 1, attempt
            assert outbox.keep_due() == 0
    row.refresh_from_db()
    assert (row.work, row.error) == (Promise.State.GIVEN_UP, "ValueError")
    lease.again(row)
    assert row.work == Promise.State.WAITING


def test_what_cannot_succeed_is_given_up_at_once(kept) -> None:
    outbox.promise("test.kept", key="a", number=0)
    row = Promise.objects.get()
    outbox.keep_due()
    row.refresh_from_db()
    assert (row.work, row.error) == (Promise.State.GIVEN_UP, "never")


def test_nobody_keeps_it_and_it_is_seen() -> None:
    outbox.promise("test.nobody", key="a")
    row = Promise.objects.get()
    outbox.keep_due()
    row.refresh_from_db()
    assert row.work == Promise.State.GIVEN_UP


def test_a_counter_rises_with_its_scope_and_only_with_it() -> None:
    before = changes.read(["square", "case:1"])
    changes.touch("case:2")
    assert changes.read(["square", "case:1"]) == before
    changes.touch("case:1", "square", "case:1")
    after = changes.read(["case:1", "square"])
    assert all(after[scope] > before[scope] for scope in before)


def test_ids_rise_and_sort_by_time() -> None:
    ids = [new_id() for _time in range(1000)]
    assert ids == sorted(set(ids))
    assert id_at(clock.now() - timedelta(days=1), 0) < ids[0] < 2**63


def test_words() -> None:
    assert fold("Alcázar Ñandú") == "alcazar nandu"
    assert in_language({"es": "Farola", "fr": ""}, "fr-CA") == "Farola"
    assert guess_language("La farola de la calle Real no luce desde ayer") == "es"
    assert guess_language("Le lampadaire de la rue est éteint depuis hier") == "fr"
    assert guess_language("The lamp at the corner has been out since Monday") == "en"
    assert guess_language("ok") == ""
