# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case that was forgotten after its years: its words are nowhere, and it still counts.

Alejandra tells of a lamp and of her tortoise, and in private of her husband's medicine; both are seen to. Lamps are
kept for two years. Three years later the administrator learns that old cases will be forgotten; a fortnight after
that, at night, they are. The page of the lamp says that it was, when, and how it ended. Her words, her photo, her
address are in no table, no index, no file, no backup. The figures are what they were.
"""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from cast import Cast, photo
from concejo.cases import forgetting, reckon
from concejo.cases.actions import forget, join_report, not_ours
from concejo.cases.actions.step import House
from concejo.cases.bulk import Row, bring
from concejo.cases.models import Case, Category, Report, State, Tombstone
from concejo.channels.models import Delivery, Letter
from concejo.channels.work import sweep, until_quiet
from concejo.core import clock
from concejo.people import links
from concejo.people.models import Address
from concejo.square.models import Follow, Media, Post
from concejo.square.pictures import keep, prepare
from privacy.test_my_file import OPEN, SECRET, nothing_in_files

LATER = timedelta(days=3 * 365)


def told_and_seen_to(town: Cast, *, pet: str = "mi tortuga", need: str = SECRET) -> tuple[Case, Case]:
    town.hears("Alejandra", OPEN.replace("mi tortuga", pet), media=[keep(prepare(photo()))])
    lamp = Case.objects.get()
    town.hears(
        "Alejandra", f"Mi marido necesita {need} y no puede subir al autobús.", visibility="private",
        media=[keep(prepare(photo(colour="blue")))],
    )  # fmt: skip
    private = Case.objects.exclude(pk=lamp.pk).get()
    for case in (lamp, private):
        words = f"Lo de la {need} está hablado." if case.is_private else f"No es nuestra; {pet} lo sabe."
        post = town.says("Pilar", words, to=case)
        case.refresh_from_db()
        not_ours(case, by=town["Pilar"], post=post, body="la Diputación")
    Case.objects.filter(category=None).update(category=Category.objects.get(slug="lamp"))
    Category.objects.update(keep_months=24, keep_private_months=24)
    town.does_what_follows()
    return lamp, private


def night_after(moment: datetime) -> datetime:
    """Two o'clock in the town."""
    there = moment.astimezone(ZoneInfo("Europe/Madrid")) + timedelta(days=1)
    return there.replace(hour=2, minute=0)


@pytest.mark.django_db(transaction=True)
def test_its_words_are_nowhere_and_it_still_counts(town: Cast, settings, tmp_path) -> None:
    # Words that no other story says: the index of words outlives the stories that are told in one database.
    lamp, private = told_and_seen_to(town, pet="mi camaleón", need="betahistina")
    number, opened = lamp.number, lamp.opened_at
    bring(
        [Row(line=n, external_id=str(n), text="Está roto.", opened=clock.now(), category="road") for n in range(6)],
        source="x",
    )
    first = night_after(clock.now() + LATER)
    with clock.at(first):
        reckon.reckon()
        before = reckon.kept("always").facts  # type: ignore[union-attr]
        sweep()
        until_quiet()
        assert Case.objects.filter(pk=lamp.pk).exists(), "not before administrators were told"
        letter = Delivery.objects.get(cause="forgetting")
        assert letter.address.path == "sofia@personal.example"  # type: ignore[union-attr]
        assert forgetting.begins_at() == first + forgetting.AHEAD
    with clock.at(night_after(first + forgetting.AHEAD)):
        sweep()
        until_quiet()
        reckon.reckon()
        after = reckon.kept("always").facts  # type: ignore[union-attr]
    assert not Case.objects.filter(pk__in=[lamp.pk, private.pk]).exists()
    assert before == after, "the figures are the same"
    assert not Report.objects.exists()
    assert not Media.objects.exists()
    assert not Follow.objects.exists()
    assert not Post.objects.exclude(author=None).exists()
    assert not any(bytes(one.body) for one in Letter.objects.all())
    assert not Address.objects.filter(path="alejandra@vecinos.example").exists()
    assert not any(one.is_file() for one in Path(settings.MEDIA_ROOT).rglob("*"))
    nothing_in_files(["betahistina", "mi camaleon", "mi camaleón", "alejandra@vecinos"], settings, tmp_path)

    page = Client(headers={"accept-language": "en"}).get(f"/c/{number}/")
    assert page.status_code == 410
    assert "The years for which it is kept are over." in page.content.decode()
    assert "camale" not in page.content.decode()
    assert Client().get(f"/c/{private.number}/").status_code == 404, "of a private one nothing is told"
    stone = Tombstone.objects.get(number=number)
    assert (stone.state, stone.opened_at, stone.private) == (State.NOT_OURS, opened, False)
    assert "mi camale" not in Client().get("/search/?q=camaleon").content.decode()


@pytest.mark.django_db
def test_open_ones_and_young_ones_stay(town: Cast) -> None:
    lamp, _private = told_and_seen_to(town)
    town.hears("Tomás", "Hay un bache en la calle Alfareros.")
    soon = clock.now() + timedelta(days=400)
    assert forgetting.how_many(soon) == 0
    assert forgetting.how_many(clock.now() + LATER) == 2, "the hole is open, however old"
    lamp.category.keep_months = 0  # type: ignore[union-attr]
    lamp.category.save()  # type: ignore[union-attr]
    assert forgetting.how_many(clock.now() + LATER) == 1, "for ever"
    Category.objects.update(keep_private_months=0)
    assert forgetting.how_many(clock.now() + LATER) == 0, "private ones have a period of their own"
    Category.objects.update(keep_months=24)
    assert forgetting.how_many(clock.now() + LATER) == 1


@pytest.mark.django_db
def test_whoever_is_known_otherwise_stays_known(town: Cast) -> None:
    lamp, _private = told_and_seen_to(town)
    town.hears("Alejandra", "Hay un bache en la calle Alfareros.")
    forget(lamp, by=House())
    town.does_what_follows()
    assert Address.objects.get(path="alejandra@vecinos.example").reports.count() == 2
    hole = Case.objects.latest("pk")
    assert Client().get(f"/c/{hole.number}/").status_code == 200


@pytest.mark.django_db
def test_what_those_wrote_who_joined_goes_too(town: Cast) -> None:
    lamp, _private = told_and_seen_to(town)
    other = town.hears("Tomás", "Lo de la farola también lo vi yo, mi gato tropezó.")
    talk = other.conversation
    Case.objects.filter(conversation=talk).delete()
    join_report(lamp, address=other.author, via="web", conversation=talk)
    stone = forget(lamp, by=House())
    town.does_what_follows()
    other.refresh_from_db()
    assert (other.state, other.text, other.author) == ("deleted", "", None)
    assert not Address.objects.filter(path="tomas@vecinos.example").exists()
    assert stone is not None
    assert forget(lamp, by=House()) is None, "another worker was quicker"


@pytest.mark.django_db
def test_by_her_own_link_she_reads_that_it_is_gone(town: Cast) -> None:
    lamp, private = told_and_seen_to(town)
    paths = [f"/c/{case.number}/{links.make(links.Purpose.CASE, case.reports.get().pk)}/" for case in (lamp, private)]
    forget(lamp, by=House())
    forget(private, by=House())
    assert [Client().get(path).status_code for path in paths] == [410, 404]


@pytest.mark.django_db
def test_brought_in_again_it_does_not_come_back(town: Cast) -> None:
    row = Row(
        line=1, external_id="A1", text="Está roto.", opened=clock.now() - timedelta(days=2), category="road",
        state=State.DONE, closed=clock.now() - timedelta(days=1),
    )  # fmt: skip
    bring([row], source="old")
    forget(Case.objects.get(), by=House())
    assert bring([row], source="old").taken == 0
    assert not Case.objects.exists()


@pytest.mark.django_db
def test_by_day_nothing_is_forgotten_and_a_night_has_bounds(town: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    old = clock.now() - timedelta(days=3000)
    rows = [
        Row(line=n, external_id=str(n), text="Está roto.", opened=old, closed=old, state=State.DONE, category="road")
        for n in range(5)
    ]
    bring(rows, source="old")
    monkeypatch.setattr(forgetting, "STEP", 3)
    night = night_after(clock.now())
    with clock.at(night):
        assert forgetting.when_due() == 0
    ready = night_after(night + forgetting.AHEAD)
    with clock.at(ready + timedelta(hours=10)):
        assert forgetting.when_due() == 0
    with clock.at(ready):
        assert [forgetting.when_due() for _round in range(3)] == [3, 2, 0]
    assert Tombstone.objects.count() == 5
