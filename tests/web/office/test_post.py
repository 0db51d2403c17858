# SPDX-License-Identifier: AGPL-3.0-or-later
"""The post office: nothing that went wrong is out of sight, and each has its button."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from concejo.channels import queries
from concejo.channels.contract import Outcome, Raw
from concejo.channels.hear import hear
from concejo.channels.intake import store
from concejo.channels.models import Delivery, Letter
from concejo.core import clock, lease, outbox
from concejo.core.models import LedgerLine, Promise
from concejo.people import actions as people
from concejo.people.models import Look
from concejo.square.models import Post


@pytest.fixture
def unreadable(town) -> Letter:
    letter = store(Raw(kind="web", body=b"ni pies ni cabeza", received_at=clock.now()))
    hear(letter)
    letter.refresh_from_db()
    return letter


@pytest.fixture
def failed(town) -> Delivery:
    address = people.meet("mailto:alejandra@vecinos.example")
    people.bounced(address)
    row = Delivery.objects.create(
        kind="email", to=address.path, address=address, cause="follow", subject=1, made_at=clock.now(),
        next_at=clock.now(), outcome=Outcome.RECIPIENT_GONE, expires_at=clock.now() - timedelta(days=1),
    )  # fmt: skip
    lease.failed(row, "550 5.1.1", permanent=True)
    return row


def test_a_letter_that_nobody_understood_is_there_and_is_read_again(clerk, unreadable):
    assert "Unreadable" in clerk.get("/post/?lang=en").content.decode()
    clerk.post(f"/post/letters/{unreadable.pk}/again/")
    unreadable.refresh_from_db()
    assert (unreadable.fate, unreadable.work) == (Letter.Fate.NEW, Letter.State.WAITING)
    assert LedgerLine.objects.order_by("id").last().act == "channels.letter_again"


def test_a_letter_that_was_heard_is_not_in_the_post_office(clerk, town):
    post = town.hears("Alejandra", "La farola de calle Real no luce")
    letter = post.origin.letter
    assert clerk.get(f"/post/letter/{letter.pk}/").status_code == 404
    assert clerk.post(f"/post/letters/{letter.pk}/again/").status_code == 404


def test_the_clerk_opens_a_letter_and_it_is_written_down(clerk, unreadable, town):
    page = clerk.get(f"/post/letter/{unreadable.pk}/").content.decode()
    assert "ni pies ni cabeza" in page
    assert "ni pies ni cabeza" not in clerk.get("/post/").content.decode()
    look = Look.objects.get(about=f"letter:{unreadable.pk}")
    assert look.by == town["Pilar"]


def test_the_administrator_says_why_before_a_letter_opens(admin, unreadable):
    assert "ni pies ni cabeza" not in admin.get(f"/post/letter/{unreadable.pk}/").content.decode()
    assert not Look.objects.exists()
    assert admin.post(f"/post/letter/{unreadable.pk}/", {"reason": ""}).status_code == 422
    page = admin.post(f"/post/letter/{unreadable.pk}/", {"reason": "Llamó y preguntó por ella"})
    assert "ni pies ni cabeza" in page.content.decode()
    assert Look.objects.get().reason == "Llamó y preguntó por ella"


def test_letters_are_shown_as_words_never_as_a_page(clerk, town):
    letter = store(Raw(kind="web", body=b"<script>alert(1)</script>", received_at=clock.now()))
    hear(letter)
    assert b"<script>alert" not in clerk.get(f"/post/letter/{letter.pk}/").content


def test_what_was_called_junk_is_heard_after_all(clerk, town):
    sender = people.meet("mailto:alejandra@vecinos.example")
    people.block(sender, by=town["Pilar"])
    with pytest.raises(ValueError, match="unpack"):  # a blocked sender's letter becomes no post
        town.hears("Alejandra", "La farola de calle Real no luce")
    letter = Letter.objects.get(fate=Letter.Fate.JUNK)
    assert "From a blocked sender" in clerk.get("/post/?lang=en").content.decode()
    clerk.post(f"/post/letters/{letter.pk}/not-junk/")
    town.does_what_follows()
    sender.refresh_from_db()
    assert sender.blocked_at is None
    assert Post.objects.filter(author=sender).exists()
    assert clerk.post(f"/post/letters/{letter.pk}/not-junk/").status_code == 404


def test_a_blocked_sender_is_heard_again(clerk, town):
    sender = people.meet("mailto:tomas@vecinos.example")
    people.block(sender, by=town["Pilar"])
    assert "tomas@vecinos.example" in clerk.get("/post/blocked/").content.decode()
    clerk.post(f"/post/blocked/{sender.pk}/unblock/")
    sender.refresh_from_db()
    assert sender.blocked_at is None
    assert LedgerLine.objects.order_by("id").last().by == town["Pilar"].ref


def test_what_did_not_arrive_says_why_and_is_tried_again(clerk, failed):
    page = clerk.get("/post/deliveries/?lang=en").content.decode()
    assert "nobody has this address any more" in page
    assert "550 5.1.1" in page
    clerk.post(f"/post/deliveries/{failed.pk}/again/")
    failed.refresh_from_db()
    failed.address.refresh_from_db()
    assert (failed.work, failed.outcome, failed.attempts) == (Delivery.State.WAITING, "", 0)
    assert failed.expires_at > clock.now()
    assert failed.address.bounced_at is None
    assert not queries.deliveries_failed().exists()


def test_reasons_are_counted_and_chosen(clerk, failed):
    assert "nobody has this address" in clerk.get("/post/deliveries/?why=recipient_gone&lang=en").content.decode()
    assert "550 5.1.1" not in clerk.get("/post/deliveries/?why=unreachable").content.decode()


def test_what_should_have_followed_is_tried_again(clerk, town):
    outbox.promise("nobody.keeps_this", key="1")
    outbox.keep_due()
    row = Promise.objects.get(name="nobody.keeps_this")
    assert "nobody keeps nobody.keeps_this" in clerk.get("/post/promises/").content.decode()
    clerk.post(f"/post/promises/{row.pk}/again/")
    row.refresh_from_db()
    assert row.work == Promise.State.WAITING


@pytest.mark.parametrize("act", ["deliveries/1/unblock", "letters/1/burn", "promises/1/again"])
def test_there_are_no_other_buttons(clerk, town, act):
    assert clerk.post(f"/post/{act}/").status_code == 404


def test_a_full_drawer_asks_the_database_as_often_as_an_empty_one(clerk, town):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            clerk.get("/post/")
        return len(asked)

    empty = count()
    for number in range(25):
        hear(store(Raw(kind="web", body=b"x%d" % number, received_at=clock.now())))
    assert count() <= empty + 1
    assert "?page=2" in clerk.get("/post/").content.decode()


def test_whoever_gives_up_says_why(clerk, failed, town):
    page = clerk.get(f"/post/deliveries/{failed.pk}/give-up/?lang=en").content.decode()
    assert "Why is it given up?" in page
    assert clerk.post(f"/post/deliveries/{failed.pk}/give-up/", {"reason": " "}).status_code == 422
    clerk.post(f"/post/deliveries/{failed.pk}/give-up/", {"reason": "Se lo dije por teléfono"})
    failed.refresh_from_db()
    assert (failed.work, failed.outcome) == (Delivery.State.DONE, Delivery.STOPPED)
    assert failed.closed_because == "Se lo dije por teléfono"
    assert not queries.deliveries_failed().exists()
    line = LedgerLine.objects.latest("id")
    assert (line.act, line.by, line.facts) == ("channels.delivery_given_up", town["Pilar"].ref, {})
    assert "Se lo dije por teléfono" in clerk.get("/post/closed/").content.decode()


def test_a_promise_is_given_up_with_a_reason_and_taken_up_again(admin, town):
    outbox.promise("nobody.keeps_this", key="1")
    outbox.keep_due()
    row = Promise.objects.get(name="nobody.keeps_this")
    admin.post(f"/post/promises/{row.pk}/give-up/", {"reason": "Ya no hace falta"})
    row.refresh_from_db()
    assert (row.work, row.closed_because) == (Promise.State.DONE, "Ya no hace falta")
    assert LedgerLine.objects.latest("id").act == "channels.promise_given_up"
    assert "Ya no hace falta" in admin.get("/post/closed/").content.decode()
    admin.post(f"/post/promises/{row.pk}/reopen/")
    row.refresh_from_db()
    assert (row.work, row.closed_at, row.closed_because) == (Promise.State.WAITING, None, "")
    assert not queries.closed_by_hand().exists()


def test_a_letter_that_was_set_aside_is_dealt_with_in_one_tap(clerk, unreadable):
    clerk.post(f"/post/letters/{unreadable.pk}/dealt-with/")
    assert not queries.letters_left().exists()
    assert LedgerLine.objects.latest("id").act == "channels.letter_dealt_with"
    assert clerk.post(f"/post/letters/{unreadable.pk}/dealt-with/").status_code == 404
    clerk.post(f"/post/letters/{unreadable.pk}/reopen/")
    unreadable.refresh_from_db()
    assert unreadable.work == Letter.State.WAITING


def test_a_letter_that_broke_its_worker_says_so_and_is_given_up_with_a_reason(clerk, town):
    letter = store(Raw(kind="web", body=b"x", received_at=clock.now()))
    Letter.objects.filter(pk=letter.pk).update(work=Letter.State.GIVEN_UP, error=lease.DIED)
    assert "ended in the middle of it" in clerk.get("/post/?lang=en").content.decode()
    assert clerk.post(f"/post/letters/{letter.pk}/dealt-with/").status_code == 404, "not without a reason"
    clerk.post(f"/post/letters/{letter.pk}/give-up/", {"reason": "Leída en voz alta, contestada por carta"})
    letter.refresh_from_db()
    assert (letter.fate, letter.work) == (Letter.Fate.SET_ASIDE, Letter.State.DONE)


def test_what_leaves_at_this_moment_is_not_stopped(clerk, failed):
    lease.again(failed)
    Delivery.objects.filter(pk=failed.pk).update(outcome=Outcome.UNREACHABLE)
    (taken,) = lease.claim(Delivery.objects.all())
    page = clerk.post(f"/post/deliveries/{failed.pk}/give-up/?lang=en", {"reason": "No"}, follow=True)
    assert "at this very moment" in page.content.decode()
    clerk.post(f"/post/deliveries/{failed.pk}/again/")
    failed.refresh_from_db()
    assert (failed.closed_at, failed.lease) == (None, taken.lease)


@pytest.mark.parametrize("name", ["Miguel", "Rosario", "Dolores", "Andrés", "Inés"])
def test_nobody_else_gives_anything_up(signed_in, failed, name):
    assert signed_in(name).get(f"/post/deliveries/{failed.pk}/give-up/").status_code == 404
    assert signed_in(name).post(f"/post/deliveries/{failed.pk}/give-up/", {"reason": "x"}).status_code == 404
    failed.refresh_from_db()
    assert failed.closed_at is None
