# SPDX-License-Identifier: AGPL-3.0-or-later
"""Limits: a flood is slowed down and then sent away; a village behind one address goes on."""

import pytest
from tests.front.running import Running

from concejo.front.asked import Asked, Refused
from concejo.front.limits import FORMS, PAGES, SIGN_IN, Door, Limits, door_of


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def asked(method: str, path: str, client: str = "10.0.0.1") -> Asked:
    return Asked(method, path, path.encode(), b"", {}, client, secure=False, server=("", 0), protocol="HTTP/1.1")


def test_a_village_behind_one_address_reports_a_storm() -> None:
    clock = Clock()
    limits = Limits(clock)
    waited = 0.0
    for _ in range(3500 * 5):  # everybody, five questions each, within an hour
        waited = max(waited, limits.wait(FORMS, "10.0.0.1"))
        clock.now += 3600 / (3500 * 5)
    assert waited == 0
    assert limits.refused == 0


def test_who_is_too_quick_waits_a_little_and_then_is_sent_away_for_a_while() -> None:
    clock, door = Clock(), Door("door", at_once=3, a_second=1)
    limits = Limits(clock)
    assert [limits.wait(door, "a") for _ in range(3)] == [0, 0, 0]
    assert [limits.wait(door, "a") for _ in range(8)] == [1, 2, 3, 4, 5, 6, 7, 8]
    with pytest.raises(Refused) as refused:
        limits.wait(door, "a")
    assert (refused.value.status, refused.value.after) == (429, 10)
    assert limits.wait(door, "b") == 0
    assert limits.wait(Door("other", 1, 1), "a") == 0
    clock.now += 4
    assert limits.wait(door, "a") == 5
    clock.now += 1000
    assert limits.wait(door, "a") == 0


def test_processes_share_the_work_and_the_limit() -> None:
    limits = Limits(Clock(), share=3)
    door = Door("door", at_once=3, a_second=3)
    assert limits.wait(door, "a") == 0
    assert limits.wait(door, "a") == 1


def test_doors() -> None:
    assert door_of(asked("GET", "/account/login/")) is PAGES
    assert door_of(asked("POST", "/account/login/")) is SIGN_IN
    assert door_of(asked("POST", "/speak/")) is FORMS


def test_a_household_with_ipv6_is_one_address() -> None:
    one, two = asked("GET", "/", "2001:db8:1:2::7"), asked("GET", "/", "2001:db8:1:2:ffff::1")
    other = asked("GET", "/", "2001:db8:1:3::7")
    assert one.neighbourhood == two.neighbourhood != other.neighbourhood
    assert asked("GET", "/", "fe80::1%eth0").neighbourhood == "fe80:0000:0000:0000"
    assert asked("GET", "/", "").neighbourhood == ""


def test_a_flood_gets_a_page_in_its_language_and_a_time(monkeypatch) -> None:
    monkeypatch.setattr("concejo.front.app.door_of", lambda _asked: Door("small", at_once=2, a_second=0.01))

    def page(environ, start_response):
        start_response("200 OK", [])
        return [b"ok"]

    with Running(page) as front:
        assert [front.ask(method="POST").status for _ in range(2)] == [200, 200]
        reply = front.ask("accept-language: fr", method="POST")
    assert reply.status == 429
    assert int(reply.headers["retry-after"]) > 60
    assert 'lang="fr"' in reply.body.decode()
