# SPDX-License-Identifier: AGPL-3.0-or-later
"""The worklist and the page of a case: done with a photo in one tap, answered, planned, handed over, undone."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import Cast, address, photo
from concejo.cases import actions as cases
from concejo.cases.models import Case, State
from concejo.core import clock
from concejo.people.models import Look, Substitution
from concejo.square import actions as square
from concejo.square.models import Conversation, Media, Post
from concejo.square.pictures import keep, prepare
from concejo.web.views.staff import work

Enter = Callable[[str], Client]
LAMP = "La farola de la calle Real, 3, está apagada."


def lamp(town: Cast, text: str = LAMP, **hints: str) -> Case:
    post = town.hears("Alejandra", text, **hints)
    case = Case.objects.order_by("-pk").first()
    assert case is not None
    assert case.main == post.conversation
    cases.assign(case, to=town["Miguel"], by=town["Pilar"])
    return case


def upload(name: str = "lamp.jpg", data: bytes = b"") -> BytesIO:
    file = BytesIO(data or photo())
    file.name = name
    return file


def test_the_worklist_says_how_many_and_shows_the_words(town: Cast, signed_in: Enter) -> None:
    case = lamp(town)
    page = signed_in("Miguel").get("/tasks/").content.decode()
    assert "You have 1 case today" in page
    assert LAMP.rstrip(".") in page
    assert f"/tasks/{case.number}/photo/" in page
    assert "alejandra@" not in page


def test_done_with_a_photo_is_one_tap(town: Cast, signed_in: Enter) -> None:
    case = lamp(town)
    answer = signed_in("Miguel").post(f"/tasks/{case.number}/photo/", {"photo": upload()})
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.state == State.DONE
    said = case.main.posts.get(speaker=town["Miguel"])
    assert said.department.handle.word == "alumbrado"
    assert said.media.get().is_public
    town.does_what_follows()
    assert [one.cause for one in town.told("Alejandra")] == ["received", "post"]


def test_what_is_no_photo_is_refused_with_a_sentence_and_nothing_happens(town: Cast, signed_in: Enter) -> None:
    case = lamp(town)
    answer = signed_in("Miguel").post(
        f"/tasks/{case.number}/photo/", {"photo": upload("a.jpg", b"not a picture")}, follow=True
    )
    assert "not a photo that we can open" in answer.content.decode()
    case.refresh_from_db()
    assert case.state == State.ASSIGNED


def test_done_without_a_photo_needs_a_sentence(town: Cast, signed_in: Enter) -> None:
    case = lamp(town)
    miguel = signed_in("Miguel")
    assert miguel.post(f"/tasks/{case.number}/done/", {"text": " "}).status_code == 422
    assert miguel.post(f"/tasks/{case.number}/done/", {"text": "Cambiada la bombilla."}).status_code == 302
    case.refresh_from_db()
    assert case.state == State.DONE


def test_an_answer_is_read_by_the_desk(town: Cast, signed_in: Enter) -> None:
    case = lamp(town)
    miguel = signed_in("Miguel")
    page = miguel.post(f"/tasks/{case.number}/", {"text": "La mira mi compañera @lucia."}, follow=True)
    assert "Lucía has the case" in page.content.decode()
    case.refresh_from_db()
    assert case.in_charge == town["Lucía"]
    signed_in("Lucía").post(f"/tasks/{case.number}/", {"text": "Hecho.", "photo": upload()})
    case.refresh_from_db()
    assert case.state == State.DONE


def test_an_answer_can_be_undone_for_half_a_minute_and_the_case_is_as_before(town: Cast, signed_in: Enter) -> None:
    case = lamp(town)
    miguel = signed_in("Miguel")
    page = miguel.post(f"/tasks/{case.number}/", {"text": "Hecho."}, follow=True).content.decode()
    post = Post.objects.get(speaker=town["Miguel"])
    assert f"/undo/{post.pk}/" in page
    miguel.post(f"/undo/{post.pk}/")
    case.refresh_from_db()
    post.refresh_from_db()
    assert (post.state, case.state, case.closed_at) == (Post.State.DELETED, State.ASSIGNED, None)
    assert Conversation.objects.get(pk=case.main.pk).waits_since is not None
    town.does_what_follows()
    assert [one.cause for one in town.told("Alejandra")] == ["received"]


def test_nobody_undoes_the_words_of_another(town: Cast, signed_in: Enter) -> None:
    case = lamp(town)
    signed_in("Miguel").post(f"/tasks/{case.number}/", {"text": "Voy."})
    post = Post.objects.get(speaker=town["Miguel"])
    assert signed_in("Pilar").post(f"/undo/{post.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("act", "told", "state"),
    [
        ("plan", {"day": "2030-01-15"}, State.PLANNED),
        ("start", {}, State.UNDER_WAY),
        ("ask", {"text": "¿Qué número es?"}, State.WAITING),
        ("not-ours", {"body": "Diputación", "text": "Se lo hemos pasado a la Diputación."}, State.NOT_OURS),
        ("decline", {"text": "Es de noche y debe ser así."}, State.DECLINED),
        ("done", {"text": "Cambiada."}, State.DONE),
    ],
)
def test_what_can_be_done(town: Cast, signed_in: Enter, act: str, told: dict[str, str], state: State) -> None:
    case = lamp(town)
    miguel = signed_in("Miguel")
    assert miguel.get(f"/tasks/{case.number}/{act}/").status_code == 200
    assert miguel.post(f"/tasks/{case.number}/{act}/", told).status_code == 302
    case.refresh_from_db()
    assert case.state == state


def test_handing_over_and_opening_again(town: Cast, signed_in: Enter) -> None:
    case = lamp(town)
    miguel = signed_in("Miguel")
    miguel.post(f"/tasks/{case.number}/hand/", {"to": f"person:{town['Lucía'].pk}", "text": "Lucía la mira."})
    case.refresh_from_db()
    assert case.in_charge == town["Lucía"]
    miguel.post(f"/tasks/{case.number}/done/", {"text": "Cambiada."})
    miguel.post(f"/tasks/{case.number}/again/", {"text": ""})
    case.refresh_from_db()
    assert (case.state, case.reopened) == (State.ASSIGNED, 1)


def test_notes_stay_among_colleagues(town: Cast, signed_in: Enter, client: Client) -> None:
    case = lamp(town)
    miguel = signed_in("Miguel")
    miguel.post(f"/tasks/{case.number}/note/", {"text": "Falta el balasto en el almacén."})
    assert "Falta el balasto" in miguel.get(f"/tasks/{case.number}/").content.decode()
    assert "Falta el balasto" not in client.get(f"/c/{case.number}/").content.decode()
    stored = Post.objects.get(conversation__visibility="internal")
    assert stored.text == ""
    town.does_what_follows()
    assert [one.cause for one in town.told("Alejandra")] == ["received"]


def test_a_private_case_is_for_its_department_and_each_look_is_written_down(town: Cast, signed_in: Enter) -> None:
    case = lamp(town, "La farola de la calle Real alumbra mi cama.", visibility="private")
    assert signed_in("Dolores").get(f"/tasks/{case.number}/").status_code == 404
    assert signed_in("Andrés").get(f"/tasks/{case.number}/").status_code == 404
    assert "alumbra mi cama" not in signed_in("Miguel").get("/tasks/").content.decode()
    assert not Look.objects.exists()
    assert "alumbra mi cama" in signed_in("Miguel").get(f"/tasks/{case.number}/").content.decode()
    assert Look.objects.get().about == case.ref


def test_the_mayor_gives_a_reason_first(town: Cast, signed_in: Enter) -> None:
    case = lamp(
        town, "La farola de la calle Real alumbra mi cama.", visibility="private", media=[keep(prepare(photo()))]
    )
    mayor = signed_in("Rosario")
    picture = f"/sealed/{Media.objects.get().name}/"
    assert mayor.get(picture).status_code == 404
    first = mayor.get(f"/tasks/{case.number}/").content.decode()
    assert "alumbra mi cama" not in first
    assert "private matter" in first
    assert mayor.post(f"/tasks/{case.number}/", {"reason": "x"}).status_code == 422
    assert not Look.objects.exists()
    answer = mayor.post(f"/tasks/{case.number}/", {"reason": "She asked me in the street."}, follow=True)
    assert "alumbra mi cama" in answer.content.decode()
    assert mayor.get(picture).status_code == 200
    assert Look.objects.get().reason == "She asked me in the street."
    assert mayor.post(f"/tasks/{case.number}/", {"text": "Hola"}).status_code == 403


def test_whoever_stands_in_sees_the_work(town: Cast, signed_in: Enter) -> None:
    case = lamp(town)
    today = clock.now().date()
    Substitution.objects.create(
        person=town["Miguel"], substitute=town["Lucía"], since=today, until=today + timedelta(days=3)
    )
    page = signed_in("Lucía").get("/tasks/?tab=mine").content.decode()
    assert case.number in page
    assert "You have 1 case today" in page


def test_thanks_of_neighbours_stand_at_the_end(town: Cast, signed_in: Enter) -> None:
    case = lamp(town)
    miguel = signed_in("Miguel")
    miguel.post(f"/tasks/{case.number}/done/", {"text": "Cambiada la bombilla."})
    case.refresh_from_db()
    with clock.at(clock.now() + timedelta(hours=1)):
        square.say(case.main, square.Words(text="¡Ya luce, gracias!", via="web"), author=address("Alejandra"))
        cases.mended(case, by=address("Alejandra"))
    assert "¡Ya luce, gracias!" in miguel.get("/tasks/").content.decode()


@pytest.mark.parametrize("tab", ["mine", "department", "unanswered", "late"])
def test_the_worklist_asks_as_often_for_forty_as_for_five(town: Cast, signed_in: Enter, tab: str) -> None:
    asked = []
    miguel = signed_in("Miguel")
    miguel.get("/tasks/")
    for many in (5, 12):
        for number in range(many):
            lamp(town, f"La farola {many}-{number} de la calle Real está apagada.")
        with CaptureQueriesContext(
            connection,
        ) as found:
            miguel.get(f"/tasks/?tab={tab}")
        asked.append(len(found))
    assert asked[0] == asked[1]


def test_beyond_what_anybody_counts_a_tab_says_only_that_there_are_more(
    town: Cast, signed_in: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "MOST", 2)
    for _one in range(3):
        town.hears("Alejandra", "La farola de la calle Real, 3, está apagada.")
    for case in Case.objects.all():
        cases.assign(case, to=town["Miguel"], by=town["Pilar"])
    page = signed_in("Miguel").get("/tasks/").content.decode()
    assert "You have more than 2 cases today" in page
    assert "2+" in page
