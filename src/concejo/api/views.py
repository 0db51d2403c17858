# SPDX-License-Identifier: AGPL-3.0-or-later
"""Open311 GeoReport v2 and its usual extensions: what programs ask for by GET, and by POST where no front stands."""

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any, Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from concejo.api import bulk, definitions, door, found, openapi, updates, wire
from concejo.api.accept import Given
from concejo.api.examples import examples
from concejo.api.found import Around
from concejo.api.report import is_here
from concejo.api.wrong import KEY_WRONG, Error, Wrong, unknown
from concejo.cases.models import Category
from concejo.channels.clients import hash_of
from concejo.channels.models import Accepted, Client
from concejo.core import clock
from concejo.core.kept import TOWN, kept, next_quarter, shows
from concejo.town.models import Town

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, str, P], HttpResponse]
CHANGESET = "2026-11-30T00:00:00Z"
"""When what this endpoint offers changed last."""
_SCOPES = ("cases", "titles", "square")
NOT_KEPT = Given("TEST")
"""Instead of a number, at the endpoint for trying."""
_door = door.Door()


def spoken(*methods: str) -> Callable[[Page[P]], Page[P]]:
    """A view of the endpoint: any site may ask it, it speaks the town's language, errors come in its format."""

    def wrap(view: Page[P]) -> Page[P]:
        @wraps(view)
        def handle(request: HttpRequest, how: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            town = Town.objects.current()
            try:
                with translation.override(town.language):
                    if request.method == "OPTIONS":
                        return _may_ask(methods)
                    _may_be_asked(request, methods, town)
                    response = view(request, how, *args, **kwargs)
            except Wrong as wrong:
                response = HttpResponse(wire.errors(wrong, how), content_type=wire.TYPES[how], status=wrong.status)
                if wrong.status == 405:
                    response["Allow"] = ", ".join((*methods, "OPTIONS"))
            response["Access-Control-Allow-Origin"] = "*"
            response["Content-Language"] = town.language
            return response

        return cast("Page[P]", csrf_exempt(handle))

    return wrap


def _may_ask(methods: tuple[str, ...]) -> HttpResponse:
    """What a browser asks before it asks from another site (fetch, CORS-preflight): reading, never a key."""
    allowed = ", ".join(one for one in methods if one == "GET")
    return HttpResponse(
        status=204,
        headers={"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": allowed,
                 "Access-Control-Max-Age": "86400", "Allow": ", ".join((*methods, "OPTIONS"))},
    )  # fmt: skip


def _may_be_asked(request: HttpRequest, methods: tuple[str, ...], town: Town) -> None:
    if request.method not in {*methods, "HEAD"}:
        raise Wrong(Error("405", f"{request.method} is not answered here"))
    told = request.GET.get("jurisdiction_id", "").strip()
    if told and not is_here(told, town):
        raise Wrong(unknown("jurisdiction_id"))


def _written(root: str, tree: wire.Tree, how: str) -> HttpResponse:
    return HttpResponse(wire.write(root, tree, how), content_type=wire.TYPES[how])


@kept
@spoken("GET")
def discovery(request: HttpRequest, how: str) -> HttpResponse:
    """Where the endpoint is, and whom to ask (GeoReport v2, service discovery)."""
    town = Town.objects.current()
    formats = [one.partition(";")[0] for one in wire.TYPES.values()]
    endpoints = [
        {"specification": "http://wiki.open311.org/GeoReport_v2", "url": town.url(where), "changeset": CHANGESET,
         "type": kind, "formats": formats}
        for kind, where in (("production", "/open311/v2"), ("test", "/open311/test/v2"))
    ]  # fmt: skip
    told = {
        "changeset": CHANGESET, "contact": f"{town.name}, avisos@{town.mail_domain}",
        "key_service": town.url(reverse("api:explained")), "max_requests": found.MOST,
        "endpoints": endpoints,
    }  # fmt: skip
    return shows(_written("discovery", told, how), TOWN)


@kept
@spoken("GET")
def services_list(request: HttpRequest, how: str) -> HttpResponse:
    """Kinds of cases."""
    return shows(_written("services", definitions.services(Town.objects.current().language), how), TOWN)


@kept
@spoken("GET")
def definition(request: HttpRequest, how: str, code: str) -> HttpResponse:
    """What is asked about a kind."""
    told = definitions.definition(code, Town.objects.current().language)
    return shows(_written("service_definition", told, how), TOWN)


@kept
@spoken("GET", "POST")
def requests(request: HttpRequest, how: str) -> HttpResponse:
    """Cases by GET; a report by POST, where the front has not taken it."""
    if request.method == "POST":
        return _take(request, door.REPORTS, how)
    return shows(_written("service_requests", _found(request.GET), how), *_SCOPES)


def _found(told: QueryDict) -> list[dict[str, Any]]:
    around = _around(told)
    return found.requests(found.ready(found.asked(told, now=next_quarter(clock.now()))), around)


def _around(told: QueryDict) -> Around:
    town = Town.objects.current()
    return Around(town, town.language, extensions=told.get("extensions", "").lower() == "true")


def _take(request: HttpRequest, what: str, how: str) -> HttpResponse:
    size = int(request.headers.get("Content-Length") or 0)
    taken = _door.read(what, request.headers.get("Content-Type", ""), BytesIO(request.read()), size)
    given = NOT_KEPT if request.path.startswith("/open311/test/") else door.keep(taken)
    return HttpResponse(door.answer(taken, given, how), content_type=wire.TYPES[how])


@kept
@spoken("GET")
def one_request(request: HttpRequest, how: str, number: str) -> HttpResponse:
    """One case; private, unknown and held are the same 404, and what nobody has read yet is there with its number."""
    around = _around(request.GET)
    if told := found.requests(found.ready(found.shown().filter(number=number)), around):
        return shows(_written("service_requests", told, how), *_SCOPES)
    if told := found.waiting(number, around):
        return _written("service_requests", told, how)
    raise Wrong(unknown("service_request_id"))


@kept
@spoken("GET")
def token(request: HttpRequest, how: str, token: str) -> HttpResponse:
    """A number is given at once here, so it is its own token."""
    if not Accepted.objects.filter(number=token, update_id="").exists():
        raise Wrong(unknown("token"))
    told = [{"service_request_id": token, "token": token}]
    return shows(_written("service_requests", told, how), *_SCOPES)


@kept
@spoken("GET", "POST")
def request_updates(request: HttpRequest, how: str) -> HttpResponse:
    """How cases went on; a word about one by POST. No key is needed to ask, but a wrong one is said to be wrong."""
    if request.method == "POST":
        return _take(request, door.UPDATES, how)
    key = request.GET.get("api_key", "").strip()
    if key and not Client.objects.allowed().filter(key_hash=hash_of(key)).exists():
        raise Wrong(KEY_WRONG)
    told = updates.asked(request.GET, now=next_quarter(clock.now()), around=_around(request.GET))
    response = _written("service_request_updates", told, how)
    return response if key else shows(response, *_SCOPES)


@kept
@spoken("GET")
def cases_file(request: HttpRequest, how: str) -> HttpResponse:
    """Public cases as GeoJSON or CSV, with the filters of `requests`."""
    rows = _found(request.GET)
    if request.path.endswith(".csv"):
        response = HttpResponse(bulk.sheet(rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="cases.csv"'
    else:
        response = HttpResponse(bulk.geojson(rows), content_type="application/geo+json")
    return shows(response, *_SCOPES)


@kept
def described(request: HttpRequest) -> HttpResponse:
    """The endpoint in OpenAPI 3.1."""
    body = openapi.document(Town.objects.current())
    response = HttpResponse(body, content_type="application/json", headers={"Access-Control-Allow-Origin": "*"})
    return shows(response, TOWN)


@kept
def explained(request: HttpRequest) -> HttpResponse:
    """For whoever writes a program: what is here, and examples that work."""
    town = Town.objects.current()
    code = Category.objects.filter(active=True, private=False).values_list("slug", flat=True).first() or "other"
    context = {
        "page_title": _("For programs: Open311"), "endpoint": town.url("/open311/v2"),
        "examples": examples(town, code), "described_url": reverse("api:described"),
        "contact": f"avisos@{town.mail_domain}",
    }  # fmt: skip
    return shows(render(request, "api/explained.html", context), TOWN)


@spoken("GET", "POST")
def unknown_resource(request: HttpRequest, how: str, rest: str) -> HttpResponse:
    """Nothing of that name is here."""
    raise Wrong(unknown("this resource"))
