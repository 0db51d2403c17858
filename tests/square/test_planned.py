# SPDX-License-Identifier: AGPL-3.0-or-later
"""Announcements for a later hour: on the town's clock, once, by whoever wrote them last, or not at all."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from cast import Cast
from concejo.channels.work import sweep
from concejo.core import clock, lease, outbox
from concejo.core.models import LedgerLine, Promise
from concejo.people.models import Role
from concejo.square import actions as square
from concejo.square.models import Media, Planned, Post
from concejo.town.models import Department
from concejo.web.moments import TownMoment

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


def lamps() -> Department:
    return Department.objects.get(handle__word="alumbrado")


def planned(town: Cast, *, hours: float = 5, **told: object) -> Planned:
    told = {"text": "Mañana no hay luz.", "due": clock.now() + timedelta(hours=hours), "department": lamps()} | told
    return square.plan(square.Plan(**told), by=town["Miguel"])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ("2026-07-01T09:30", datetime(2026, 7, 1, 7, 30, tzinfo=UTC)),
        ("2026-12-24T09:30", datetime(2026, 12, 24, 8, 30, tzinfo=UTC)),
        ("2027-03-28T01:59", datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        ("2027-03-28T03:00", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        ("2026-10-25T02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # there twice: the first one
        ("2026-10-25T03:00", datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
    ],
)
def test_hours_are_those_of_the_towns_clock_on_every_day_of_the_year(town: Cast, told: str, moment: datetime) -> None:
    field = TownMoment()
    assert field.clean(told) == moment
    assert field.prepare_value(moment).strftime("%Y-%m-%dT%H:%M") == told


@pytest.mark.parametrize("told", ["2027-03-28T02:30", "tomorrow", "2026-13-01T09:00", "2026-12-24"])
def test_an_hour_that_is_not_there_is_refused(town: Cast, told: str) -> None:
    if told == "2026-12-24":
        assert TownMoment().clean(told) == datetime(2026, 12, 23, 23, 0, tzinfo=UTC)  # its first minute
        return
    with pytest.raises(ValidationError):
        TownMoment().clean(told)


def test_it_is_said_once_at_its_hour_and_not_before(town: Cast) -> None:
    with clock.at(NOW):
        row = planned(town, about="Obras")
    with clock.at(NOW + timedelta(hours=4, minutes=59)):
        outbox.keep_due()
        assert not Post.objects.exists()
    with clock.at(NOW + timedelta(hours=5)):
        outbox.keep_due()
        outbox.keep_due()
    post = Post.objects.get()
    assert (post.text, post.speaker, post.department, post.about) == (
        "Mañana no hay luz.", town["Miguel"], lamps(), "Obras",
    )  # fmt: skip
    assert post.at == NOW + timedelta(hours=5)
    row.refresh_from_db()
    assert row.post == post
    acts = list(LedgerLine.objects.filter(act__in=["square.planned", "square.said"]).values_list("act", "by"))
    assert acts == [("square.planned", town["Miguel"].ref), ("square.said", town["Miguel"].ref)]


def test_a_worker_that_dies_in_the_middle_says_it_neither_twice_nor_never(town: Cast) -> None:
    with clock.at(NOW):
        planned(town)
    with clock.at(NOW + timedelta(hours=5)):
        (first,) = lease.claim(Promise.objects.filter(name="square.planned_due"))
        assert not lease.claim(Promise.objects.filter(name="square.planned_due")), "another worker has it"
    with clock.at(NOW + timedelta(hours=6)):  # the first worker is gone, its lease has run out
        for _turn in range(3):
            outbox.keep_due()
        outbox.keep(first)  # it comes to itself again
    assert Post.objects.count() == 1


def test_the_machine_was_off_at_its_hour(town: Cast) -> None:
    with clock.at(NOW):
        planned(town)
        late = planned(town, text="Corte de agua hasta las cuatro.", useful_until=NOW + timedelta(hours=7))
    with clock.at(NOW + timedelta(days=1)):
        outbox.keep_due()
    assert [one.text for one in Post.objects.all()] == ["Mañana no hay luz."]
    late.refresh_from_db()
    assert late.why_dropped == Planned.WhyDropped.TOO_LATE
    assert LedgerLine.objects.get(act="square.plan_dropped").facts["why"] == "too_late"


def test_it_is_put_off_and_said_by_whoever_changed_it(town: Cast) -> None:
    with clock.at(NOW):
        row = planned(town)
        told = square.Plan(text="Pasado no hay luz.", due=NOW + timedelta(hours=9), department=lamps())
        assert square.replan(row, told, by=town["Lucía"])
    with clock.at(NOW + timedelta(hours=6)):
        outbox.keep_due()
        assert not Post.objects.exists()
    with clock.at(NOW + timedelta(hours=9)):
        outbox.keep_due()
    post = Post.objects.get()
    assert post.text == "Pasado no hay luz."
    assert post.speaker == town["Lucía"]
    row.refresh_from_db()
    assert not square.replan(row, told, by=town["Miguel"]), "it has been said"
    assert not square.drop(row, by=town["Miguel"])
    assert Post.objects.count() == 1


def test_it_is_said_at_once_or_never(town: Cast) -> None:
    with clock.at(NOW):
        now, never = planned(town), planned(town, text="No.")
        photo = Media.objects.get(pk=town.photo().pk)
        Planned.objects.filter(pk=never.pk).update(media=[photo.name])
        never.refresh_from_db()
        assert square.say_now(now, by=town["Pilar"]) is not None
        assert square.drop(never, by=town["Miguel"])
    with clock.at(NOW + timedelta(days=1)):
        outbox.keep_due()
    assert [one.text for one in Post.objects.all()] == ["Mañana no hay luz."]
    assert Post.objects.get().speaker == town["Miguel"], "it is his, whoever made haste"
    assert LedgerLine.objects.get(act="square.plan_hastened").by == town["Pilar"].ref
    assert not Media.objects.filter(pk=photo.pk).exists()


def test_its_photo_waits_with_it(town: Cast) -> None:
    with clock.at(NOW):
        kept, loose = town.photo(), town.photo()
        row = planned(town, hours=24 * 20, media=(kept.name,))
    with clock.at(NOW + timedelta(days=10)):
        sweep()
    assert [one.pk for one in Media.objects.all()] == [kept.pk], "what belongs to nothing is forgotten after two days"
    assert loose.pk != kept.pk
    with clock.at(row.due):
        outbox.keep_due()
    assert [one.pk for one in Post.objects.get().media.all()] == [kept.pk]


def test_whoever_left_the_department_does_not_speak_for_it(town: Cast) -> None:
    with clock.at(NOW):
        row = planned(town)
        own = planned(town, text="Yo digo.", department=None)
        Role.objects.filter(person=town["Miguel"]).update(department=Department.objects.get(handle__word="parques"))
    with clock.at(NOW + timedelta(hours=5)):
        outbox.keep_due()
    assert [one.text for one in Post.objects.all()] == ["Yo digo."]
    row.refresh_from_db()
    own.refresh_from_db()
    assert row.why_dropped == Planned.WhyDropped.MAY_NOT
    assert own.said_at is not None
