# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town asks the neighbour and has no answer; a case lies too long. The calendar sees to both, over holidays too."""

from datetime import UTC, datetime, timedelta

import pytest

from cast import Cast, address
from concejo.cases import actions as cases
from concejo.cases import due
from concejo.cases.models import Case, Category, State
from concejo.channels.compose import compose
from concejo.channels.models import Delivery
from concejo.core import clock
from concejo.desk import reading as desk
from concejo.people.models import Role
from concejo.square import actions as square
from concejo.square.readings import Reading
from concejo.town.models import Department

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 30, 10, tzinfo=UTC)  # Tuesday 8 December is a holiday in Olivar


def asked(town: Cast) -> Case:
    """On Monday Miguel asks which lamp it is."""
    with clock.at(MONDAY):
        post = town.hears("Alejandra", "La farola de la calle Real está apagada.")
        case = Case.objects.get()
        cases.assign(case, to=town["Miguel"], by=town["Pilar"])
        words = square.Words(text="¿Qué farola es? Hay siete.", via="web", language="es")
        question = square.say(post.conversation, words, speaker=town["Miguel"])
        cases.ask_neighbour(case, by=town["Miguel"], post=question)
        town.does_what_follows()
    return case


def passes(town: Cast, case: Case, day: datetime) -> Case:
    """The worker looks at the calendar on that day."""
    with clock.at(day):
        due.when_due()
        town.does_what_follows()
    case.refresh_from_db()
    return case


def letters(town: Cast) -> list[str]:
    return [compose(one).text for one in town.told("Alejandra") if one.cause == "told"]


def test_after_five_working_days_the_question_comes_again_and_after_ten_more_the_case_ends(town: Cast):
    case = asked(town)
    passes(town, case, datetime(2026, 12, 7, 22, 59, tzinfo=UTC))
    assert not letters(town), "five working days end on Monday at midnight"
    passes(town, case, datetime(2026, 12, 8, 8, tzinfo=UTC))
    passes(town, case, datetime(2026, 12, 9, 8, tzinfo=UTC))
    (letter,) = letters(town)
    assert "¿Qué farola es? Hay siete." in letter
    assert "22 de diciembre" in letter, "ten working days after the holiday"
    assert case.state == State.WAITING
    passes(town, case, datetime(2026, 12, 22, 22, 59, tzinfo=UTC))
    assert case.state == State.WAITING, "the promised day is not over"
    passes(town, case, datetime(2026, 12, 22, 23, 1, tzinfo=UTC))
    assert (case.state, case.closed_at is not None) == (State.WITHDRAWN, True)
    assert len(letters(town)) == 2
    assert case.steps.get(act="unanswered").by == "house"


def test_an_answer_in_time_stops_the_calendar(town: Cast):
    case = asked(town)
    answers(town, case, "La del número 3.", MONDAY + timedelta(days=1))
    assert case.state == State.ASSIGNED
    passes(town, case, MONDAY + timedelta(days=60))
    assert case.state == State.ASSIGNED
    assert not letters(town)


def test_an_answer_after_the_end_opens_it_again_with_the_same_number(town: Cast):
    case = asked(town)
    passes(town, case, datetime(2026, 12, 9, 8, tzinfo=UTC))
    passes(town, case, datetime(2026, 12, 28, 8, tzinfo=UTC))
    assert case.state == State.WITHDRAWN
    answers(town, case, "Perdón, la del número 3.", datetime(2026, 12, 29, 8, tzinfo=UTC))
    assert (case.state, case.closed_at, case.in_charge) == (State.ASSIGNED, None, town["Miguel"])
    assert case.due_at > datetime(2026, 12, 29, tzinfo=UTC)
    assert Delivery.objects.filter(cause="work", to="miguel@personal.example").count() == 2


def test_a_stranger_does_not_open_it_again(town: Cast):
    town.hears("Tomás", "Un bache en la plaza Mayor")
    Case.objects.all().delete()
    case = asked(town)
    passes(town, case, datetime(2026, 12, 9, 8, tzinfo=UTC))
    passes(town, case, datetime(2026, 12, 28, 8, tzinfo=UTC))
    answers(town, case, "Yo también la he visto.", datetime(2026, 12, 29, 8, tzinfo=UTC), name="Tomás")
    assert case.state == State.WITHDRAWN


def test_whoever_chose_another_number_of_days_has_it(town: Cast):
    Category.objects.filter(slug="lamp").update(remind_after=1, end_after=1)
    case = asked(town)
    passes(town, case, datetime(2026, 12, 2, 8, tzinfo=UTC))
    passes(town, case, datetime(2026, 12, 4, 8, tzinfo=UTC))
    assert case.state == State.WITHDRAWN


def test_badly_late_the_head_hears_once_and_later_the_mayor(town: Cast):
    head = Role.objects.create(
        person=town["Lucía"],
        kind=Role.Kind.HEAD,
        department=Department.objects.get(handle__word="alumbrado"),
    )
    assert head
    Category.objects.filter(slug="lamp").update(days=2)
    with clock.at(MONDAY):
        town.hears("Alejandra", "La farola de la calle Real está apagada.")
    case = Case.objects.get()
    assert case.due_at == datetime(2026, 12, 2, 23, tzinfo=UTC)
    assert due.badly_late_at(case) == datetime(2026, 12, 9, 23, tzinfo=UTC), "four working days more, one a holiday"
    passes(town, case, datetime(2026, 12, 9, 22, 59, tzinfo=UTC))
    assert not told()
    passes(town, case, datetime(2026, 12, 10, 8, tzinfo=UTC))
    passes(town, case, datetime(2026, 12, 11, 8, tzinfo=UTC))
    assert told() == ["lucia@personal.example"]
    passes(town, case, datetime(2026, 12, 15, 8, tzinfo=UTC))
    passes(town, case, datetime(2026, 12, 30, 8, tzinfo=UTC))
    assert told() == ["lucia@personal.example", "rosario@personal.example"]
    with clock.at(datetime(2026, 12, 30, 9, tzinfo=UTC)):
        mail = compose(Delivery.objects.filter(cause="escalated").latest("made_at"))
        assert case.number in mail.subject
        assert list(due.badly_late()) == [case]


def test_where_there_is_no_head_the_mayor_hears_at_once(town: Cast):
    with clock.at(MONDAY):
        town.hears("Alejandra", "La farola de la calle Real está apagada.")
    case = Case.objects.get()
    at = due.badly_late_at(case)
    assert at is not None
    passes(town, case, at + timedelta(hours=1))
    assert told() == ["rosario@personal.example"]


def test_of_a_private_matter_the_letter_says_the_number_alone(town: Cast):
    with clock.at(MONDAY):
        town.hears("Alejandra", "El recibo de mi marido enfermo está mal.", visibility="private")
    case = Case.objects.get()
    at = due.badly_late_at(case)
    assert at is not None
    passes(town, case, at + timedelta(hours=1))
    with clock.at(at + timedelta(hours=1)):
        mail = compose(Delivery.objects.get(cause="escalated"))
    assert case.number in mail.subject
    assert "enfermo" not in mail.subject + mail.text


def told() -> list[str]:
    return list(Delivery.objects.filter(cause="escalated").order_by("made_at", "pk").values_list("to", flat=True))


def answers(town: Cast, case: Case, text: str, day: datetime, *, name: str = "Alejandra") -> None:
    with clock.at(day):
        words = square.Words(text=text, via="web", language="es")
        post = square.say(case.main, words, author=address(name))
        desk.read(Reading(post=post, text=text, address=address(name)))
        town.does_what_follows()
    case.refresh_from_db()
