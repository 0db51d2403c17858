# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who gets a case: the rules of the town in their order, the first that fits; people's own decision stands."""

from datetime import UTC, datetime, time

import pytest

from cast import Cast
from concejo.cases import actions as cases
from concejo.cases.models import Case, Category, Route, State
from concejo.cases.routes import Facts, way_of
from concejo.core import clock
from concejo.town.models import Department, Street

pytestmark = pytest.mark.django_db
LAMP = "La farola de la calle Real, 3, está apagada."


def rule(**told: object) -> Route:
    streets = told.pop("streets", [])
    row = Route.objects.create(**{"name": "rule", "department": department("obras")} | told)
    row.streets.set(streets)
    return row


def department(word: str) -> Department:
    return Department.objects.get(handle__word=word)


def facts(text: str = LAMP, *, at: datetime = datetime(2026, 11, 30, 10, tzinfo=UTC), **told: object) -> Facts:
    return Facts(text=text, at=at, **told)


def test_without_rules_the_department_of_the_kind_gets_it(town: Cast):
    town.hears("Alejandra", LAMP)
    case = Case.objects.get()
    assert case.department == department("alumbrado")
    assert (case.state, case.in_charge) == (State.RECEIVED, None)


def test_the_first_rule_that_fits_wins(town: Cast):
    late = rule(order=20, words=["farola"], department=department("aguas"))
    first = rule(order=10, words=["farol"], department=department("obras"))
    assert way_of(facts()).rule == first
    first.active = False
    first.save()
    assert way_of(facts()).rule == late
    assert way_of(facts("Un bache")).rule is None


def test_a_rule_for_streets_and_one_for_a_circle(town: Cast):
    real, alfareros = Street.objects.get(name="calle Real"), Street.objects.get(name="calle Alfareros")
    by_street = rule(streets=[real])
    assert way_of(facts(street=real)).rule == by_street
    assert way_of(facts(street=alfareros)).rule is None
    by_street.delete()
    circle = rule(lat=37.21, lon=-3.6, metres=100)
    assert way_of(facts(lat=37.2105, lon=-3.6)).rule == circle, "56 metres away"
    assert way_of(facts(lat=37.212, lon=-3.6)).rule is None, "222 metres away"
    assert way_of(facts()).rule is None, "nobody knows where"


@pytest.mark.parametrize(
    ("hour", "who"), [(20, "kind"), (21, "night"), (23, "night"), (4, "night"), (5, "kind"), (12, "kind")]
)
def test_a_rule_for_the_night_goes_over_midnight_by_the_towns_clock(town: Cast, hour: int, who: str):
    night = rule(since=time(22), until=time(6))  # Madrid is an hour ahead of UTC in November
    found = way_of(facts(at=datetime(2026, 11, 30, hour, tzinfo=UTC))).rule
    assert found == (night if who == "night" else None)


def test_a_rule_for_the_weekend(town: Cast):
    weekend = rule(weekdays=[5, 6])
    assert way_of(facts(at=datetime(2026, 11, 28, 10, tzinfo=UTC))).rule == weekend
    assert way_of(facts(at=datetime(2026, 11, 30, 10, tzinfo=UTC))).rule is None
    assert way_of(facts(at=datetime(2026, 11, 29, 23, 30, tzinfo=UTC))).rule is None, "it is Monday in town already"


def test_a_rule_names_a_colleague_who_hears_of_it_and_sets_the_day(town: Cast):
    lamp = Category.objects.get(slug="lamp")
    rule(category=lamp, person=town["Miguel"], department=None, days=1)
    with clock.at(datetime(2026, 11, 30, 10, tzinfo=UTC)):
        town.hears("Alejandra", LAMP)
        case = Case.objects.get()
    assert (case.state, case.in_charge, case.department) == (State.ASSIGNED, town["Miguel"], department("alumbrado"))
    assert case.due_at == datetime(2026, 12, 1, 23, tzinfo=UTC), "the end of the next working day"
    assert case.answered_at is None, "a rule is no answer"
    mail = town["Miguel"].addresses.get().deliveries.get(cause="work")
    assert mail.outcome


def test_a_private_matter_waits_for_the_clerk_whatever_a_rule_says(town: Cast):
    rule(person=town["Miguel"])
    town.hears("Alejandra", LAMP, visibility="private")
    case = Case.objects.get()
    assert (case.department, case.in_charge) == (None, None)


def test_sorting_asks_the_rules_anew(town: Cast):
    hole = Category.objects.exclude(slug="lamp").filter(department__handle__word="aguas").first()
    rule(category=hole, department=department("obras"), person=town["Lucía"])
    town.hears("Alejandra", LAMP)
    case = Case.objects.get()
    cases.sort(case, hints=cases.Hints(category=hole, place=case.place, street=case.street), by=town["Pilar"])
    case.refresh_from_db()
    assert (case.department, case.in_charge, case.state) == (department("obras"), town["Lucía"], State.ASSIGNED)
    lamp = Category.objects.get(slug="lamp")
    cases.sort(case, hints=cases.Hints(category=lamp, place=case.place, street=case.street), by=town["Pilar"])
    case.refresh_from_db()
    assert (case.department, case.in_charge) == (department("alumbrado"), None), "that rule fits no more"


def test_what_people_handed_over_stays_where_they_put_it(town: Cast):
    lamp = Category.objects.get(slug="lamp")
    rule(words=["bache"], department=department("obras"))
    town.hears("Alejandra", LAMP)
    case = Case.objects.get()
    cases.hand_to_department(case, to=department("policia"), by=town["Pilar"])
    other = Category.objects.exclude(pk=lamp.pk).filter(active=True).first()
    cases.sort(case, hints=cases.Hints(category=other, place=case.place, street=case.street), by=town["Pilar"])
    case.refresh_from_db()
    assert (case.category, case.department) == (other, department("policia"))
