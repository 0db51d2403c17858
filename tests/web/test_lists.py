# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists of cases: narrowed down, kept under a name, taken away as a file, walked along on paper."""

import csv
from collections.abc import Callable
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import Cast
from concejo.cases import actions as cases
from concejo.cases.models import Case, SavedFilter, State
from concejo.cases.rounds import round_of
from concejo.web.show.sheet import plain

Enter = Callable[[str], Client]
LAMP = "La farola de la calle Real, 3, está apagada."


def case_of(town: Cast, text: str, **hints: str) -> Case:
    post = town.hears("Alejandra", text, **hints)
    return Case.objects.get(number=next(one.number for one in Case.objects.all() if one.main == post.conversation))


def file_of(client: Client, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/tasks/list/cases.csv?{query}")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment")
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


def test_a_list_is_narrowed_down_and_kept_under_a_name_of_ones_own(town: Cast, signed_in: Enter):
    lamp, hole = case_of(town, LAMP), case_of(town, "Un bache en la calle Alfareros")
    miguel = signed_in("Miguel")
    query = "which=all&category=lamp"
    page = miguel.get(f"/tasks/list/?{query}").content.decode()
    assert lamp.number in page
    assert hole.number not in page
    kept = miguel.post("/tasks/list/keep/", {"name": "Lamps", "query": query + "&next=//evil.example"}, follow=True)
    assert "Lamps" in kept.content.decode()
    row = SavedFilter.objects.get()
    assert (row.person, row.query) == (town["Miguel"], query)
    assert "Lamps" not in signed_in("Pilar").get("/tasks/list/").content.decode()
    assert signed_in("Pilar").post(f"/tasks/list/{row.pk}/forget/").status_code == 404
    miguel.post(f"/tasks/list/{row.pk}/forget/")
    assert not SavedFilter.objects.exists()


def test_closed_and_mended_are_two_lists(town: Cast, signed_in: Enter):
    first, second = case_of(town, LAMP), case_of(town, "La farola de la plaza Mayor no luce")
    for one in (first, second):
        town.says("Rosario", "@miguel, por favor", to=one)
        town.says("Miguel", "Hecho.", to=one)
    second.refresh_from_db()
    cases.mended(second, by=second.reports.get().address)
    pilar = signed_in("Pilar")
    assert [row["number"] for row in file_of(pilar, "which=done")] == [first.number]
    (row,) = file_of(pilar, "which=mended")
    assert (row["number"], bool(row["closed"]), bool(row["mended"])) == (second.number, True, True)


def test_the_file_holds_what_the_reader_may_see_and_no_private_words_or_places(town: Cast, signed_in: Enter):
    lamp = case_of(town, LAMP)
    private = case_of(town, "Mi marido está enfermo, en la calle Real, 5", visibility="private")
    pilar = {row["number"]: row for row in file_of(signed_in("Pilar"), "which=all")}
    assert set(pilar) == {lamp.number, private.number}
    mine = pilar[private.number]
    assert (mine["title"], mine["place"], mine["lat"], mine["private"]) == ("", "", "", "yes")
    assert {row["number"] for row in file_of(signed_in("Miguel"), "which=all")} == {lamp.number}
    words = str([pilar[lamp.number], mine])
    assert "alejandra" not in words.lower()
    assert "enfermo" not in words


@pytest.mark.parametrize("words", ["=1+1", "+34", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =1", '=HYPERLINK("x")'])
def test_no_words_of_a_neighbour_are_a_formula(words: str):
    assert plain(words).startswith("'")
    assert plain(words)[1:] == words


def test_a_formula_in_a_message_arrives_as_words(town: Cast, signed_in: Enter):
    case_of(town, "=cmd|' /C calc'!A0 la farola de la calle Real no luce")
    (row,) = file_of(signed_in("Pilar"))
    assert row["title"].startswith("'=cmd")


def test_the_round_goes_from_each_to_the_nearest_next(town: Cast):
    places = [(37.20, -3.6), (37.23, -3.6), (37.21, -3.6), None, (37.22, -3.6)]
    rows = [Case(number=str(n), lat=at[0] if at else None, lon=at[1] if at else None) for n, at in enumerate(places)]
    stops = round_of(rows)
    assert [one.case.number for one in stops] == ["0", "2", "4", "1", "3"]
    assert [round(one.metres / 10) if one.metres else None for one in stops] == [None, 111, 111, 111, None]
    assert [one.case.number for one in round_of(rows, start=(37.24, -3.6))] == ["1", "4", "2", "0", "3"]


def test_miguel_prints_his_round(town: Cast, signed_in: Enter):
    lamp = case_of(town, LAMP)
    cases.assign(lamp, to=town["Miguel"], by=town["Pilar"])
    other = case_of(town, "La farola de la plaza Mayor no luce")
    page = signed_in("Miguel").get("/tasks/round/").content.decode()
    assert "1 case on the round" in page
    assert f"http://olivar.example/tasks/{lamp.number}/" in page
    assert other.number not in page
    away = signed_in("Miguel").get("/tasks/round/?lat=nan&lon=x")
    assert away.status_code == 200


def test_lists_ask_the_same_number_of_questions_however_long_they_are(town: Cast, signed_in: Enter):
    lamp = case_of(town, LAMP)
    cases.assign(lamp, to=town["Miguel"], by=town["Pilar"])
    miguel = signed_in("Miguel")
    paths = ("/tasks/list/?which=all", "/tasks/list/cases.csv?which=all", "/tasks/round/")
    before = [_queries(miguel, path) for path in paths]
    for number in range(4, 9):
        more = case_of(town, f"La farola de la calle Real, {number}, está apagada.")
        cases.assign(more, to=town["Miguel"], by=town["Pilar"])
    assert [_queries(miguel, path) for path in paths] == before


def _queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_a_case_leads_to_others_and_private_ones_stay_unseen(town: Cast, signed_in: Enter):
    lamp, cable = case_of(town, LAMP), case_of(town, "La farola de la plaza Mayor no luce")
    private = case_of(town, "Mi marido está enfermo", visibility="private")
    pilar = signed_in("Pilar")
    for other in (cable, private):
        assert pilar.post(f"/tasks/{lamp.number}/link/", {"number": other.number}).status_code == 302
    assert set(lamp.see_also.all()) == {cable, private}
    assert lamp.state == State.RECEIVED
    page = Client().get(f"/c/{lamp.number}/").content.decode()
    assert cable.number in page
    assert private.number not in page
    assert lamp.number in Client().get(f"/c/{cable.number}/").content.decode()
    assert private.number in pilar.get(f"/tasks/{lamp.number}/").content.decode()
    pilar.post(f"/tasks/{lamp.number}/unlink/", {"number": private.number})
    assert list(lamp.see_also.all()) == [cable]


def test_who_may_not_open_a_private_case_cannot_find_it_by_leading_to_it(town: Cast, signed_in: Enter):
    lamp = case_of(town, LAMP)
    cases.assign(lamp, to=town["Miguel"], by=town["Pilar"])
    private = case_of(town, "Mi marido está enfermo", visibility="private")
    miguel = signed_in("Miguel")
    page = miguel.post(f"/tasks/{lamp.number}/link/", {"number": private.number}, follow=True).content.decode()
    nobody = miguel.post(f"/tasks/{lamp.number}/link/", {"number": "2026-9999"}).status_code
    assert not lamp.see_also.exists()
    assert "That cannot be done" in page
    assert nobody == 422


def test_an_employee_puts_cases_on_the_round_of_today(town: Cast, signed_in: Enter):
    near = case_of(town, "La farola de la plaza Mayor no luce.")
    far, left = case_of(town, "La farola de la calle Alfareros, 3, no luce."), case_of(town, LAMP)
    miguel = signed_in("Miguel")
    page = miguel.get("/tasks/list/?which=open").content.decode()
    assert f"/tasks/{near.number}/mark/" in page, "one press on the list"
    assert f"/tasks/{near.number}/mark/" in miguel.get(f"/tasks/{near.number}/").content.decode(), "or on its page"
    for one in (far, near):
        back = miguel.post(f"/tasks/{one.number}/mark/", {"next": "/tasks/list/?which=open"})
        assert back["Location"] == "/tasks/list/?which=open"
    assert miguel.post(f"/tasks/{near.number}/mark/", {"next": "https://evil.example/"})["Location"].endswith(
        f"/tasks/{near.number}/"
    )
    listed = miguel.get("/tasks/list/?which=round").content.decode()
    assert near.number in listed
    assert left.number not in listed
    sheet = miguel.get("/tasks/round/?lat=37.221&lon=-3.6").content.decode()
    assert 0 < sheet.index(far.number) < sheet.index(near.number), "from where one stands, the nearest first"
    assert left.number not in sheet
    assert near.number not in signed_in("Pilar").get("/tasks/list/?which=round").content.decode(), "one's own"
    town.says("Rosario", "@miguel, por favor", to=near)
    town.says("Miguel", "Hecho.", to=near)
    miguel.post(f"/tasks/{far.number}/mark/", {"off": "1"})
    assert "/mark/" not in miguel.get("/tasks/list/?which=round").content.decode(), "what is done is off by itself"


def test_what_one_may_not_see_cannot_be_put_on_a_round(town: Cast, signed_in: Enter):
    town.hears("Alejandra", "Necesito hablar con alguien de un recibo", visibility="private")
    case = Case.objects.get()
    assert signed_in("Dolores").post(f"/tasks/{case.number}/mark/").status_code == 404
