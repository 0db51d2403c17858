# SPDX-License-Identifier: AGPL-3.0-or-later
"""A team works within a department: it is spoken to and given work like one, and its department sees and does that."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from cast import PASSWORD, Cast
from concejo.cases import actions as cases
from concejo.cases import rules
from concejo.cases.models import Case, Route
from concejo.people import actions as people
from concejo.people.models import Role
from concejo.town.models import Department

pytestmark = pytest.mark.django_db
NEW = {"word": "poda", "name_es": "Equipo de poda", "name_fr": "", "name_en": "", "icon": "tree", "order": "3"}


@pytest.fixture
def team(town: Cast) -> Department:
    """Made on the page, within Cleaning, which Dolores heads; Teresa works in it."""
    sofia = Client()
    assert sofia.login(username="sofia", password=PASSWORD)
    whole = Department.objects.get(handle__word="limpieza")
    assert sofia.post("/town/departments/new/", NEW | {"within": whole.pk}).status_code == 302
    found = Department.objects.get(handle__word="poda")
    assert found.within == whole
    town.people["Teresa"] = people.welcome(
        "Teresa", handle="teresa", password=PASSWORD, email="teresa@personal.example", by="setup",
        posts=[people.Post(kind=Role.Kind.EMPLOYEE, department=found)],
    )  # fmt: skip
    return found


def test_a_rule_gives_it_work_and_its_department_sees_it(town: Cast, team: Department) -> None:
    Route.objects.create(name="Poda", words=["rama"], department=team)
    town.hears("Alejandra", "Hay una rama rota en la calle Real, 3.")
    case = Case.objects.get()
    assert case.department == team
    for name in ("Teresa", "Dolores"):
        assert rules.may_work(town[name], case)
        browser = Client()
        assert browser.login(username=town[name].handle.word, password=PASSWORD)
        assert case.number in browser.get("/tasks/?tab=department").content.decode()
    assert not rules.may_work(town["Miguel"], case)


def test_what_is_the_whole_departments_is_not_the_teams(town: Cast, team: Department) -> None:
    town.hears("Alejandra", "El contenedor de la calle Real, 3 está roto.", category="container")
    case = Case.objects.get()
    cases.hand_to_department(case, to=Department.objects.get(handle__word="limpieza"), by=town["Pilar"])
    assert rules.may_work(town["Dolores"], case)
    assert not rules.may_work(town["Teresa"], case)


def test_neighbours_find_it_under_its_department(town: Cast, team: Department) -> None:
    page = Client().get("/d/").content.decode()
    assert page.index("@limpieza") < page.index("@poda")
    assert page.index("@poda") < page.index("@aguas") or page.index("@aguas") < page.index("@limpieza")
    assert 'href="/d/limpieza/">Limpieza</a>' in Client().get("/d/poda/").content.decode()


def test_teams_have_no_teams(town: Cast, team: Department) -> None:
    sofia = Client()
    assert sofia.login(username="sofia", password=PASSWORD)
    below = NEW | {"word": "rama", "within": team.pk}
    assert sofia.post("/town/departments/new/", below).status_code == 422
    other = Department.objects.get(handle__word="aguas")
    told = {"name_es": "Limpieza", "icon": "bin", "order": "1", "within": other.pk}
    assert sofia.post("/town/departments/d/limpieza/", told).status_code == 422, "it has a team already"
    with pytest.raises(IntegrityError), transaction.atomic():
        Department.objects.filter(pk=team.pk).update(within=team.pk)
