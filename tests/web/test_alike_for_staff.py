# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk sees what is likely the same, joins it in one press, undoes it in half a minute, takes it apart later."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import Cast
from concejo.cases.models import Case, Category, State
from concejo.core import clock
from concejo.square.actions import UNDO
from concejo.web.forms_lists import WHICH, Filter

Enter = Callable[[str], Client]
LAMP = "La farola de la calle Real, 3, está apagada."
LISTS = [f"/tasks/list/?which={which}" for which, _label in WHICH] + ["/tasks/", "/tasks/?tab=late", "/bulk/"]


@pytest.fixture
def two(town: Cast) -> tuple[Case, Case]:
    town.hears("Alejandra", LAMP, media=[town.photo()])
    town.hears("Tomás", "No luce la farola de la calle Real, 3.")
    first, second = Case.objects.order_by("id")
    return first, second


def test_on_the_desk_and_beside_the_case_stand_the_same_cards(two: tuple[Case, Case], signed_in: Enter) -> None:
    first, second = two
    pilar = signed_in("Pilar")
    for path in (f"/desk/{second.conversation_id}/", f"/tasks/{second.number}/"):
        page = pilar.get(path).content.decode()
        for shown in ("The same?", first.number, "in the same street", "/media/", "Join them"):
            assert shown in page, path
    assert "The same?" not in signed_in("Miguel").get(f"/tasks/{second.number}/").content.decode()


def test_one_press_joins_and_half_a_minute_undoes_it(two: tuple[Case, Case], signed_in: Enter) -> None:
    first, second = two
    pilar = signed_in("Pilar")
    page = pilar.post(f"/desk/{second.conversation_id}/join/", {"number": first.number}, follow=True).content.decode()
    assert f"Joined to {first.number}." in page
    assert f"/desk/{second.conversation_id}/part/" in page
    with clock.at(clock.now() + UNDO + timedelta(seconds=1)):
        late = pilar.get(f"/desk/?joined={second.conversation_id}", follow=True).content.decode()
        assert f"Joined to {first.number}." not in late, "by then they have heard"
        assert "Not the same as" in pilar.get(f"/tasks/{second.number}/").content.decode()
    pilar.post(f"/desk/{second.conversation_id}/part/")
    second.refresh_from_db()
    assert (second.state, second.joined_to) == (State.RECEIVED, None)


@pytest.mark.parametrize("path", ["/desk/?joined=x", "/desk/?joined=1", "/desk/?joined="])
def test_a_number_that_is_nobodys_undoes_nothing(two: tuple[Case, Case], signed_in: Enter, path: str) -> None:
    assert signed_in("Pilar").get(path, follow=True).status_code == 200


def test_every_list_asks_as_often_for_twenty_cases_as_for_three(town: Cast, signed_in: Enter) -> None:
    pilar, rosario = signed_in("Pilar"), signed_in("Rosario")
    asked: dict[str, list[int]] = {path: [] for path in [*LISTS, "/waits/"]}
    for many in (3, 17):
        for _one in range(many):
            town.hears("Alejandra", LAMP)
        for path, counts in asked.items():
            browser = rosario if path == "/waits/" else pilar
            browser.get(path)
            with CaptureQueriesContext(connection) as few:
                assert browser.get(path).status_code == 200
            counts.append(len(few))
    assert {path: counts for path, counts in asked.items() if counts[0] != counts[1]} == {}


@pytest.mark.django_db
def test_a_long_choice_is_written_as_django_would() -> None:
    Category.objects.create(slug="odd", name={"es": "<b>«Raro» & más</b>"})
    form = Filter({"category": "odd"})
    written = str(form["category"])
    assert '<option value="odd" selected>&lt;b&gt;«Raro» &amp; más&lt;/b&gt;</option>' in written
    assert written.startswith('<select name="category" id="id_category">')
    assert written.count("selected") == 1
