# SPDX-License-Identifier: AGPL-3.0-or-later
"""A word about a case that is there already: who may say what by it, and what is wrong with one."""

from datetime import timedelta

import pytest

from api.conftest import App, xml
from cast import Cast
from concejo.cases import actions as cases
from concejo.cases.models import Case, ExternalBody, State
from concejo.channels import clients, hear, outside
from concejo.channels.contract import Outcome, Sent
from concejo.channels.kinds.open311 import client
from concejo.channels.models import ClientDay, Letter
from concejo.core import clock
from concejo.people import actions as people
from concejo.square import actions as square

pytestmark = pytest.mark.django_db
RIGHT = {
    "update_id": "7", "updated_datetime": "2026-11-30T09:00:00Z", "status": "OPEN", "description": "Sigue ahí.",
}  # fmt: skip


def heard(town: Cast) -> None:
    hear.hear_due()
    town.does_what_follows()


@pytest.fixture
def lamp(app: App, town: Cast) -> Case:
    """Reported by the app, without anybody's address, and done by Miguel."""
    number = app.reports()
    heard(town)
    case = Case.objects.get(number=number)
    post = square.say(case.main, square.Words(text="Cambiada.", via="web", language="es"), speaker=town["Miguel"])
    cases.done(case, by=town["Miguel"], post=post)
    return case


def says(app: App, case: Case, **changed: str) -> int:
    fields = RIGHT | {"service_request_id": case.number} | changed
    status: int = app.post("servicerequestupdates.json", **fields).status_code
    return status


@pytest.mark.parametrize(
    ("status", "after"), [("FIXED", State.MENDED), ("reopen", State.RECEIVED), ("OPEN", State.DONE)]
)
def test_the_key_that_reported_it_speaks_for_whoever_reported_it(
    app: App, lamp: Case, town: Cast, status: str, after: State
) -> None:
    assert says(app, lamp, status=status) == 200
    heard(town)
    lamp.refresh_from_db()
    assert lamp.state in {after, State.ASSIGNED if after == State.RECEIVED else after}
    assert "Sigue ahí." in [post.words for post in lamp.main.posts.all()]


def test_another_key_adds_a_word_and_confirms_nothing(app: App, lamp: Case, town: Cast) -> None:
    _other, key = clients.give_key("Otra", by=town["Sofía"])
    assert says(app, lamp, status="FIXED", api_key=key) == 200
    heard(town)
    lamp.refresh_from_db()
    assert lamp.state == State.DONE
    assert "Sigue ahí." in [post.words for post in lamp.main.posts.all()]


def test_a_mail_address_that_somebody_typed_in_waits_for_its_owner(app: App, lamp: Case, town: Cast) -> None:
    _other, key = clients.give_key("Otra", by=town["Sofía"])
    assert says(app, lamp, api_key=key, email="alejandra@vecinos.example") == 200
    heard(town)
    assert lamp.main.posts.get(text="Sigue ahí.").state == "held"


def test_the_same_update_twice_is_said_to_be_there(app: App, lamp: Case, town: Cast) -> None:
    assert says(app, lamp) == 200
    again = app.post("servicerequestupdates.xml", **RIGHT, service_request_id=lamp.number)
    assert again.status_code == 400
    assert "already exists" in (xml(again).findtext("error/description") or "")
    assert Letter.objects.filter(kind="open311").count() == 2
    day = ClientDay.objects.get()
    assert (day.reports, day.updates, day.again) == (1, 1, 1)


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"api_key": "wrong"}, 403), ({"service_request_id": "1999-0001"}, 404), ({"service_request_id": ""}, 400),
        ({"update_id": ""}, 400), ({"update_id": "x" * 81}, 400), ({"status": "MENDED"}, 400),
        ({"updated_datetime": "yesterday"}, 400), ({"description": "x" * 4001}, 400),
        ({"media_url": "http://169.254.169.254/latest"}, 400), ({"jurisdiction_id": "granada.example"}, 404),
        ({"email": "somebody"}, 400),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_update(app: App, lamp: Case, changed: dict[str, str], status: int) -> None:
    assert says(app, lamp, **changed) == status
    assert Letter.objects.filter(kind="open311").count() == 1


def test_a_private_case_is_not_there(app: App, lamp: Case, town: Cast) -> None:
    cases.keep_private(lamp, by=town["Pilar"])
    assert says(app, lamp) == 404


def test_a_wrong_key_is_said_to_be_wrong_also_to_whoever_only_asks(app: App, lamp: Case) -> None:
    assert app.get("servicerequestupdates.json", api_key="wrong").status_code == 403
    assert app.get("servicerequestupdates.json", api_key=app.key).status_code == 200


def test_a_body_that_says_very_much_is_heard_to_the_end(town: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand updates of a whole city may not be all: the next look begins where this one ended."""
    monkeypatch.setattr(outside, "MANY", 2)
    town.hears("Tomás", "Un bache en el puente de la calle Real.", category="pothole")
    case = Case.objects.get()
    body = ExternalBody.objects.create(
        name="Vega", address=people.meet("open311:to/vega"), open311={"url": "https://vega.example/v2", "how": "json"}
    )
    cases.forward(case, to=body, by=town["Pilar"])
    monkeypatch.setattr(client, "send", lambda *_: Sent(outcome=Outcome.SENT, external_id="7"))
    town.does_what_follows()
    at = (clock.now() + timedelta(minutes=3)).replace(microsecond=0)
    told = [
        {"service_request_id": number, "update_id": number, "status": "open", "description": "…",
         "updated_datetime": at.isoformat()}
        for number in ("8", "9")
    ]  # fmt: skip
    monkeypatch.setattr(client, "updates", lambda _end, **_since: told)
    with clock.at(at + timedelta(hours=2)):
        assert outside.ask_all() == 0, "of cases that we did not pass on nothing is heard"
    assert ExternalBody.objects.get().asked_at == at


def test_where_updates_are_not_known_cases_are_asked_for_in_addresses_that_fit(
    town: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def no_updates(_end: object, since: str) -> None:
        raise client.NotUnderstood(since)

    def some(_end: object, numbers: list[str]) -> list[dict[str, str]]:
        asked.append(len(numbers))
        return []

    monkeypatch.setattr(client, "updates", no_updates)
    monkeypatch.setattr(client, "requests", some)
    monkeypatch.setattr(outside, "_known", lambda _body, **_since: {f"{number}": None for number in range(120)})
    ExternalBody.objects.create(
        name="Vega", address=people.meet("open311:to/vega"), open311={"url": "https://vega.example/v2", "how": "json"}
    )
    outside.ask_all()
    assert asked == [50, 50, 20]
