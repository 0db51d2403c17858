# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts and WebFinger are kept by the front like pages: quick, exact, and each face of an address by itself."""

import http.client
import json
from collections.abc import Iterator

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connection

from cast import Cast
from concejo.config import fronting
from concejo.core import changes
from concejo.fediverse.models import Actor
from concejo.town.models import Department
from front.running import Running

pytestmark = pytest.mark.django_db(transaction=True)
FINGER = "/.well-known/webfinger?resource=acct:alumbrado@olivar.example"
ACTIVITY = {"Accept": "application/activity+json"}


@pytest.fixture
def front(town: Cast, tmp_path) -> Iterator[Running]:
    if connection.vendor != "sqlite":
        pytest.skip("the front over PostgreSQL is asked as a whole, in tests/postgresql/test_served.py")
    with Running(get_wsgi_application(), tmp=tmp_path, check=fronting._check()) as one:
        yield one


def get(front: Running, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    line = http.client.HTTPConnection("127.0.0.1", front.port, timeout=20)
    line.request("GET", path, headers={"Host": "olivar.example", **headers})
    answer = line.getresponse()
    body = answer.read()
    line.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body


def test_an_account_is_made_when_it_is_first_asked_for_then_kept(front: Running) -> None:
    assert not Actor.objects.exists()
    status, headers, body = get(front, FINGER, {})
    assert status == 200
    assert headers["access-control-allow-origin"] == "*"
    assert Actor.objects.exclude(handle=None).count() == 1
    hits = front.front.pages.hits
    again = [get(front, FINGER, {}) for _turn in range(3)]
    assert {one[2] for one in again} == {body}
    assert {one[1]["access-control-allow-origin"] for one in again} == {"*"}
    assert {one[1]["content-type"] for one in again} == {"application/jrd+json"}
    assert front.front.pages.hits >= hits + 2


def test_each_face_of_an_account_by_itself(front: Running) -> None:
    found = json.loads(get(front, FINGER, {})[2])
    path = next(one["href"] for one in found["links"] if one["rel"] == "self").removeprefix("http://olivar.example")
    for _turn in range(2):
        status, headers, body = get(front, path, ACTIVITY)
        assert status == 200
        assert headers["content-type"].startswith("application/activity+json")
        assert json.loads(body)["type"] == "Organization"
        assert get(front, path, {"Accept": "*/*"})[0] == 200
        assert get(front, path, {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})[0] == 302
    department = Department.objects.get(handle__word="alumbrado")
    department.name = {"es": "Luces"}
    department.save()
    changes.touch("town")
    assert json.loads(get(front, path, ACTIVITY)[2])["name"].startswith("Luces")


def test_what_is_not_there_is_not_kept(front: Running) -> None:
    for _turn in range(2):
        status, _headers, _body = get(front, "/.well-known/webfinger?resource=acct:nadie@olivar.example", {})
        assert status == 404
    assert not Actor.objects.exclude(handle=None).exists()
