# SPDX-License-Identifier: AGPL-3.0-or-later
"""Other people's clients and tools speak to the town as the front serves it."""

import itertools
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import requests
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import connection
from georeport import GeoReport
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.conftest import App
from cast import Cast, photo
from concejo.api.examples import KEY, examples
from concejo.cases.models import Case, Category
from concejo.channels import hear
from concejo.channels.models import Accepted, Letter
from concejo.town.models import Town
from fediverse.test_hot_inbox import closing
from front.running import Running


@pytest.fixture
def front(transactional_db: None, app: App, town: Cast, tmp_path: Path) -> Iterator[Running]:
    if connection.vendor != "sqlite":
        pytest.skip("the front over PostgreSQL is asked as a whole, in tests/postgresql/test_served.py")
    with Running(closing(get_wsgi_application()), tmp=tmp_path) as one:
        Town.objects.update(public_url=f"http://127.0.0.1:{one.port}")
        yield one


def heard(town: Cast) -> None:
    hear.hear_due()
    town.does_what_follows()


@pytest.mark.parametrize("how", ["json", "xml"])
def test_georeport_reads_everything(front: Running, app: App, town: Cast, how: str) -> None:
    number = app.reports(description="La farola de la calle Real, 3 no luce.")
    heard(town)
    Category.objects.get(slug="lamp").questions.update_or_create(code="post", defaults={"text": {"es": "¿Número?"}})
    there = GeoReport(f"http://127.0.0.1:{front.port}/open311/v2", api_key=app.key, output_format=how)
    assert "lamp" in json.dumps(there.get_service_list())
    assert number in json.dumps(there.get_service_requests())
    assert "no luce" in json.dumps(there.get_service_request(number), ensure_ascii=False)
    assert '"post"' in json.dumps(there.get_service_definition("lamp"))


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The client of 2013; on today's Python it needs what itertools was then."""
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)
    sys.modules.pop("three", None)
    import three  # noqa: PLC0415 -- only now can it be imported

    return three


def test_three_reports_with_a_photo_and_reads_it_back(
    front: Running, app: App, town: Cast, three: ModuleType, tmp_path: Path
) -> None:
    there = three.Three(f"http://127.0.0.1:{front.port}/open311/v2/", api_key=app.key)
    assert there.discovery()["endpoints"][0]["formats"] == ["text/xml", "application/json"]
    assert "lamp" in [one["service_code"] for one in there.services()]
    picture = tmp_path / "lamp.jpg"
    picture.write_bytes(photo())
    with picture.open("rb") as file:
        said = there.post(
            "lamp", name="Ana Ruiz", address="calle Real, 3", lat="37.2195", long="-3.6",
            description="La farola no luce.", media=file,
        )  # fmt: skip
    number = said[0]["service_request_id"]
    heard(town)
    case = Case.objects.get(number=number)
    assert case.main.posts.get(author__isnull=False).media.count() == 1
    assert there.request(number)[0]["description"] == "La farola no luce."
    assert [one["service_request_id"] for one in there.requests(status="open")] == [number]
    assert there.token(number)[0]["service_request_id"] == number
    refused = three.Three(f"http://127.0.0.1:{front.port}/open311/v2/", api_key="wrong").post("lamp", lat="1", long="2")
    assert refused[0]["code"] == "403"


def test_the_examples_of_the_page_work_as_they_stand(front: Running, app: App, town: Cast, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(photo())
    app.reports()
    heard(town)
    for example in examples(Town.objects.current(), "lamp"):
        for line in example.command.splitlines():
            ran = subprocess.run(  # noqa: S602 -- our own words, as a shell reads them
                line.replace(KEY, app.key), shell=True, cwd=tmp_path, capture_output=True, timeout=20, check=False
            )
            assert ran.returncode == 0, (line, ran.stderr)
            assert not re.search(rb"<errors>|\"code\":\"4", ran.stdout), (line, ran.stdout)
            if "api_key" in line:
                assert re.search(rb"\d{4}-\d{4}", ran.stdout), (line, ran.stdout)


def test_many_at_once_have_a_number_each_and_the_same_one_has_one(front: Running, app: App, town: Cast) -> None:
    def report(number: int) -> str:
        return front_post(front, app, description=f"Farola {number}")[0]["service_request_id"]

    with ThreadPoolExecutor(8) as crowd:
        numbers = list(crowd.map(report, range(40)))
        again = set(crowd.map(report, [7] * 40))
    assert len(set(numbers)) == 40
    assert again == {numbers[7]}
    assert Letter.objects.filter(kind="open311").count() == Accepted.objects.count() == 40


def front_post(front: Running, app: App, **fields: str) -> Any:
    right = {"api_key": app.key, "service_code": "lamp", "lat": "37.2195", "long": "-3.6"}
    answer = requests.post(f"http://127.0.0.1:{front.port}/open311/v2/requests.json", data=right | fields, timeout=20)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_what_the_front_refuses_is_said_in_the_format_too(front: Running, app: App) -> None:
    url = f"http://127.0.0.1:{front.port}/open311/v2/requests"
    long = requests.post(f"{url}.json", data={"description": "x" * 3_000_000}, timeout=20)
    assert (long.status_code, long.json()[0]["code"]) == (413, "413")
    film = {"media": ("film.mp4", b"x" * 21 * 1024 * 1024)}
    large = requests.post(f"{url}.xml", data={"api_key": app.key}, files=film, timeout=60)
    assert large.status_code == 400
    assert b"20 MB" in large.content


def test_a_key_has_its_limit_and_the_answer_says_when(
    front: Running, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.client.an_hour = 1
    app.client.save()
    front_post(front, app, description="Una")
    url = f"http://127.0.0.1:{front.port}/open311/v2/requests.json"
    right = {"api_key": app.key, "service_code": "lamp", "lat": "37.2195", "long": "-3.6", "description": "Otra"}
    answer = requests.post(url, data=right, timeout=20)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 60
    assert answer.json()[0]["code"] == "429"
    assert Letter.objects.count() == 1


def test_schemathesis_finds_nothing_that_the_description_does_not_say(front: Running, app: App, town: Cast) -> None:
    """Each operation is asked with made-up parameters, right ones and wrong ones."""
    app.reports()
    heard(town)
    schema = schemathesis.openapi.from_url(f"http://127.0.0.1:{front.port}/open311/v2/openapi.json")
    checks = [
        not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    ]  # fmt: skip
    seen = []
    for operation in schema.get_all_operations():
        made = operation.ok()
        seen.append(made.label)

        @given(case=made.as_strategy())
        @settings(
            max_examples=25, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        def ask(case: Any) -> None:
            if isinstance(case.body, dict) and len(str(case.body)) % 2:
                case.body["api_key"] = app.key
            case.call_and_validate(checks=checks)

        ask()
    assert len(seen) == 9
