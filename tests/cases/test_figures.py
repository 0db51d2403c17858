# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town's figures: what counts as what, in which days, and what is too few to be told."""

from datetime import UTC, datetime, timedelta

import pytest

from cast import Cast, address
from concejo.cases import actions, reckon
from concejo.cases import areas as drawing
from concejo.cases.bulk import Row, bring
from concejo.cases.models import Case, Category, Reckoning
from concejo.cases.periods import periods
from concejo.cases.states import State
from concejo.core import clock
from concejo.people import actions as people
from concejo.town import areas
from concejo.town.models import Area

NOW = datetime(2026, 11, 30, 11, 0, tzinfo=UTC)
DAY = 86_400


def row(line: int, *, kind: str = "lamp", days: float = 5, **more: object) -> Row:
    told = {"text": "La farola está apagada.", "category": kind, "opened": NOW - timedelta(days=days), **more}
    return Row(line=line, external_id=str(line), **told)  # type: ignore[arg-type]


def whole(period: str = "year", about: str = "") -> reckon.Line:
    with clock.at(NOW):
        reckon.reckon()
    found = reckon.kept(period, about)
    assert found is not None
    return found.facts["whole"]


@pytest.fixture
def month(town: Cast) -> Cast:
    """Ten cases of the old register in November, three of them closed after two days, four open when it was left."""
    seen = NOW - timedelta(days=1)
    rows = [row(one, days=9, state=State.DONE, closed=NOW - timedelta(days=7)) for one in range(3)]
    rows += [row(one, days=9, seen=seen) for one in range(3, 7)]
    rows += [row(7, kind="road", days=9, state=State.NOT_OURS, closed=NOW - timedelta(days=8))]
    rows += [row(one, kind="road", days=9, state=State.DONE, closed=NOW - timedelta(days=9)) for one in range(8, 10)]
    with clock.at(NOW):
        bring(rows, source="old")
    return town


def test_each_ends_in_one_place(month: Cast) -> None:
    told = whole()
    assert told["reported"] == 10
    assert told["outcomes"] == {"done": 5, "not_ours": 1, "lost": 4}, (
        "nobody here has seen those four: not open for ever"
    )
    assert (told["answered"], told["answerable"]) == (0, 0), "the old register does not tell"


def test_what_was_open_when_last_seen_counts_until_then(month: Cast) -> None:
    done = whole()["done"]
    assert (done["counted"], done["happened"]) == (8, 3), "two were closed without a day: when, nobody knows"
    assert done["half"] is None
    assert done["longest"] == 8 * DAY, "until the day before yesterday's register, not until today"


def test_what_is_worked_on_here_is_open_here(month: Cast) -> None:
    case = Case.objects.filter(state=State.RECEIVED).order_by("pk")[0]
    with clock.at(NOW - timedelta(hours=2)):
        actions.assign(case, to=month["Miguel"], by=month["Pilar"])
    told = whole()
    assert told["outcomes"]["open"] == 1
    assert told["outcomes"]["lost"] == 3
    assert (told["answered"], told["answerable"]) == (1, 1)


def test_done_is_not_mended(month: Cast) -> None:
    post = month.hears("Alejandra", "La farola de la calle Real está apagada.")
    case = Case.objects.get(conversation=post.conversation)
    month.says("Miguel", "Hecho: bombilla nueva.", to=case)
    case.refresh_from_db()
    with clock.at(NOW):
        case.move_to(State.DONE)
        case.closed_at = max(NOW, case.opened_at)
        case.save()
    before = whole("always")["outcomes"]
    actions.mended(case, by=address("Alejandra"))
    after = whole("always")["outcomes"]
    assert before.get("mended", 0) == 0
    assert (after["mended"], after["done"]) == (1, before["done"] - 1)


def test_less_than_five_is_split_no_further(month: Cast) -> None:
    whole()
    kinds = reckon.kept("year").facts["by"]  # type: ignore[union-attr]
    assert "category" not in kinds, "seven lamps and three holes: to tell one line would tell the other"
    assert reckon.kept("year", f"category:{Category.objects.get(slug='road').pk}") is None
    with clock.at(NOW):
        bring([row(one, kind="tree", days=3) for one in range(100, 108)], source="trees")
        bring([row(one, kind="water", days=3) for one in range(200, 203)], source="taps")
    whole()
    lines = reckon.kept("year").facts["by"]["category"]  # type: ignore[union-attr]
    assert [(one["key"].isdigit(), one["reported"]) for one in lines] == [(True, 8), (True, 7), (False, 6)]
    assert sum(one["reported"] for one in lines) == whole()["reported"], "the lines add up to the whole"
    for name, several in [("category", [one["reported"] for one in lines])]:
        assert min(several) >= reckon.FEWEST, name


def test_kinds_are_told_by_their_groups_too(town: Cast) -> None:
    with clock.at(NOW):
        bring([row(one, kind="lamp") for one in range(6)], source="a")
        bring([row(one, kind="road") for one in range(6)], source="b")
        bring([row(one, kind="tree") for one in range(6)], source="c")
    Category.objects.update(group={})
    Category.objects.filter(slug__in=["lamp", "road"]).update(group={"es": "En la calle"})
    whole()
    groups = reckon.kept("year").facts["by"]["group"]  # type: ignore[union-attr]
    assert {one["key"]: one["reported"] for one in groups} == {"En la calle": 12, "none": 6}


def test_four_cases_are_a_number_and_nothing_more(town: Cast) -> None:
    with clock.at(NOW):
        bring([row(one, state=State.DONE, closed=NOW) for one in range(4)], source="old")
    told = whole()
    found = reckon.kept("year")
    assert found is not None
    assert found.facts["few"]
    assert (told["reported"], told["outcomes"].get("done"), found.facts["by"]) == (4, None, {})
    assert told["done"]["points"] == []


def test_whoever_wished_to_be_left_out_is(month: Cast) -> None:
    month.hears("Alejandra", "La farola de la calle Real está apagada.")
    before = whole("always")["reported"]
    people.leave_out(people.own_person(address("Alejandra")), out=True, by="town")
    assert whole("always")["reported"] == before - 1


def test_once_a_night_and_not_in_between(month: Cast) -> None:
    with clock.at(NOW):
        assert reckon.when_due() > 0
        assert reckon.when_due() == 0
    with clock.at(NOW + timedelta(hours=11)):
        assert reckon.when_due() == 0, "it is a quarter to eleven in the evening"
    with clock.at(NOW + timedelta(hours=13)):
        assert reckon.when_due() > 0
    assert Reckoning.objects.get(period="month", about="").first.isoformat() == "2026-12-01"


def test_periods_are_whole_months() -> None:
    day = NOW.date()
    told = {
        one.key: (one.first.isoformat(), one.last.isoformat()) for one in periods(day, since=day.replace(year=2025))
    }
    assert told == {
        "month": ("2026-11-01", "2026-11-30"), "last-month": ("2026-10-01", "2026-10-31"),
        "year": ("2025-12-01", "2026-11-30"), "2026": ("2026-01-01", "2026-11-30"),
        "2025": ("2025-01-01", "2025-12-31"), "always": ("2025-11-01", "2026-11-30"),
    }  # fmt: skip


RING = [[-3.61, 37.205], [-3.59, 37.205], [-3.59, 37.2125], [-3.61, 37.2125], [-3.61, 37.205]]
HOLE = [[-3.602, 37.209], [-3.598, 37.209], [-3.598, 37.211], [-3.602, 37.211], [-3.602, 37.209]]


@pytest.mark.parametrize(
    ("lat", "lon", "inside"),
    [(37.207, -3.6, True), (37.21, -3.6, False), (37.22, -3.6, False), (37.207, -3.62, False), (37.2111, -3.595, True)],
)
def test_a_point_lies_in_its_district_and_not_in_its_hole(lat: float, lon: float, *, inside: bool) -> None:
    assert areas.lies_in(lat, lon, [RING, HOLE]) is inside


def test_cases_lie_in_districts_when_they_are_opened_and_when_districts_are_drawn(town: Cast) -> None:
    reckon.reckon()
    early = Case.objects.get(
        conversation=town.hears("Alejandra", "La farola de la calle Real está apagada.").conversation
    )
    assert early.area is None
    drawing.draw([areas.Outline("Vega", [RING])], by=town["Sofía"])
    town.does_what_follows()
    early.refresh_from_db()
    assert str(early.area) == "Vega"
    later = Case.objects.get(conversation=town.hears("Tomás", "Hay un bache en la calle Alfareros.").conversation)
    assert later.area is None, "calle Alfareros lies outside"
    assert (
        f"area:{Area.objects.get().pk}"
        in Case.objects.get(conversation=town.hears("Tomás", "Otro bache en la calle Real.").conversation).main.topics
    )
    drawing.draw([], by=town["Sofía"])
    early.refresh_from_db()
    assert early.area is None
