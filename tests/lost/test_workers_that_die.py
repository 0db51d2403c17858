# SPDX-License-Identifier: AGPL-3.0-or-later
"""A worker is killed, hangs or is poisoned: the job is taken up again, or given up where staff see it; others go on."""

import time

import pytest

from concejo.channels import intake, written
from concejo.channels.contract import Raw
from concejo.channels.models import Letter
from concejo.core import clock, lease, outbox
from concejo.core.models import Promise
from concejo.square.models import Post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def made(name: str, count: int = 1) -> None:
    for number in range(count):
        outbox.promise(name, key=f"{number}")


def kept(name: str) -> int:
    return Promise.objects.filter(name=name, work=Promise.State.DONE).count()


def letter(text: str) -> Letter:
    raw: Raw = written.write(
        "web", sender="slip:abc", text=text, hints={"visibility": "public"}, language="es", at=clock.now()
    )
    return intake.store(raw)


def test_a_poison_job_takes_nobody_with_it_and_is_given_up(workers) -> None:
    made("test.kills")
    made("test.fine", 5)
    for number in range(5):
        letter(f"La farola de calle Real, {number + 1} no luce")
    workers.until(lambda: kept("test.fine") == 5 and Post.objects.count() == 5)
    row = Promise.objects.get(name="test.kills")
    assert row.work == Promise.State.WAITING, "it is tried again, after the others"
    workers.until(lambda: hurried(row))
    assert (row.error, row.cut_off) == (lease.DIED, lease.MOST_CUT_OFF)
    assert workers.exits.count(-9) == lease.MOST_CUT_OFF
    assert "ended in the middle of its work" in workers.said
    assert Promise.objects.filter(work=Promise.State.GIVEN_UP).count() == 1


def hurried(row: Promise) -> bool:
    """Its back-off is made short; true once it is given up."""
    Promise.objects.filter(pk=row.pk, work=Promise.State.WAITING).update(next_at=clock.now())
    row.refresh_from_db()
    return row.work == Promise.State.GIVEN_UP


def test_a_job_that_hangs_ends_the_worker_with_a_line_and_the_others_go_on(workers) -> None:
    workers.too_long = 1.0
    made("test.hangs")
    made("test.fine", 5)
    letter("La farola de calle Real, 3 no luce")
    workers.until(lambda: kept("test.fine") == 5 and Post.objects.count() == 1)
    row = Promise.objects.get(name="test.hangs")
    assert row.error == lease.STUCK
    assert 75 in workers.exits
    assert f"promise {row.pk} takes" in workers.said
    assert row.lease == ""


def test_a_killed_worker_leaves_nothing_undone_and_nothing_done_twice(workers) -> None:
    made("test.slow", 6)
    for number in range(20):
        letter(f"La farola de calle Real, {number + 1} no luce")
    for _round in range(3):
        workers.start()
        time.sleep(1.6)
        workers.end(kill=True)
    workers.until(lambda: kept("test.slow") == 6 and not Letter.objects.filter(work="waiting").exists())
    assert Post.objects.count() == 20
    assert not Promise.objects.filter(work=Promise.State.GIVEN_UP).exists()


def test_a_worker_that_is_asked_to_stop_gives_back_what_it_has_not_begun(workers) -> None:
    made("test.slow", 40)
    workers.start()
    deadline = time.monotonic() + 20
    while not kept("test.slow") and time.monotonic() < deadline:
        time.sleep(0.05)
    assert workers.end() == 0
    assert not Promise.objects.exclude(lease="").exists()
    assert not Promise.objects.filter(cut_off__gt=0).exists()


def test_two_living_workers_never_share_a_place(workers) -> None:
    workers.start()
    deadline = time.monotonic() + 20
    while not (workers.folder / "worker-w0.lock").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    first = workers.running
    made("test.slow", 3)
    second = workers.start()
    time.sleep(2.5)
    assert second.poll() is None, "it waits"
    workers.running = first
    workers.end(kill=True)
    workers.running = second
    workers.until(lambda: kept("test.slow") == 3)
