# SPDX-License-Identifier: AGPL-3.0-or-later
"""The counter and the telephone: written down in one go, a slip with a code, joined with one click, called back."""

import re
from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import Cast
from concejo.cases import actions as cases
from concejo.cases import questions
from concejo.cases.models import Case
from concejo.channels.calls import to_make
from concejo.channels.models import Delivery
from concejo.core.models import LedgerLine
from concejo.people.actions import meet
from concejo.people.models import Look
from concejo.square.models import Post

Enter = Callable[[str], Client]
LAMP = "La farola de la calle Real, 3, está apagada."


def told(**more: str) -> dict[str, str]:
    first = {
        "text": LAMP, "place": "calle Real, 3", "kind": "", "via": "counter", "answer_by": "slip", "contact": "",
        "visibility": "public", "name": "",
    }  # fmt: skip
    return first | more


def test_written_down_in_one_go_with_a_slip_that_works(town: Cast, signed_in: Enter, client: Client) -> None:
    pilar = signed_in("Pilar")
    page = pilar.post("/counter/", told(), follow=True).content.decode()
    case = Case.objects.get()
    assert case.number in page
    assert (case.category.slug, case.street.name) == ("lamp", "calle Real")
    post = Post.objects.get(conversation=case.conversation)
    assert (post.via, post.facts["noted_by"]) == ("counter", town["Pilar"].pk)
    assert LedgerLine.objects.filter(act="square.noted_down", by=town["Pilar"].ref).exists()
    slip = pilar.get(re.search(rf"/counter/{case.number}/slip/\w+/", page).group()).content.decode()
    code = re.search(r"\d{5}-[0-9A-F]{6}", slip).group()
    assert (
        client.post(
            "/slip/", {"number": case.number, "code": code}, headers={"origin": "http://testserver"}
        ).status_code
        == 302
    )
    picture = pilar.get(f"/counter/{case.number}/qr.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert code not in picture.content.decode()


def test_the_same_form_sent_twice_is_one_case(town: Cast, signed_in: Enter) -> None:
    pilar = signed_in("Pilar")
    for _again in range(2):
        pilar.post("/counter/", told(token="0123456789abcdef01234567"))
    assert Case.objects.count() == 1


def test_a_telephone_call_needs_a_number(town: Cast, signed_in: Enter) -> None:
    pilar = signed_in("Pilar")
    assert pilar.post("/counter/", told(answer_by="phone", contact="x")).status_code == 422
    assert not Case.objects.exists()
    pilar.post("/counter/", told(answer_by="phone", via="phone", contact="958 00 07 31"))
    assert Case.objects.get().reports.get().address.urn == "tel:+34958000731"


def test_what_is_open_already_is_offered_and_joined_with_one_click(town: Cast, signed_in: Enter) -> None:
    town.hears("Alejandra", LAMP)
    pilar = signed_in("Pilar")
    page = pilar.post("/counter/", told(text="No luce la farola de la calle Real, 3.")).content.decode()
    assert "Is it one of these?" in page
    case = Case.objects.get()
    pilar.post("/counter/", told(text="No luce la farola de la calle Real, 3.", join=case.number))
    assert Case.objects.count() == 1
    assert case.reports.count() == 2
    pilar.post("/counter/", told(text="Otra farola de la calle Real.", fresh="1"))
    assert Case.objects.count() == 2


def test_the_words_suggest_the_kind(town: Cast, signed_in: Enter) -> None:
    part = signed_in("Pilar").post("/counter/kind/", {"text": "una farola"}).content.decode()
    assert re.search(r'value="lamp" selected', part)


def test_private_at_the_counter_stays_private(town: Cast, signed_in: Enter, client: Client) -> None:
    signed_in("Pilar").post("/counter/", told(visibility="private", text="Es por la ayuda de mi madre."))
    case = Case.objects.get()
    assert case.is_private
    assert client.get(f"/c/{case.number}/").status_code == 404


def test_carmen_is_called_back_and_it_is_ticked(town: Cast, signed_in: Enter) -> None:
    town.hears("Carmen", LAMP, via="phone")
    case = Case.objects.get()
    cases.assign(case, to=town["Miguel"], by=town["Pilar"])
    town.says("Miguel", "Mañana paso antes de las siete.", to=case)
    pilar = signed_in("Pilar")
    page = pilar.get("/calls/").content.decode()
    assert "1 call to make" in page
    assert case.number in page
    assert not Look.objects.exists()
    (call,) = to_make()
    page = pilar.get(f"/calls/{call.address.pk}/").content.decode()
    assert "Mañana paso antes de las siete." in page
    assert "+34958000731" in page
    assert Look.objects.get().about == call.address.ref
    said = [str(row.pk) for row in call.deliveries]
    pilar.post(f"/calls/{call.address.pk}/", {"said": said, "nobody": "1"})
    assert to_make()[0].tried == 1
    pilar.post(f"/calls/{call.address.pk}/", {"said": said, "called": "1"})
    assert to_make() == []
    assert LedgerLine.objects.filter(act="channels.called", by=town["Pilar"].ref).count() == len(said)


def test_the_list_of_calls_asks_as_often_for_forty_as_for_five(town: Cast, signed_in: Enter) -> None:
    pilar, asked = signed_in("Pilar"), []
    town.hears("Carmen", LAMP, via="phone")
    sample = Delivery.objects.to_telephone().first()
    pilar.get("/calls/")
    for many in (4, 35):
        for number in range(many):
            address = meet(f"tel:+3495800{many}{number:02}")
            Delivery.objects.create(
                kind="counter", to=address.path, address=address, cause=sample.cause, subject=sample.subject,
                made_at=sample.made_at, next_at=sample.next_at, outcome="by_hand", work="done",
            )  # fmt: skip
        with CaptureQueriesContext(connection) as found:
            pilar.get("/calls/")
        asked.append(len(found))
    assert asked[0] == asked[1]


def test_what_a_kind_asks_stands_below_it_as_soon_as_it_is_known(town: Cast, signed_in: Enter) -> None:
    pilar = signed_in("Pilar")
    part = pilar.post("/counter/kind/", {"text": "Un contenedor roto"}).content.decode()
    assert "What is wrong with it?" in part.partition('id="asked"')[2]
    part = pilar.post("/counter/kind/", {"text": "Un contenedor roto", "kind": "tree"}).content.decode()
    assert "It needs pruning" in part, "another kind asks other things"
    part = pilar.post("/counter/kind/", {"text": "Mucho ruido en el bar"}).content.decode()
    assert "Only the town hall reads matters of this kind" in part


def test_what_the_town_must_know_holds_the_clerk_up_once_and_never_twice(town: Cast, signed_in: Enter) -> None:
    pilar = signed_in("Pilar")
    words = told(text="El contenedor de la calle Real, 3 está mal.")
    page = pilar.post("/counter/", words).content.decode()
    assert not Case.objects.exists()
    assert "What is wrong with it?" in page
    shown = re.search(r'name="shown" value="([^"]*)"', page).group(1)
    pilar.post("/counter/", words | {"shown": shown, "heard": "", "q_how": "broken", "q_number": "12"})
    case = Case.objects.get()
    assert questions.answers_of(case) == {"how": "broken", "number": "12"}
    assert {one.by for one in case.given.all()} == {case.reports.get().address.ref}, "the neighbour said it"
    other = told(text="El contenedor de la calle Alfareros está mal.", place="calle Alfareros", shown=shown, heard="")
    page = pilar.post("/counter/", other, follow=True).content.decode()
    assert Case.objects.count() == 2, "who does not know must not guess"
    assert f"/tasks/{Case.objects.latest('pk').number}/answers/" in page


def test_a_kind_that_only_would_like_to_know_holds_nobody_up(town: Cast, signed_in: Enter) -> None:
    signed_in("Pilar").post("/counter/", told())
    assert Case.objects.get().category.slug == "lamp"
