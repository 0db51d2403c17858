# SPDX-License-Identifier: AGPL-3.0-or-later
"""What other servers answer is read leniently, and nothing in it is believed or opened that need not be."""

import json
from collections.abc import Callable

import pytest

from concejo.channels.contract import Outcome, Outgoing, Raw, Surroundings, Unreadable
from concejo.channels.kinds.open311 import client, envelope
from concejo.channels.kinds.open311.driver import driver
from concejo.core import clock, http

FACTS = {
    "body": "5", "url": "https://vega.example/open311/v2/", "how": "xml", "jurisdiction": "", "service_code": "12",
    "lat": "37.2", "long": "-3.6", "address_string": "calle Real", "description": "Un bache.\n\nhttps://here/c/1/",
    "link": "https://here/c/1/", "again": "",
}  # fmt: skip
AROUND = Surroundings(mail_domain="", public_url="", town_name="", settings={"key:5": "our-key"})
XML = b"<service_requests><request><service_request_id>77</service_request_id></request></service_requests>"
BOMB = b'<!DOCTYPE a [<!ENTITY b "c">]><a><b><service_request_id>&b;</service_request_id></b></a>'


def outgoing(cause: str = "forwarded", **facts: str) -> Outgoing:
    return Outgoing(key="k", to="to/5", subject="", text="", cause=cause, facts=FACTS | facts)


def answering(monkeypatch: pytest.MonkeyPatch, *replies: http.Reply | Exception) -> list[tuple[str, str, bytes]]:
    """Another server, as it answers one after the other; what it was asked."""
    told, asked = list(replies), []

    def ask(method: str, url: str, *, headers: object, body: bytes = b"", **_more: object) -> http.Reply:
        asked.append((method, url, body))
        reply = told.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply

    monkeypatch.setattr(http, "ask", ask)
    monkeypatch.setattr(http, "get", lambda url, **more: ask("GET", url, **more))
    return asked


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (http.Reply(200, body=XML), Outcome.SENT),
        (http.Reply(201, body=b'[{"service_request_id": "77"}]'), Outcome.SENT),
        (http.Reply(200, body=b'{"service_requests": [{"service_request_id": 77}]}'), Outcome.SENT),
        (http.Reply(200, body=b"<html>Welcome</html>"), Outcome.UNREACHABLE),
        (http.Reply(200, body=BOMB), Outcome.UNREACHABLE),
        (http.Reply(200, body=b"<a>" * 100_000), Outcome.UNREACHABLE),
        (http.Reply(200, body=b"[" * 100_000), Outcome.UNREACHABLE),
        (http.Reply(400, body=b'[{"code": "400", "description": "service_code"}]'), Outcome.INVALID),
        (http.Reply(403), Outcome.CONFIG),
        (http.Reply(429, {"retry-after": "90"}), Outcome.THROTTLED),
        (http.Reply(500), Outcome.UNREACHABLE),
        (http.Unreachable("too slow"), Outcome.UNREACHABLE),
        (http.Forbidden("inside"), Outcome.CONFIG),
    ],
)  # fmt: skip
def test_what_an_answer_means(monkeypatch: pytest.MonkeyPatch, reply: http.Reply | Exception, outcome: Outcome) -> None:
    asked = answering(monkeypatch, reply)
    sent = driver.send(outgoing(), AROUND)
    assert sent.outcome == outcome
    method, url, body = asked[0]
    assert (method, url) == ("POST", "https://vega.example/open311/v2/requests.xml")
    assert b"api_key=our-key" in body
    assert b"email" not in body
    if outcome == Outcome.SENT:
        assert sent.external_id == "77"
    if outcome == Outcome.THROTTLED:
        assert sent.retry_after == 90


def test_a_number_that_comes_later_has_a_token_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, http.Reply(200, body=b'[{"token": "t1"}]'))
    assert driver.send(outgoing(), AROUND).external_id == "token:t1"


def test_before_a_second_attempt_it_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    there = json.dumps([{"service_request_id": "8", "description": "Un bache.\n\nhttps://here/c/1/"}]).encode()
    asked = answering(monkeypatch, http.Reply(200, body=there))
    assert driver.send(outgoing(again="yes"), AROUND).external_id == "8"
    assert [method for method, _url, _body in asked] == ["GET"], "the first attempt had arrived: nothing is sent twice"


def test_an_update_that_is_there_already_has_arrived(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = {"service_request_id": "8", "update_id": "3", "updated_datetime": "2026-11-30T09:00:00Z", "status": "FIXED"}
    answering(monkeypatch, http.Reply(400, body=b"<errors><error><description>update_id already exists"))
    assert driver.send(outgoing("passed_back", **facts), AROUND).outcome == Outcome.SENT


@pytest.mark.parametrize(
    "reply",
    [
        lambda: http.Reply(200, {"content-type": "text/html"}, b"<html>a page</html>"),
        lambda: http.Reply(404, {"content-type": "image/jpeg"}, b"x"),
        lambda: http.Unreachable("the answer is too long"),
        lambda: http.Forbidden("the address leads inside"),
    ],
)
def test_a_picture_that_cannot_be_had_is_left_out_and_its_words_stay(
    monkeypatch: pytest.MonkeyPatch, reply: Callable[[], http.Reply | Exception]
) -> None:
    answering(monkeypatch, reply())
    told = envelope.Told(sender="open311:from/1/2", text="Un bache.", media_urls=("https://there.example/a.jpg",))
    raw = envelope.write(told, (), envelope={"client": "1"}, at=clock.now())
    (said,) = driver.read(raw, AROUND)
    fetched = driver.fetch(said, AROUND)  # type: ignore[arg-type]
    assert (fetched.text, fetched.enclosures, fetched.elsewhere) == ("Un bache.", (), ())


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"photos": 3}', b'{"photos": [], "sender": 1, "more": 2}'])
def test_a_letter_that_makes_no_sense_waits_for_a_person(body: bytes) -> None:
    with pytest.raises(Unreadable):
        driver.read(Raw(kind="open311", body=body, received_at=clock.now()), AROUND)


def test_errors_in_any_shape_are_read() -> None:
    assert client.rows(XML) == [{"service_request_id": "77"}]
