# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demo's month: everything that can happen in a town happens in it, at its time, and nobody says a thing twice."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from itertools import pairwise

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from concejo.cases.models import Case, Report, State
from concejo.channels.models import Delivery, Letter, SentMail
from concejo.config.olivar import found, life, pictures, plays
from concejo.config.olivar.neighbours import NEIGHBOURS
from concejo.core import clock
from concejo.core.ids import id_at
from concejo.core.models import LedgerLine, Promise
from concejo.people.models import Address, Role, Substitution
from concejo.square.models import Conversation, Media, Post
from concejo.town.models import Town

NOW = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
STAFF = frozenset(row[0] for row in found.STAFF)
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def month(django_db_setup, django_db_blocker, tmp_path_factory):
    """The month is lived once for all of these tests, and taken back at their end."""
    said: list[str] = []
    folder = tmp_path_factory.mktemp("demo")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=folder), transaction.atomic():
        found.found(say=said.append, web=8080, now=NOW)
        with clock.at(NOW):
            yield said
        transaction.set_rollback(True)


def test_it_says_how_far_it_is(month):
    assert month == [f"day {number} of 30 …" for number in (6, 12, 18, 24, 30)]


def test_there_are_many_conversations_and_no_text_is_said_twice(month):
    assert Conversation.objects.public().count() >= 60
    texts = Counter(post.words for post in Post.objects.exclude(state="deleted").select_related("conversation"))
    assert [text for text, times in texts.items() if times > 1] == []


def test_every_state_and_what_is_derived_from_it(month):
    assert set(Case.objects.values_list("state", flat=True)) == {str(state) for state in State}
    assert Case.objects.all().late().exists()
    assert Case.objects.filter(reopened=1, state=State.MENDED).exists()
    assert Case.objects.filter(conversation=None).count() >= 4
    assert Case.objects.filter(conversation=None, category__slug="noise").exists()
    assert Case.objects.filter(conversation=None, category__slug="paperwork").exists()


def test_every_channel_and_language(month):
    assert {"email", "web", "counter", "phone"} <= set(Post.objects.exclude(author=None).values_list("via", flat=True))
    assert {"es", "fr", "en"} <= set(Post.objects.exclude(author=None).values_list("language", flat=True))


def test_every_role_of_the_town_hall_does_something(month):
    busy = {
        int(by.removeprefix("person:"))
        for by in LedgerLine.objects.filter(by__startswith="person:").values_list("by", flat=True)
    }
    assert {str(kind) for kind in Role.objects.filter(person__in=busy).values_list("kind", flat=True)} == set(
        Role.Kind.values
    )


def test_the_lamp_of_the_article(month):
    case = Case.objects.get(category__slug="lamp", street__name="calle Alfareros")
    zone = Town.objects.current().zone
    said = [(post.at.astimezone(zone), post) for post in Post.objects.filter(conversation=case.conversation)]
    assert [f"{at:%a %H:%M}" for at, _post in said] == ["Thu 22:48", "Thu 22:57", "Fri 09:52", "Fri 18:15"]
    assert [str(post.speaker or "") for _at, post in said] == ["", "rosario", "miguel", ""]
    assert said[2][1].media.get().is_public
    assert case.state == State.MENDED
    assert str(case.in_charge) == "miguel"


def test_two_neighbours_joined_and_one_case_was_joined_by_staff(month):
    assert Report.objects.filter(first=False).exclude(conversation=None).count() >= 2
    assert Case.objects.filter(state=State.JOINED).exclude(joined_to=None).exists()


def test_what_a_mail_box_also_gets(month):
    assert set(Letter.objects.values_list("fate", "why")) >= {("junk", "blocked"), ("set_aside", "auto-reply")}
    assert set(Post.objects.filter(state="held").values_list("held_for", flat=True)) == {"confirm", "guard"}
    assert LedgerLine.objects.filter(act="square.guard_let_stand").count() > 2, "the clerk has looked at what was found"
    assert Media.objects.get(kind="file").content_type == "application/pdf"
    assert not Letter.objects.exclude(work="done").exists()


def test_what_could_not_be_delivered_and_who_waits_for_a_call(month):
    assert Delivery.objects.filter(outcome="recipient_gone", work="given_up").exists()
    assert Address.objects.get(path__startswith="concha@").bounced_at
    assert Delivery.objects.to_telephone().exists()
    assert Delivery.objects.exclude(called_at=None).exists()


def test_a_post_is_hidden_with_a_reason_one_deleted_one_edited(month):
    assert Post.objects.get(state="hidden").facts["hidden_because"]
    assert Post.objects.filter(state="deleted").count() == 1
    assert Post.objects.exclude(edited_at=None).get().versions.count() == 1


def test_a_colleague_stands_in_and_gets_the_work(month):
    absence = Substitution.objects.get()
    handed = [
        step for case in Case.objects.all() for step in case.steps.filter(act="assigned") if "instead_of" in step.facts
    ]
    assert str(absence.person) == "miguel"
    assert {step.facts["to"] for step in handed} == {absence.substitute_id}


def test_every_promise_was_kept_and_every_letter_can_be_read(month):
    waits = ("square.original_gone", "square.planned_due")
    later = Promise.objects.filter(name__in=waits, next_at__gt=clock.now())
    assert set(Promise.objects.exclude(pk__in=later).values_list("work", flat=True)) == {"done"}
    for mail in SentMail.objects.all()[:40]:
        message = message_from_bytes(bytes(mail.body), policy=policy.default)
        assert message.get_body(("plain",)).get_content().strip()
        assert message["To"].addresses[0].domain.endswith(".example")


def test_ids_are_of_their_time(month):
    for model, field in ((Post, "at"), (Case, "opened_at"), (Conversation, "opened_at"), (Letter, "received_at")):
        rows = list(model.objects.order_by("pk").values_list("pk", field))
        assert all(pk < id_at(NOW, 0) for pk, _at in rows)
        days = [at.date() for _pk, at in rows]
        assert all(later >= earlier - timedelta(days=1) for earlier, later in pairwise(days))


def test_the_pages_can_be_seen(month):
    options = {**settings.OPTIONS, "mail_port": 2525}
    with override_settings(DEMO=True, OPTIONS=options):
        client = Client()
        for name in ("home", "cases", "conversations", "now", "departments", "demo-mail"):
            assert client.get(reverse(f"web:{name}")).status_code == 200
        page = client.get(reverse("web:demo-mail-one", args=[SentMail.objects.latest("pk").pk]))
    assert "r+" in page.content.decode()
    assert "smtp://127.0.0.1" in page.content.decode()


def test_a_real_town_has_no_page_of_outgoing_mail(month):
    assert Client().get(reverse("web:demo-mail")).status_code == 404


@pytest.mark.parametrize("days", range(0, 28, 3))
@pytest.mark.parametrize("hour", [5, 12, 21])
def test_on_any_day_the_month_is_over_and_staff_work_on_working_days(days, hour, monkeypatch):
    off = frozenset(day for day, _name in found.HOLIDAYS)
    monkeypatch.setattr(plays.calendar, "holidays_from", lambda _day: off)
    now = datetime(2026, 11, 23, hour, 10, tzinfo=UTC) + timedelta(days=days)
    town = Town(time_zone="Europe/Madrid")
    scenes = plays.scenes(plays.read_all(), now=now, town=town, staff=STAFF)
    assert scenes == plays.scenes(plays.read_all(), now=now, town=town, staff=STAFF)
    assert scenes[-1].at < now
    assert scenes[0].at > now - timedelta(days=life.DAYS + 15)
    for scene in scenes:
        local = scene.at.astimezone(town.zone)
        if scene.event.who in STAFF - plays.ALWAYS_ON:
            assert plays.working_day(local.date(), holidays=off) == local.date()
            assert 7 <= local.hour <= 22  # the plumber on call
        assert "{" not in scene.words
    names = {scene.event.who for scene in scenes}
    assert names <= STAFF | set(NEIGHBOURS)


def test_pictures_are_the_same_every_time_and_each_is_described():
    assert pictures.draw("lamp-out") == pictures.draw("lamp-out")
    wanted = {event.options["photo"] for play in plays.read_all() for event in play.events if "photo" in event.options}
    assert wanted <= set(pictures.ALTS)
    assert len(wanted) >= 12
