# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can happen on the way: reopened, joined, private, on holiday, nobody at the mail server."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client

from cast import Cast, address
from concejo.cases import actions as cases
from concejo.cases.models import Case, State
from concejo.channels import send
from concejo.channels.contract import Outcome, Sent
from concejo.channels.models import Delivery
from concejo.channels.work import until_quiet
from concejo.core import clock
from concejo.core.models import LedgerLine, Promise
from concejo.desk import reading as desk
from concejo.people.models import Substitution
from concejo.square import actions as square
from concejo.square import search
from concejo.square.models import Post
from concejo.square.readings import Reading

pytestmark = pytest.mark.django_db
OUT = "La farola de la calle Real, 3 está apagada."


def mended_case(town: Cast) -> Case:
    post = town.hears("Alejandra", OUT)
    case = Case.objects.get()
    town.says("Rosario", "@miguel, por favor", to=post)
    town.says("Miguel", "Hecho, prueba hecha.", to=case)
    case.refresh_from_db()
    return case


def writes_back(town: Cast, name: str, text: str, case: Case) -> None:
    post = square.say(case.main, square.Words(text=text, via="email", language="es"), author=address(name))
    desk.read(Reading(post=post, text=text, address=address(name)))
    town.does_what_follows()
    case.refresh_from_db()


@pytest.mark.parametrize("words", ["Sigue apagada.", "Toujours en panne !", "It is still broken, sorry."])
def test_still_broken_opens_it_again_and_the_electrician_learns_of_it(town: Cast, words: str) -> None:
    case = mended_case(town)
    writes_back(town, "Alejandra", words, case)
    assert (case.state, case.reopened, case.in_charge) == (State.ASSIGNED, 1, town["Miguel"])
    assert case.due_at > clock.now()
    assert Delivery.objects.filter(cause="work", to="miguel@personal.example").count() == 2


def test_a_stranger_reopens_nothing_but_is_heard(town: Cast) -> None:
    case = mended_case(town)
    town.hears("Tomás", "Un bache en la plaza Mayor")
    writes_back(town, "Tomás", "Sigue apagada.", case)
    assert case.state == State.DONE
    assert case.main.waits_since is not None, "it waits for the clerk"


def test_two_cases_are_joined_and_parted(town: Cast) -> None:
    town.hears("Alejandra", OUT)
    first = Case.objects.get()
    town.hears("Tomás", "La farola del 3 de la calle Real no luce")
    second = Case.objects.exclude(pk=first.pk).get()
    cases.join_cases(second, into=first, by=town["Pilar"])
    town.does_what_follows()
    assert Case.objects.get(pk=second.pk).state == State.JOINED
    town.says("Rosario", "Vamos mañana.", to=first)
    assert "post" in [one.cause for one in town.told("Tomás")], "everybody who joined hears everything"
    cases.part_cases(Case.objects.get(pk=second.pk), by=town["Pilar"])
    assert Case.objects.get(pk=second.pk).state == State.RECEIVED
    assert first.reports.count() == 1


def test_a_private_matter_stays_private(town: Cast) -> None:
    secret = "Necesito ayuda con el recibo, mi marido está enfermo"
    town.hears("Alejandra", secret, visibility="private")
    case = Case.objects.get()
    assert case.is_private
    client = Client()
    for path in (f"/c/{case.number}/", f"/t/{case.main.pk}/", "/c/2026-9999/"):
        assert client.get(path).status_code == 404, path
    for path in ("/", "/talk/", "/cases/?which=all", "/feed/", "/search/?q=marido", "/sitemap.xml"):
        page = client.get(path).content.decode()
        assert "enfermo" not in page, path
        assert case.number not in page, path
    assert not search.find("enfermo")
    written = [
        *LedgerLine.objects.values_list("facts", flat=True),
        *Promise.objects.values_list("arguments", flat=True),
    ]
    assert "enfermo" not in str(written)
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- names from the database itself
            assert secret not in str(cursor.fetchall()), table


def test_the_electrician_is_on_holiday(town: Cast) -> None:
    today = clock.now().date()
    Substitution.objects.create(
        person=town["Miguel"], substitute=town["Lucía"], since=today, until=today + timedelta(days=7)
    )
    post = town.hears("Alejandra", OUT)
    town.says("Rosario", "@miguel, ¿puede ir hoy?", to=post)
    case = Case.objects.get()
    assert case.in_charge == town["Lucía"]
    assert Delivery.objects.filter(cause="work", to="lucia@personal.example").exists()
    town.says("Lucía", "Reparada.", to=case)
    case.refresh_from_db()
    assert case.state == State.DONE


def test_work_is_told_at_half_past_seven_to_whoever_chose_so(town: Cast) -> None:
    miguel = town["Miguel"]
    miguel.notice = miguel.Notice.MORNING
    miguel.save()
    post = town.hears("Alejandra", OUT)
    town.says("Rosario", "@miguel, por favor", to=post)
    promise = Promise.objects.get(name="cases.work")
    assert promise.next_at.astimezone(post.at.tzinfo) > post.at
    local = promise.next_at.astimezone(ZoneInfo("Europe/Madrid"))
    assert (local.hour, local.minute) == (7, 30)


def test_nobody_at_the_mail_server_and_nothing_is_lost(town: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    driver = send.registry.drivers()["email"]
    monkeypatch.setattr(driver, "send", lambda *_: Sent(outcome=Outcome.UNREACHABLE, detail="no answer"))
    town.hears("Alejandra", OUT)
    waits = Delivery.objects.get(cause="received")
    assert (waits.work, waits.outcome, waits.attempts) == ("waiting", "unreachable", 1)
    assert waits.next_at > clock.now()
    monkeypatch.setattr(driver, "send", lambda *_: Sent(outcome=Outcome.SENT, external_id="1@olivar.example"))
    with clock.at(clock.now() + timedelta(hours=1)):
        until_quiet()
    waits.refresh_from_db()
    assert (waits.work, waits.outcome) == ("done", "sent")


def test_what_is_undone_in_time_never_leaves(town: Cast) -> None:
    post = town.hears("Alejandra", OUT)
    words = square.Words(text="Con prisa y mal escrito", via="web", language="es")
    answer = square.say(post.conversation, words, speaker=town["Rosario"])
    until_quiet()
    assert square.undo(answer, by=town["Rosario"])
    town.does_what_follows()
    assert [one.cause for one in town.told("Alejandra")] == ["received"]
    assert Post.objects.get(pk=answer.pk).words == ""
    late = town.says("Rosario", "Ahora sí", to=post)
    assert not square.undo(late, by=town["Rosario"])
