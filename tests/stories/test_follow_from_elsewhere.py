# SPDX-License-Identifier: AGPL-3.0-or-later
"""Ana has an account on another server: from the department's page to "follow" there, in two steps."""

import json

import pytest
from django.test import Client

from cast import Cast
from concejo.channels import stances
from concejo.core import http
from concejo.fediverse import follow, remote
from concejo.web.addresses import ACTOR, FOLLOW_FROM

PAGE = "/follow-from/alumbrado/"
SUBSCRIBE = "http://ostatus.org/schema/1.0/subscribe"


@pytest.fixture
def asked(monkeypatch):
    """Other servers answer from here: what they were asked, and what they say."""
    told: dict[str, object] = {"asked": [], "links": []}

    def get(url, **_how):
        told["asked"].append(url)
        if isinstance(told["links"], Exception):
            raise told["links"]
        return http.Reply(200, {}, json.dumps({"links": told["links"]}).encode())

    monkeypatch.setattr(remote.http, "get", get)
    return told


def sends(account: str) -> tuple[int, str]:
    answer = Client().post(PAGE, {"account": account}, headers={"accept-language": "en"})
    return answer.status_code, answer.content.decode()


def test_from_the_departments_page_to_her_own_server(town: Cast, asked) -> None:
    page = Client().get("/d/alumbrado/").content.decode()
    assert f'href="{FOLLOW_FROM.format(word="alumbrado")}"' in page
    named = ACTOR.format(word="alumbrado")
    assert f'<link rel="alternate" type="application/activity+json" href="{named}">' in page
    assert Client().get(named, headers={"accept": "application/activity+json"}, follow=True).json()["inbox"]
    question = Client().get(PAGE).content.decode()
    assert "@alumbrado@olivar.example" in question
    asked["links"] = [{"rel": SUBSCRIBE, "template": "https://social.example/authorize?uri={uri}"}]
    status, page = sends("@Ana@Social.example")
    assert status == 200
    assert 'href="https://social.example/authorize?uri=acct%3Aalumbrado%40olivar.example"' in page
    assert "Go on at social.example" in page
    assert asked["asked"] == ["https://social.example/.well-known/webfinger?resource=acct%3Aana%40social.example"]


def test_the_address_of_her_profile_does_as_well(town: Cast, asked) -> None:
    asked["links"] = [{"rel": SUBSCRIBE, "template": "https://social.example/a?u={uri}"}]
    assert "https://social.example/a?u=acct" in sends("https://social.example/@ana")[1]


@pytest.mark.parametrize(
    "links",
    [
        [],
        [{"rel": SUBSCRIBE, "template": "javascript:alert({uri})"}],
        [{"rel": SUBSCRIBE, "template": "https://evil.example/"}],
        [{"rel": SUBSCRIBE, "template": 7}],
        "nothing",
        http.Unreachable("too slow"),
        http.Forbidden("the address leads inside"),
    ],
)
def test_a_server_that_says_nothing_of_use_is_asked_as_most_are(town: Cast, asked, links) -> None:
    asked["links"] = links
    status, page = sends("ana@social.example")
    assert status == 200
    assert "https://social.example/authorize_interaction?uri=acct%3Aalumbrado%40olivar.example" in page
    assert "javascript:" not in page.replace("htmx", "")


@pytest.mark.parametrize("account", ["", "ana", "@ana", "ana@", "ana@social example", "a@b@c", "<b>@x.example"])
def test_what_is_no_account_is_said(town: Cast, asked, account: str) -> None:
    status, page = sends(account)
    assert status == 422
    assert not asked["asked"]
    assert "ana@social.example" in page


def test_a_server_that_is_shut_out_is_not_led_to(town: Cast, asked) -> None:
    stances.take("fediverse", "social.example", "suspend", by=town["Sofía"])
    assert sends("ana@social.example")[0] == 422


def test_never_more_than_two_threads_wait_for_other_servers(town: Cast, asked) -> None:
    asked["links"] = [{"rel": SUBSCRIBE, "template": "https://social.example/a?u={uri}"}]
    for _turn in range(2):
        assert follow._asking.acquire(blocking=False)
    try:
        assert "authorize_interaction" in sends("ana@social.example")[1]
        assert not asked["asked"]
    finally:
        follow._asking.release(2)


def test_what_is_no_account_of_the_towns_is_not_there(town: Cast) -> None:
    assert Client().get("/follow-from/nadie/").status_code == 404
    assert Client().get("/actors/named/miguel").status_code == 404
