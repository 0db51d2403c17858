# SPDX-License-Identifier: AGPL-3.0-or-later
"""What other servers ask for: who is who (WebFinger), accounts, words, collections, what software; the inbox."""

import logging
from importlib.metadata import version as version_of
from urllib.parse import unquote

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from concejo.channels.contract import Unreadable
from concejo.core.kept import TOWN, again, is_being_kept, kept, shows
from concejo.fediverse import actors, inbox, profiles, remote, wire
from concejo.fediverse.lists import account, answer_with, said_here, wants_json
from concejo.fediverse.models import Actor
from concejo.fediverse.names import actor_in, actor_url, base
from concejo.fediverse.signatures import Forged, Request
from concejo.people.models import Account
from concejo.town.models import Town

log = logging.getLogger(__name__)
VERSION = version_of("concejo")


@kept
@require_GET
def webfinger(request: HttpRequest) -> HttpResponse:
    """RFC 7033: `acct:alumbrado@olivar.example`, or the address of an account, leads to the account and back."""
    resource, town = request.GET.get("resource", ""), Town.objects.current()
    number = actor_in(resource, base())
    if not number and is_being_kept(request) and not actors.is_made(_word_of(resource, town)):
        return again()  # its keys are made first
    actor = Actor.objects.select_related("handle").filter(pk=number).first() if number else _by_acct(resource, town)
    if actor is None:
        return JsonResponse({"error": "not found"}, status=404)
    document = profiles.document(actor)
    found = {
        "subject": f"acct:{document['webfinger']}", "aliases": [document["id"], document["url"]],
        "links": [
            {"rel": "self", "type": wire.TYPE, "href": document["id"]},
            {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": document["url"]},
        ],
    }  # fmt: skip
    answer = JsonResponse(found, content_type="application/jrd+json", headers={"Access-Control-Allow-Origin": "*"})
    return shows(answer, TOWN)


def _by_acct(resource: str, town: Town) -> Actor | None:
    word = _word_of(resource, town)
    if not word:
        return None
    return actors.application() if word == town.handle_domain.lower() else actors.of_word(word)


def _word_of(resource: str, town: Town) -> str:
    """What stands before the second @, if the account is one of this town's."""
    word, _, domain = unquote(resource).removeprefix("acct:").removeprefix("@").lower().partition("@")
    return word if domain == town.handle_domain.lower() else ""


@require_GET
def host_meta(request: HttpRequest) -> HttpResponse:
    """RFC 6415: where WebFinger is."""
    template = f"{base()}/.well-known/webfinger?resource={{uri}}"
    body = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">'
        f'<Link rel="lrdd" template="{template}"/></XRD>\n'
    )
    return HttpResponse(body, content_type="application/xrd+xml; charset=utf-8")


@require_GET
def nodeinfo_links(request: HttpRequest) -> HttpResponse:
    """Where NodeInfo is, and who signs what the software itself asks for (FEP-2677)."""
    links = [
        {"rel": "http://nodeinfo.diaspora.software/ns/schema/2.1", "href": f"{base()}/nodeinfo/2.1"},
        {"rel": "https://www.w3.org/ns/activitystreams#Application", "href": actor_url(actors.application())},
    ]
    return JsonResponse({"links": links})


@require_GET
def nodeinfo(request: HttpRequest) -> HttpResponse:
    """NodeInfo 2.1: what software this is, and how much is said here; numbers alone."""
    town = Town.objects.current()
    found = {
        "version": "2.1",
        "software": {"name": "concejo", "version": VERSION},
        "protocols": ["activitypub"],
        "services": {"inbound": [], "outbound": ["atom1.0"]},
        "openRegistrations": False,
        "usage": {
            "users": {"total": Account.objects.filter(is_active=True).count()},
            "localPosts": said_here().count(),
        },
        "metadata": {"nodeName": town.name},
    }
    kind = 'application/json; profile="http://nodeinfo.diaspora.software/ns/schema/2.1#"'
    return JsonResponse(found, content_type=kind)


@require_GET
def instance(request: HttpRequest, version: str) -> HttpResponse:
    """What GoToSocial and others ask a new neighbour for: `/api/v1/instance` and `/api/v2/instance`."""
    town = Town.objects.current()
    about = {
        "title": town.name,
        "description": town.address,
        "version": f"4.0.0 (compatible; Concejo {VERSION})",
    }
    if version == "v2":
        return JsonResponse({**about, "domain": town.handle_domain, "languages": town.languages, "rules": []})
    return JsonResponse(
        {**about, "uri": town.handle_domain, "short_description": town.address, "email": "", "urls": {},
         "stats": {"user_count": 1, "status_count": said_here().count(), "domain_count": 1},
         "languages": town.languages, "registrations": False, "approval_required": False, "rules": []}
    )  # fmt: skip


@kept
@require_GET
def actor(request: HttpRequest, pk: int) -> HttpResponse:
    """An account: as JSON for servers, led to its page for people."""
    document = profiles.document(account(pk))
    if not wants_json(request):
        return redirect(document["url"])
    answer = answer_with(document)
    return shows(answer, TOWN) if _names_activity(request) else answer


@require_GET
def named(request: HttpRequest, word: str) -> HttpResponse:
    """An account by its name, as the department's page points to it."""
    one = actors.of_word(word)
    if one is None:
        raise Http404
    return redirect(actor_url(one))


@csrf_exempt
@require_http_methods(["GET", "POST"])
def inbox_page(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Activities of other servers. 202 when it is on the disk; 400, 401 with one sentence when it cannot be."""
    one = account(pk) if pk is not None else None
    if request.method == "GET":
        address = actor_url(one, "inbox") if one else f"{base()}/inbox"
        return answer_with(wire.collection(address, total=0, items=[]))
    if int(request.headers.get("Content-Length") or 0) > inbox.LARGEST:
        return JsonResponse({"error": "an activity may have 1 MB"}, status=413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        inbox.take_in(Request(method="POST", target=request.get_full_path(), headers=headers, body=request.body))
    except Unreadable as error:
        return JsonResponse({"error": str(error)}, status=400)
    except inbox.Unwelcome as error:
        return JsonResponse({"error": str(error)}, status=403)
    except (Forged, remote.NotFetched) as error:
        return JsonResponse({"error": str(error)}, status=401)
    return HttpResponse(status=202)


def _names_activity(request: HttpRequest) -> bool:
    """As the front tells the faces of an address apart: what asks for no face by name is not kept."""
    names = [part.partition(";")[0].strip() for part in request.headers.get("Accept", "").lower().split(",")]
    return names[0] in {wire.TYPE, "application/ld+json"}
