# SPDX-License-Identifier: AGPL-3.0-or-later
"""What waits, many at once, announcements, one's own settings."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import Cast, photo
from concejo.cases import actions as cases
from concejo.cases.models import Case, State
from concejo.people.models import Person
from concejo.square.models import Post
from concejo.town.models import Department

Enter = Callable[[str], Client]
LAMP = "La farola de la calle Real, 3, está apagada."


def some(town: Cast, many: int) -> list[Case]:
    posts = [
        town.hears("Alejandra", f"La farola {many}-{number} de la calle Real está apagada.") for number in range(many)
    ]
    return [Case.objects.get(conversation=post.conversation) for post in posts]


def test_the_mayor_sees_what_waits_with_whom(town: Cast, signed_in: Enter) -> None:
    (case,) = some(town, 1)
    cases.assign(case, to=town["Miguel"], by=town["Pilar"])
    page = signed_in("Rosario").get("/waits/").content.decode()
    assert "<b>1 case</b> is open." in page
    assert "Miguel" in page
    assert "Alumbrado" in page
    assert f"person={town['Miguel'].pk}" in page


def test_the_mayors_list_of_one_colleague(town: Cast, signed_in: Enter) -> None:
    mine, other = some(town, 2)
    cases.assign(mine, to=town["Miguel"], by=town["Pilar"])
    page = signed_in("Rosario").get(f"/tasks/?tab=open&person={town['Miguel'].pk}").content.decode()
    assert mine.number in page
    assert other.number not in page


def test_private_matters_are_numbers_to_the_mayor(town: Cast, signed_in: Enter) -> None:
    town.hears("Alejandra", "Es por la ayuda de mi madre.", visibility="private")
    case = Case.objects.get()
    page = signed_in("Rosario").get("/waits/").content.decode()
    assert case.number in page
    assert "ayuda" not in page
    assert case.number not in signed_in("Inés").get("/waits/").content.decode()


@pytest.mark.parametrize(("name", "path"), [("Rosario", "/waits/"), ("Pilar", "/bulk/"), ("Rosario", "/mine/")])
def test_as_many_questions_for_forty_as_for_five(town: Cast, signed_in: Enter, name: str, path: str) -> None:
    browser, asked = signed_in(name), []
    browser.get(path)
    for many in (5, 12):
        for case in some(town, many):
            cases.assign(case, to=town["Miguel"], by=town["Rosario"])
            town.says("Rosario", "Gracias por avisar.", to=case)
        with CaptureQueriesContext(connection) as found:
            browser.get(path)
        asked.append(len(found))
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    ("act", "told", "state"),
    [
        ("assign", "to", State.ASSIGNED),
        ("category", "kind", State.RECEIVED),
        ("decline", "text", State.DECLINED),
    ],
)
def test_many_at_once_after_a_second_look(town: Cast, signed_in: Enter, act: str, told: str, state: State) -> None:
    chosen = some(town, 3)
    pilar = signed_in("Pilar")
    form = {"act": act, "chosen": [str(one.pk) for one in chosen]}
    page = pilar.post("/bulk/confirm/", form).content.decode()
    assert all(one.number in page for one in chosen)
    assert {one.state for one in Case.objects.all()} == {State.RECEIVED}
    value = {"to": f"person:{town['Miguel'].pk}", "kind": "pavement", "text": "Se cambian todas en enero."}[told]
    pilar.post("/bulk/confirm/", form | {"sure": "1", told: value})
    assert {one.state for one in Case.objects.all()} == {state}
    if act == "category":
        assert {one.category.slug for one in Case.objects.all()} == {"pavement"}
    if act == "decline":
        assert Post.objects.filter(speaker=town["Pilar"]).count() == 3


def test_many_are_joined_into_one(town: Cast, signed_in: Enter) -> None:
    chosen = some(town, 3)
    form = {"act": "join", "chosen": [str(one.pk) for one in chosen], "sure": "1", "into": chosen[0].number}
    signed_in("Pilar").post("/bulk/confirm/", form)
    assert Case.objects.filter(joined_to=chosen[0]).count() == 2


def test_nothing_chosen_nothing_done(town: Cast, signed_in: Enter) -> None:
    page = signed_in("Pilar").post("/bulk/confirm/", {"act": "decline"}, follow=True).content.decode()
    assert "Please choose the cases first." in page


def test_a_department_announces_and_the_ledger_knows_who_typed(town: Cast, signed_in: Enter, client: Client) -> None:
    department = Department.objects.get(handle__word="alumbrado")
    told = {"voice": str(department.pk), "text": "Mañana se corta la luz en la calle Real.", "alt": "Un cable"}
    picture = SimpleUploadedFile("a.jpg", photo(), "image/jpeg")
    page = signed_in("Miguel").post("/announce/", told | {"photo": picture}, follow=True).content.decode()
    assert "Undo" in page
    post = Post.objects.get()
    assert (post.department, post.speaker, post.media.get().alt) == (department, town["Miguel"], "Un cable")
    assert "se corta la luz" in client.get("/").content.decode()


def test_nobody_speaks_for_a_department_that_is_not_theirs(town: Cast, signed_in: Enter) -> None:
    department = Department.objects.get(handle__word="limpieza")
    assert signed_in("Miguel").post("/announce/", {"voice": str(department.pk), "text": "Hola"}).status_code == 422


def test_words_are_changed_with_history_and_taken_away_with_a_tombstone(town: Cast, signed_in: Enter) -> None:
    miguel = signed_in("Miguel")
    miguel.post("/announce/", {"voice": "me", "text": "Mañana a las diez."})
    post = Post.objects.get()
    miguel.post(f"/mine/{post.pk}/edit/", {"text": "Mañana a las once."})
    post.refresh_from_db()
    assert (post.text, post.versions.get().text) == ("Mañana a las once.", "Mañana a las diez.")
    assert "Mañana a las diez." in miguel.get(f"/mine/{post.pk}/edit/").content.decode()
    assert signed_in("Pilar").get(f"/mine/{post.pk}/edit/").status_code == 404
    miguel.post(f"/mine/{post.pk}/delete/")
    post.refresh_from_db()
    assert (post.state, post.text) == (Post.State.DELETED, "")


def test_an_announcement_can_be_undone(town: Cast, signed_in: Enter) -> None:
    miguel = signed_in("Miguel")
    miguel.post("/announce/", {"voice": "me", "text": "Mañana a las diez."})
    post = Post.objects.get()
    miguel.post(f"/undo/{post.pk}/")
    post.refresh_from_db()
    assert post.state == Post.State.DELETED


def test_own_settings(town: Cast, signed_in: Enter) -> None:
    answer = signed_in("Miguel").post("/me/", {"notice": "morning", "language": "fr"})
    assert answer.cookies["lang"].value == "fr"
    miguel = Person.objects.get(pk=town["Miguel"].pk)
    assert (miguel.notice, miguel.language) == (Person.Notice.MORNING, "fr")
