# SPDX-License-Identifier: AGPL-3.0-or-later
"""Speaking to other people's Open311 servers: a case is reported to them, told how it goes on, and asked about.

Written strictly and read leniently: wrapped and bare JSON, any root in XML, an id or a token. XML of others is read
without entities and documents types (they are refused), and only so much of it.
"""

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

from concejo.channels.contract import Enclosure, Outcome, Outgoing, Sent, Surroundings
from concejo.core import http

SECONDS = 30.0
LONGEST = 4000
TOKEN = "token:"  # noqa: S105 -- begins the name of a report whose number comes later
AGENT = "Concejo (Open311 GeoReport v2)"
_FIELDS = ("service_code", "lat", "long", "address_string", "jurisdiction_id", "description")
_UPDATE = ("service_request_id", "update_id", "updated_datetime", "status", "description", "jurisdiction_id")


class NotUnderstood(ValueError):
    """What came back is no Open311."""


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """Another body's endpoint."""

    url: str
    how: str = "json"
    jurisdiction: str = ""
    key: str = field(default="", repr=False)

    def address(self, resource: str, query: Mapping[str, str] | None = None) -> str:
        """Of a resource in the format that the body speaks."""
        told = {name: value for name, value in (query or {}).items() if value}
        if self.jurisdiction and query is not None:
            told["jurisdiction_id"] = self.jurisdiction
        return f"{self.url.rstrip('/')}/{resource}.{self.how}" + (f"?{urlencode(told)}" if told else "")


def there(facts: Mapping[str, str], around: Surroundings) -> There:
    """The endpoint as the town's settings know it; its key lies among the channel's secrets."""
    key = str(around.settings.get(f"key:{facts['body']}", ""))
    return There(url=facts["url"], how=facts["how"], jurisdiction=facts["jurisdiction"], key=key)


def send(outgoing: Outgoing, around: Surroundings) -> Sent:
    """A report, or an update of one that was reported before."""
    facts = outgoing.facts
    if not facts.get("url"):
        return Sent(outcome=Outcome.CONFIG, detail="the body has no endpoint")
    end = there(facts, around)
    try:
        if outgoing.cause == "forwarded":
            return _report(outgoing, end)
        return _update(outgoing, end)
    except http.Forbidden as error:
        return Sent(outcome=Outcome.CONFIG, detail=f"the endpoint cannot be asked: {error}")
    except http.Unreachable as error:
        return Sent(outcome=Outcome.UNREACHABLE, detail=f"the endpoint does not answer: {error}")
    except NotUnderstood as error:
        return Sent(outcome=Outcome.UNREACHABLE, detail=f"the endpoint answers something else: {error}")


def _report(outgoing: Outgoing, end: There) -> Sent:
    facts = dict(outgoing.facts) | {"jurisdiction_id": end.jurisdiction}
    if facts.get("again") and (number := _there_already(end, facts["link"])):
        return Sent(outcome=Outcome.SENT, external_id=number)
    fields = {"api_key": end.key} | {name: facts[name] for name in _FIELDS if facts.get(name)}
    reply = _post(end, "requests", fields, outgoing.enclosures)
    if reply.status >= 300:
        return _refused(reply)
    told = next(iter(rows(reply.body)), {})
    number, token = _text(told.get("service_request_id")), _text(told.get("token"))
    if not number and not token:
        raise NotUnderstood("neither a number nor a token")
    return Sent(outcome=Outcome.SENT, external_id=number or f"{TOKEN}{token}")


def _update(outgoing: Outgoing, end: There) -> Sent:
    facts = dict(outgoing.facts) | {"jurisdiction_id": end.jurisdiction}
    fields = {"api_key": end.key} | {name: facts[name] for name in _UPDATE if facts.get(name)}
    reply = _post(end, "servicerequestupdates", fields, ())
    if reply.status == 400 and b"already exists" in reply.body:
        return Sent(outcome=Outcome.SENT, external_id=fields["update_id"])
    return _refused(reply) if reply.status >= 300 else Sent(outcome=Outcome.SENT, external_id=fields["update_id"])


def _there_already(end: There, link: str) -> str:
    """An attempt before this one may have arrived without our hearing so: our link stands in its words."""
    for one in requests(end):
        if link in _text(one.get("description")):
            return _text(one.get("service_request_id"))
    return ""


def _refused(reply: http.Reply) -> Sent:
    said = "; ".join(_text(one.get("description")) for one in _errors(reply.body))[:150]
    detail = f"the endpoint answers {reply.status}: {said or 'no reason'}"
    if reply.status == 429:
        after = reply.headers.get("retry-after", "")
        return Sent(outcome=Outcome.THROTTLED, retry_after=float(after) if after.isdigit() else None, detail=detail)
    if reply.status in {401, 403}:
        return Sent(outcome=Outcome.CONFIG, detail=detail)
    if reply.status >= 500 or reply.status in {404, 408}:
        return Sent(outcome=Outcome.UNREACHABLE, detail=detail)
    return Sent(outcome=Outcome.INVALID, detail=detail)


def services(end: There) -> list[dict[str, Any]]:
    """What can be reported there."""
    return _asked(end.address("services", {}))


def requests(end: There, numbers: Sequence[str] = ()) -> list[dict[str, Any]]:
    """How cases stand there."""
    return _asked(end.address("requests", {"service_request_id": ",".join(numbers)}))


def updates(end: There, *, since: str) -> list[dict[str, Any]]:
    """How cases went on there; raises `NotUnderstood` where the body does not know the extension."""
    return _asked(end.address("servicerequestupdates", {"start_date": since, "api_key": end.key}))


def number_of(end: There, token: str) -> str:
    """The number that a token stands for by now; empty if there is none yet."""
    told = next(iter(_asked(end.address(f"tokens/{quote(token, safe='')}", {}))), {})
    return _text(told.get("service_request_id"))


def _asked(url: str) -> list[dict[str, Any]]:
    reply = http.get(url, headers={"User-Agent": AGENT}, most=8 * 1024 * 1024, seconds=SECONDS)
    if reply.status != 200:
        raise NotUnderstood(f"{reply.status}")
    return rows(reply.body)


def _post(end: There, resource: str, fields: Mapping[str, str], photos: Sequence[Enclosure]) -> http.Reply:
    kind, body = _parts(fields, photos) if photos else (_FORM, urlencode(fields).encode())
    headers = {"Content-Type": kind, "User-Agent": AGENT}
    return http.ask("POST", end.address(resource), headers=headers, body=body, seconds=SECONDS)


_FORM = "application/x-www-form-urlencoded; charset=utf-8"


def _parts(fields: Mapping[str, str], photos: Iterable[Enclosure]) -> tuple[str, bytes]:
    """A form with pictures (RFC 7578), as `media` has it."""
    edge = secrets.token_hex(16)
    out = b""
    for name, value in fields.items():
        out += f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    for one in photos:
        head = f'--{edge}\r\nContent-Disposition: form-data; name="media"; filename="{one.name}"\r\n'
        out += f"{head}Content-Type: {one.content_type}\r\n\r\n".encode() + one.data + b"\r\n"
    return f"multipart/form-data; boundary={edge}", out + f"--{edge}--\r\n".encode()


def rows(body: bytes) -> list[dict[str, Any]]:
    """What is listed in an answer, whichever format it has; raises `NotUnderstood`."""
    start = body.lstrip()[:1]
    if start in {b"[", b"{"}:
        return _from_json(body)
    if start == b"<":
        return _from_xml(body)
    raise NotUnderstood("neither JSON nor XML")


def _errors(body: bytes) -> list[dict[str, Any]]:
    try:
        return rows(body)
    except NotUnderstood:
        return []


def _from_json(body: bytes) -> list[dict[str, Any]]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood("broken JSON") from error
    if isinstance(told, dict) and len(told) == 1 and isinstance(next(iter(told.values())), list | dict):
        told = next(iter(told.values()))  # some wrap the list as XML would
    listed = told if isinstance(told, list) else [told]
    return [one for one in listed if isinstance(one, dict)]


def _from_xml(body: bytes) -> list[dict[str, Any]]:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise NotUnderstood("XML with a document type")
    try:
        root = ET.fromstring(body)  # noqa: S314 -- without a document type there are no entities
    except (ET.ParseError, RecursionError, ValueError) as error:
        raise NotUnderstood("broken XML") from error
    return [{child.tag: child.text or "" for child in row} for row in root]


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()
