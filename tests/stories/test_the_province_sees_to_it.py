# SPDX-License-Identifier: AGPL-3.0-or-later
"""The road belongs to the province: the case is passed on by real mail, and its answer comes back into the case."""

import pytest
from django.test import Client
from tests.stories.conftest import letter

from cast import Cast, photo
from concejo.cases import actions as cases
from concejo.cases.models import Case, ExternalBody, State
from concejo.cases.states import NotAllowed
from concejo.channels.models import Delivery
from concejo.desk import reading as desk
from concejo.people import actions as people
from concejo.square import actions as square
from concejo.square.models import Post
from concejo.square.pictures import keep, prepare
from concejo.square.readings import Reading

pytestmark = [pytest.mark.django_db(transaction=True)]
PROVINCE = "carreteras@vecinos.example"  # the post office of the stories knows this domain
HOLE = "Hay un bache enorme en la calle Real, junto al puente."


def province() -> ExternalBody:
    address = people.meet(f"mailto:{PROVINCE}", name="Diputación de Granada")
    return ExternalBody.objects.create(name="Diputación de Granada", address=address, purpose="carreteras")


@pytest.mark.mail
@pytest.mark.slow
def test_the_letter_leaves_with_the_photo_and_the_answer_stands_in_the_case(town: Cast, post_office) -> None:
    town.hears("Alejandra", HOLE, media=[keep(prepare(photo()), shown=True)])
    case = Case.objects.get()
    cases.forward(case, to=province(), by=town["Pilar"])
    town.does_what_follows()
    case.refresh_from_db()
    assert case.state == State.UNDER_WAY

    (arrived,) = post_office.mailbox(PROVINCE)
    words = arrived.get_body(("plain",)).get_content()
    assert case.number in arrived["Subject"]
    for known in (case.number, "calle Real", HOLE, f"/c/{case.number}/"):
        assert known in words, known
    assert "alejandra" not in arrived.as_string().lower()
    assert [one.get_content_type() for one in arrived.iter_attachments()] == ["image/jpeg"]

    answer = letter(sender=PROVINCE, to=arrived["Reply-To"], text="Lo arreglamos el jueves.", answers=arrived)
    post_office.sends(answer, vouched=True)
    town.does_what_follows()
    said = Post.objects.latest("at")
    assert (said.conversation, said.state, said.speaker) == (case.main, Post.State.PUBLISHED, None)
    page = Client().get(f"/c/{case.number}/").content.decode()
    assert "Lo arreglamos el jueves." in page
    assert "Diputación de Granada" in page
    assert PROVINCE not in page
    assert [one.cause for one in town.told("Alejandra")] == ["received", "post"], "she hears what the province says"

    town.says("Rosario", "Gracias. Lo miramos el viernes.", to=case)
    assert len(post_office.mailbox(PROVINCE)) == 1, "what neighbours and town say to each other is not sent out"


@pytest.mark.mail
@pytest.mark.slow
def test_whoever_only_writes_its_name_on_the_letter_waits_for_staff(town: Cast, post_office) -> None:
    town.hears("Alejandra", HOLE)
    case = Case.objects.get()
    cases.forward(case, to=province(), by=town["Pilar"])
    town.does_what_follows()
    (arrived,) = post_office.mailbox(PROVINCE)
    post_office.sends(letter(sender=PROVINCE, to=arrived["Reply-To"], text="No haremos nada.", answers=arrived))
    town.does_what_follows()
    said = Post.objects.latest("at")
    assert (said.conversation, said.state, said.held_for) == (case.main, Post.State.HELD, "look")
    assert "No haremos nada." not in Client().get(f"/c/{case.number}/").content.decode()


def test_what_is_private_is_never_passed_on(town: Cast) -> None:
    town.hears("Alejandra", "Mi marido está enfermo y no llega la ambulancia", visibility="private")
    case = Case.objects.get()
    with pytest.raises(NotAllowed):
        cases.forward(case, to=province(), by=town["Pilar"])
    town.does_what_follows()
    assert not Delivery.objects.filter(cause="forwarded").exists()


def test_it_is_not_ours_and_closes_with_a_sentence(town: Cast) -> None:
    post = town.hears("Alejandra", HOLE)
    case = Case.objects.get()
    body = province()
    answer = town.says("Pilar", "La carretera es de la Diputación; se lo hemos pasado.", to=post)
    cases.forward(case, to=body, by=town["Pilar"], post=answer, closes=True)
    case.refresh_from_db()
    assert (case.state, case.closed_at is not None, case.mended_at) == (State.NOT_OURS, True, None)
    town.does_what_follows()
    assert Delivery.objects.filter(cause="forwarded", address=body.address).count() == 1


def test_the_province_neither_confirms_nor_answers_for_the_neighbour(town: Cast) -> None:
    town.hears("Alejandra", HOLE)
    case = Case.objects.get()
    body = province()
    cases.forward(case, to=body, by=town["Pilar"])
    question = town.says("Pilar", "¿A qué altura?", to=case)
    cases.ask_neighbour(case, by=town["Pilar"], post=question)
    for text in ("Ya está arreglado.", "Sí, arreglado.", "En el kilómetro 3."):
        post = square.say(case.main, square.Words(text=text, via="email", language="es"), author=body.address)
        desk.read(Reading(post=post, text=text, address=body.address))
        case.refresh_from_db()
        assert case.state == State.WAITING, text
