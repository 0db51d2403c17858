# SPDX-License-Identifier: AGPL-3.0-or-later
"""GeoReport v2 as it is written: every resource, its fields, both formats, its errors; and what servers added to it."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from api.conftest import App, xml
from cast import Cast
from concejo.cases import actions as cases
from concejo.cases.models import Case, Category
from concejo.core import clock
from concejo.square import actions as square
from concejo.square.models import Post
from concejo.town.models import Town

pytestmark = pytest.mark.django_db
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
FIELDS = {
    "discovery": {"changeset", "contact", "key_service", "endpoints", "max_requests"},
    "endpoint": {"specification", "url", "changeset", "type", "formats"},
    "service": {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"},
    "attribute": {
        "variable", "code", "datatype", "required", "datatype_description", "order", "description", "values",
    },
    "request": {
        "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
        "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime",
        "address", "address_id", "zipcode", "lat", "long", "media_url",
    },
    "extended": {"attributes", "extended_attributes"},
    "update": {"update_id", "service_request_id", "status", "description", "updated_datetime", "media_url"},
}  # fmt: skip
"""The lists of the specification (and of mySociety's extension), as the fact sheet has them."""


@pytest.fixture
def lamp(app: App, town: Cast) -> Case:
    town.hears("Alejandra", "La farola de la calle Real, 3 no luce.", lat="37.2195", lon="-3.6", category="lamp")
    return Case.objects.get()


def test_discovery_says_where_everything_is(app: App) -> None:
    told = app.get("discovery.json").json()
    assert set(told) == FIELDS["discovery"]
    assert [one["type"] for one in told["endpoints"]] == ["production", "test"], "a public validator wants two"
    for one in told["endpoints"]:
        assert set(one) == FIELDS["endpoint"]
        assert one["specification"] == "http://wiki.open311.org/GeoReport_v2"
        assert one["url"] == f"http://olivar.example/open311/{'test/' if one['type'] == 'test' else ''}v2"
        assert one["formats"] == ["text/xml", "application/json"]
    root = xml(app.get("discovery.xml"))
    assert root.tag == "discovery"
    assert [one.text for one in root.findall("endpoints/endpoint/formats/format")] == [
        "text/xml",
        "application/json",
    ] * 2


def test_services_are_the_towns_kinds(app: App) -> None:
    told = app.get("services.json").json()
    assert all(set(one) == FIELDS["service"] for one in told)
    by_code = {one["service_code"]: one for one in told}
    assert set(by_code) == {*Category.objects.filter(active=True).values_list("slug", flat=True), "other"}
    assert by_code["lamp"]["service_name"] == "Farola"
    assert by_code["lamp"]["type"] == "realtime"
    assert "farola" in by_code["lamp"]["keywords"].split(",")
    rows = xml(app.get("services.xml"))
    assert rows.tag == "services"
    assert {one.findtext("service_code") for one in rows.findall("service")} == set(by_code)
    assert {one.findtext("metadata") for one in rows.findall("service")} <= {"true", "false"}


def test_a_definition_says_what_is_asked(app: App) -> None:
    lamp = Category.objects.get(slug="lamp")
    lamp.questions.all().delete()
    assert app.get("services/lamp.json").json() == {"service_code": "lamp", "attributes": []}
    assert app.get("services/dragons.json").status_code == 404
    lamp.questions.create(code="post", datatype="string", text={"es": "¿Qué número?"}, required=True, order=9)
    lamp.questions.create(code="stay", variable=False, text={"es": "No toque el cable."}, order=2)
    lamp.questions.create(
        code="what", datatype="multivaluelist", text={"es": "¿Qué?"}, order=20,
        values=[{"key": "out", "name": {"es": "Apagada"}}],
    )  # fmt: skip
    told = app.get("services/lamp.json").json()
    assert told["service_code"] == "lamp"
    assert [one["code"] for one in told["attributes"]] == ["stay", "post", "what"]
    assert [one["order"] for one in told["attributes"]] == [1, 2, 3]
    for one in told["attributes"]:
        assert set(one) == FIELDS["attribute"] - (set() if one["code"] == "what" else {"values"})
    assert told["attributes"][2]["values"] == [{"key": "out", "name": "Apagada"}]
    assert [one["required"] for one in told["attributes"]] == [False, True, False]
    root = xml(app.get("services/lamp.xml"))
    assert root.tag == "service_definition"
    assert [one.text for one in root.findall("attributes/attribute/values/value/key")] == ["out"]


def test_a_request_has_the_fields_of_the_specification(app: App, lamp: Case, town: Cast) -> None:
    (told,) = app.get("requests.json").json()
    assert set(told) == FIELDS["request"]
    assert told["service_request_id"] == lamp.number
    assert isinstance(told["lat"], float)
    assert told["lat"], told["long"] == (37.2195, -3.6)
    assert told["agency_responsible"] == "Alumbrado"
    assert MOMENT.fullmatch(told["requested_datetime"])
    assert MOMENT.fullmatch(told["expected_datetime"])
    assert app.get(f"requests/{lamp.number}.json").json() == [told]
    row = xml(app.get("requests.xml")).find("request")
    assert row is not None
    assert {one.tag for one in row} == FIELDS["request"]
    assert row.findtext("long") == "-3.6"
    more = app.get("requests.json", extensions="true").json()[0]
    assert set(more) == FIELDS["request"] | FIELDS["extended"]
    assert "extended_attributes" not in app.get("requests.json", extensions="false").json()[0]


def test_closed_is_not_mended_but_open311_knows_closed_alone(app: App, lamp: Case, town: Cast) -> None:
    town.says("Miguel", "Lámpara cambiada, ya está hecho.", to=lamp)
    lamp.refresh_from_db()
    if lamp.is_open:
        post = square.say(lamp.main, square.Words(text="Cambiada.", via="web", language="es"), speaker=town["Miguel"])
        cases.done(lamp, by=town["Miguel"], post=post)
    (told,) = app.get("requests.json", status="closed").json()
    assert told["status"] == "closed"
    assert told["expected_datetime"] is None
    assert told["updated_datetime"] == lamp.closed_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert app.get("requests.json", status="open").json() == []
    updates = app.get("servicerequestupdates.json").json()
    assert [one["status"] for one in updates][-1] == "CLOSED"
    assert all(set(one) == FIELDS["update"] for one in updates)
    assert len({one["update_id"] for one in updates}) == len(updates)


QUERIES: dict[str, tuple[dict[str, str], int]] = {
    "everything": ({}, 200),
    "empty is absent": ({"service_request_id": "", "status": "", "start_date": "", "service_code": ""}, 200),
    "a list of kinds": ({"service_code": "lamp,pothole"}, 200),
    "one kind unknown": ({"service_code": "dragons"}, 404),
    "some kinds unknown": ({"service_code": "dragons,lamp"}, 200),
    "both states": ({"status": "open,closed"}, 200),
    "a state unknown": ({"status": "mended"}, 400),
    "ninety days": ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-01T00:00:00Z"}, 200),
    "a day more": ({"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-04-02T00:00:01Z"}, 400),
    "backwards": ({"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"}, 400),
    "without a zone": ({"start_date": "2026-11-01T00:00:00"}, 200),
    "another zone": ({"start_date": "2026-11-01T00:00:00+01:00"}, 200),
    "a day": ({"start_date": "2026-11-01"}, 200),
    "no date": ({"end_date": "yesterday"}, 400),
    "year ten thousand": ({"end_date": "9999-12-31T00:00:00Z"}, 400),
    "ids as a list": ({"service_request_id": "2026-0001,2026-0002"}, 200),
    "an id unknown": ({"service_request_id": "1999-0001"}, 404),
    "ids and rubbish": ({"service_request_id": "2026-0001,,  ,x"}, 200),
    "page nought": ({"page": "0"}, 400),
    "half a page": ({"page_size": "1.5"}, 400),
    "a page too large": ({"page_size": "1001"}, 400),
    "another town": ({"jurisdiction_id": "granada.example"}, 404),
    "this town": ({"jurisdiction_id": "www.olivar.example"}, 200),
}


@pytest.mark.parametrize(("query", "status"), QUERIES.values(), ids=QUERIES)
def test_questions_and_their_answers(app: App, lamp: Case, query: dict[str, str], status: int) -> None:
    Case.objects.update(number="2026-0001")
    for how in ("json", "xml"):
        answer = app.get(f"requests.{how}", **query)
        assert answer.status_code == status
        assert answer["Access-Control-Allow-Origin"] == "*"
        if status != 200 and how == "json":
            assert {one["code"] for one in answer.json()} == {str(status)}


def test_pages_lead_on(app: App, town: Cast) -> None:
    for number in range(5):
        town.hears("Tomás", f"Bache número {number} en la calle Real.", category="pothole")
    pages = [app.get("requests.json", page_size="2", page=str(page)).json() for page in (1, 2, 3, 4)]
    assert [len(one) for one in pages] == [2, 2, 1, 0]
    assert len({one["service_request_id"] for page in pages for one in page}) == 5


def test_only_ninety_days_unless_another_time_is_asked_for(app: App, lamp: Case) -> None:
    Case.objects.update(opened_at=clock.now() - timedelta(days=100))
    assert app.get("requests.json").json() == []
    begin = (clock.now() - timedelta(days=120)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert len(app.get("requests.json", start_date=begin).json()) == 1
    assert len(app.get("requests.json", service_request_id=lamp.number).json()) == 1, "a number overrides the rest"


@pytest.mark.parametrize(
    "path", ["nothing.json", "services/lamp/nothing.json", "requests/1999-0001.json", "tokens/x.json"]
)
def test_what_is_not_here_is_said_in_the_format(app: App, path: str) -> None:
    assert app.get(path).status_code == 404
    assert app.get(path).json()[0]["code"] == "404"
    assert xml(app.get(path.replace(".json", ".xml"))).findtext("error/code") == "404"


@pytest.mark.parametrize("path", ["services.json", "discovery.xml", "requests/2026-0001.json"])
def test_what_only_answers_says_so(app: App, path: str) -> None:
    answer = app.browser.post(f"/open311/v2/{path}", {})
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, OPTIONS"
    assert app.browser.delete("/open311/v2/requests.json").status_code == 405


def test_any_site_may_read_and_none_may_report_by_its_readers(app: App) -> None:
    answer = app.browser.options("/open311/v2/requests.json")
    assert (answer.status_code, answer["Access-Control-Allow-Methods"]) == (204, "GET")
    assert "Access-Control-Allow-Headers" not in answer


def test_addresses_that_clients_join(app: App, lamp: Case) -> None:
    assert app.browser.get("/open311/v2//requests.json").status_code == 200


def test_a_number_is_its_own_token(app: App) -> None:
    number = app.reports()
    assert app.get(f"tokens/{number}.json").json() == [{"service_request_id": number, "token": number}]
    row = xml(app.get(f"tokens/{number}.xml")).find("request")
    assert row is not None
    assert row.findtext("service_request_id") == number


def test_open_data_for_a_map_and_a_spreadsheet(app: App, lamp: Case, town: Cast) -> None:
    town.hears("Tomás", "=1+1 el bache sin sitio", category="pothole")
    told = json.loads(app.get("cases.geojson").content)
    by_number = {one["id"]: one for one in told["features"]}
    assert by_number[lamp.number]["geometry"] == {"type": "Point", "coordinates": [-3.6, 37.2195]}
    assert sum(one["geometry"] is None for one in told["features"]) == 1
    lines = app.get("cases.csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "'=1+1" in lines[1]
    assert app.get("cases.csv", service_code="lamp").content.count(b"\r\n") == 2
    assert app.get("cases.geojson", status="mended").status_code == 400


def test_signs_that_xml_cannot_hold_are_left_out(app: App, town: Cast) -> None:
    town.hears("Tomás", "Bache \x08 <b>& más</b> ]]> \ufffe fin", category="pothole")
    row = xml(app.get("requests.xml")).find("request")
    assert row is not None
    assert "<b>& más</b> ]]>" in (row.findtext("description") or "")


def test_every_page_of_it_asks_the_same_number_of_questions(
    app: App, town: Cast, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    def ask(path: str) -> int:
        with django_assert_max_num_queries(30) as asked:
            assert app.get(path, extensions="true").status_code == 200
        return len(asked)

    town.hears("Tomás", "Bache en la calle Real.", category="pothole")
    before = {path: ask(path) for path in ("requests.json", "servicerequestupdates.json", "services.json")}
    for number in range(6):
        town.hears("Tomás", f"Bache {number} en la calle Real.", category="pothole")
    assert {path: ask(path) for path in before} == before


def test_the_page_that_explains_it(app: App, town: Cast) -> None:
    for language in ("es", "fr", "en"):
        answer = app.browser.get("/open311/", {"lang": language})
        assert answer.status_code == 200
        assert b"/open311/v2/requests.json" in answer.content
    assert Town.objects.current().name
    assert Post.objects.count() == 0
