# SPDX-License-Identifier: AGPL-3.0-or-later
"""The endpoint described for machines: OpenAPI 3.1, the JSON half (the XML half has the same fields)."""

import json
from typing import Any

from concejo.api import found
from concejo.api.report import LONGEST
from concejo.town.models import Town

Schema = dict[str, Any]
_WORDS: Schema = {"type": "string"}
_MAYBE: Schema = {"type": ["string", "null"]}
_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
_SAID = (
    "api_key", "service_code", "jurisdiction_id", "address_string", "address_id", "email", "first_name", "last_name",
    "phone", "device_id", "account_id", "media_url",
)  # fmt: skip
_TOLD = (
    "status_notes", "service_name", "description", "agency_responsible", "service_notice", "address", "address_id",
    "zipcode", "media_url",
)  # fmt: skip
_NUMBER: Schema = {"type": ["number", "null"]}


def document(town: Town) -> bytes:
    """As JSON."""
    told: Schema = {
        "openapi": "3.1.0",
        "info": {
            "title": f"Open311 GeoReport v2: {town.name}", "version": "2",
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "servers": [{"url": town.url("/open311/v2")}],
        "paths": _paths(),
        "components": {"schemas": _schemas()},
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _paths() -> Schema:
    span = [_query("start_date", {"type": "string"}), _query("end_date", {"type": "string"})]
    pages = [_query("page", _count(10_000)), _query("page_size", _count(found.MOST))]
    several = [
        _query("service_request_id", _WORDS), _query("service_code", _WORDS), _query("status", _WORDS),
        _query("extensions", {"type": "string", "enum": ["true", "false"]}),
    ]  # fmt: skip
    return {
        "/discovery.json": {"get": _get("discovery", [], "Discovery")},
        "/services.json": {"get": _get("services", [], "Services")},
        "/services/{service_code}.json": {"get": _get("definition", [_path("service_code")], "Definition")},
        "/requests.json": {
            "get": _get("requests", [*several, *span, *pages], "Requests", wrong=True),
            "post": _post("report", _report(), "Accepted"),
        },
        "/requests/{service_request_id}.json": {"get": _get("request", [_path("service_request_id")], "Requests")},
        "/tokens/{token}.json": {"get": _get("token", [_path("token")], "Tokens")},
        "/servicerequestupdates.json": {
            "get": _get("updates", [*span, _query("api_key", _WORDS)], "Updates", wrong=True, forbidden=True),
            "post": _post("update", _word(), "UpdateAccepted"),
        },
    }


def _get(
    name: str, parameters: list[Schema], schema: str, *, wrong: bool = False,
    forbidden: bool = False,
) -> Schema:  # fmt: skip
    answers = {"200": _answer(schema), "404": _answer("Errors")}
    if wrong:
        answers["400"] = _answer("Errors")
    if forbidden:
        answers["403"] = _answer("Errors")
    parameters = [*parameters, _query("jurisdiction_id", _WORDS)]
    return {"operationId": name, "parameters": parameters, "responses": answers}


def _post(name: str, form: Schema, schema: str) -> Schema:
    statuses = {status: _answer("Errors") for status in ("400", "403", "404", "413", "429", "503")}
    content = {kind: {"schema": form} for kind in ("application/x-www-form-urlencoded", "multipart/form-data")}
    return {
        "operationId": name, "requestBody": {"required": True, "content": content},
        "responses": {"200": _answer(schema), **statuses},
    }  # fmt: skip


def _answer(schema: str) -> Schema:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": schema, "content": content}


def _query(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _path(name: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": r"^[-\w]+$"}}


def _count(most: int) -> Schema:
    return {"type": "integer", "minimum": 1, "maximum": most}


def _report() -> Schema:
    fields = dict.fromkeys(_SAID, _WORDS)
    point = {"lat": {"type": "number", "minimum": -90, "maximum": 90},
             "long": {"type": "number", "minimum": -180, "maximum": 180}}  # fmt: skip
    words = {"description": {"type": "string", "maxLength": LONGEST}}
    return {"type": "object", "required": ["api_key", "service_code"], "properties": fields | point | words}


def _word() -> Schema:
    names = ("api_key", "service_request_id", "update_id", "updated_datetime", "status")
    fields = dict.fromkeys((*names, "jurisdiction_id", "first_name", "last_name", "email", "media_url"), _WORDS)
    words = {"description": {"type": "string", "maxLength": LONGEST}}
    return {"type": "object", "required": list(names), "properties": fields | words}


def _schemas() -> Schema:
    request = dict.fromkeys(_TOLD, _MAYBE)
    request |= dict.fromkeys(("requested_datetime", "updated_datetime", "expected_datetime"), _MOMENT)
    request |= {"lat": _NUMBER, "long": _NUMBER, "service_request_id": _WORDS, "service_code": _WORDS}
    request["status"] = {"type": "string", "enum": ["open", "closed"]}
    service = dict.fromkeys(("service_code", "service_name", "description", "keywords"), _WORDS)
    service |= {"metadata": {"type": "boolean"}, "type": _WORDS, "group": _MAYBE}
    attribute = {
        "variable": {"type": "boolean"}, "code": _WORDS, "datatype": _WORDS, "required": {"type": "boolean"},
        "datatype_description": _MAYBE, "order": {"type": "integer"}, "description": _WORDS,
        "values": _list(_object({"key": _WORDS, "name": _WORDS})),
    }  # fmt: skip
    update = dict.fromkeys(("update_id", "service_request_id", "status", "description"), _WORDS)
    update |= {"updated_datetime": _MOMENT, "media_url": _MAYBE}
    return {
        "Errors": _list(_object({"code": _WORDS, "description": _WORDS})),
        "Discovery": _object({"changeset": _WORDS, "contact": _WORDS, "key_service": _WORDS}),
        "Services": _list(_object(service)),
        "Definition": _object({"service_code": _WORDS, "attributes": _list(_object(attribute, but=("values",)))}),
        "Requests": _list(_object(request)),
        "Accepted": _list(_object({"service_request_id": _WORDS, "service_notice": _MAYBE})),
        "Tokens": _list(_object({"service_request_id": _WORDS, "token": _WORDS})),
        "Updates": _list(_object(update)),
        "UpdateAccepted": _list(_object({"update_id": _WORDS})),
    }


def _object(properties: Schema, *, but: tuple[str, ...] = ()) -> Schema:
    return {"type": "object", "required": [one for one in properties if one not in but], "properties": properties}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}
