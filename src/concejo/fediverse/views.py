# SPDX-License-Identifier: AGPL-3.0-or-later
"""What other servers ask for: who is who (WebFinger), accounts, words, collections, what software; the inbox."""

import logging
from importlib.metadata import version as version_of
from typing import Any
from urllib.parse import unquote

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from concejo.channels.contract import Unreadable
from concejo.channels.models import ExternalRef
from concejo.core.kept import TOWN, again, is_being_kept, kept, shows
from concejo.fediverse import actors, inbox, remote, wire
from concejo.fediverse.models import Actor
from concejo.fediverse.names import actor_in, actor_url, base, object_url
from concejo.fediverse.signatures import Forged, Request
from concejo.people.models import Account
from concejo.square.models import Post
from concejo.town.models import Town

log = logging.getLogger(__name__)
SHOWN = 20
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
    document = wire.actor(actor)
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
    """Where NodeInfo is."""
    links = [{"rel": "http://nodeinfo.diaspora.software/ns/schema/2.1", "href": f"{base()}/nodeinfo/2.1"}]
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
        "usage": {"users": {"total": Account.objects.filter(is_active=True).count()}, "localPosts": _said().count()},
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
         "stats": {"user_count": 1, "status_count": _said().count(), "domain_count": 1}, "languages": town.languages,
         "registrations": False, "approval_required": False, "rules": []}
    )  # fmt: skip


@kept
@require_GET
def actor(request: HttpRequest, pk: int) -> HttpResponse:
    """An account: as JSON for servers, led to its page for people."""
    document = wire.actor(_actor(pk))
    if not _wants_json(request):
        return redirect(document["url"])
    answer = _json(document)
    return shows(answer, TOWN) if _names_activity(request) else answer


@require_GET
def named(request: HttpRequest, word: str) -> HttpResponse:
    """An account by its name, as the department's page points to it."""
    one = actors.of_word(word)
    if one is None:
        raise Http404
    return redirect(actor_url(one))


@require_GET
def outbox(request: HttpRequest, pk: int) -> HttpResponse:
    """What the account said, the newest first."""
    one = _actor(pk)
    posts = _said_by(one)
    rows = posts.select_related("department__handle", "speaker", "conversation").prefetch_related("media")
    items = [wire.create(post) for post in rows.order_by("-at", "-id")[:SHOWN]]
    return _json(wire.collection(actor_url(one, "outbox"), total=posts.count(), items=items))


@require_GET
def counted(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """How many follow; who they are is nobody's business. The town follows nobody and has nothing pinned."""
    one = _actor(pk)
    total = one.followings.filter(ended_at=None).count() if part == "followers" else 0
    items: list[Any] | None = None if part == "followers" else []
    return _json(wire.collection(actor_url(one, part), total=total, items=items))


@require_GET
def said(request: HttpRequest, pk: int) -> HttpResponse:
    """What the town said: as JSON for servers, led to the conversation for people; gone is gone."""
    post = Post.objects.select_related("department__handle", "speaker", "conversation").filter(pk=pk).first()
    if post is None or not post.is_town or not post.conversation.is_public:
        raise Http404
    if post.state == Post.State.DELETED:
        return _json({"@context": wire.CONTEXT[0], "id": object_url(pk), "type": "Tombstone"}, status=410)
    if post.state != Post.State.PUBLISHED:
        raise Http404
    document = wire.note(post)
    return _json({"@context": wire.CONTEXT, **document}) if _wants_json(request) else redirect(document["url"])


@require_GET
def replies(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said after it in the same conversation, by id."""
    post = get_object_or_404(Post.objects.public().exclude(speaker=None), pk=pk)
    later = Post.objects.public().filter(conversation=post.conversation_id, at__gte=post.at).exclude(pk=pk)
    return _json(wire.collection(f"{object_url(pk)}/replies", total=later.count(), items=_ids(later)))


@require_GET
def context(request: HttpRequest, pk: int) -> HttpResponse:
    """A conversation (FEP-7888), by the ids of what was said."""
    posts = Post.objects.public().filter(conversation=pk)
    if not posts.exists():
        raise Http404
    if not _wants_json(request):
        return redirect(f"/t/{pk}/")
    return _json(wire.collection(f"{base()}/contexts/{pk}", total=posts.count(), items=_ids(posts)))


@csrf_exempt
@require_http_methods(["GET", "POST"])
def inbox_page(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Activities of other servers. 202 when it is on the disk; 400, 401 with one sentence when it cannot be."""
    one = _actor(pk) if pk is not None else None
    if request.method == "GET":
        address = actor_url(one, "inbox") if one else f"{base()}/inbox"
        return _json(wire.collection(address, total=0, items=[]))
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


def _actor(pk: int) -> Actor:
    return get_object_or_404(Actor.objects.select_related("handle__department__handle"), pk=pk)


def _said() -> Any:
    return Post.objects.public().exclude(speaker=None)


def _said_by(one: Actor) -> Any:
    department = getattr(one.handle, "department", None) if one.handle else None
    if department is not None:
        return _said().filter(department=department)
    return _said().filter(department=None) if one.handle else _said().none()


def _ids(posts: Any) -> list[str]:
    """Names of posts: ours by our address, others' by theirs."""
    rows = list(posts.order_by("at", "id")[: SHOWN * 5].values_list("pk", "speaker"))
    refs = ExternalRef.objects.filter(kind=wire.KIND, post__in=[pk for pk, _by in rows])
    names = dict(refs.values_list("post_id", "external_id"))
    return [object_url(pk) if by else names[pk] for pk, by in rows if by or pk in names]


def _wants_json(request: HttpRequest) -> bool:
    wanted = request.headers.get("Accept", "")
    return "text/html" not in wanted.partition(",")[0]


def _names_activity(request: HttpRequest) -> bool:
    """As the front tells the faces of an address apart: what asks for no face by name is not kept."""
    names = [part.partition(";")[0].strip() for part in request.headers.get("Accept", "").lower().split(",")]
    return names[0] in {wire.TYPE, "application/ld+json"}


def _json(document: Any, *, status: int = 200) -> HttpResponse:
    headers = {"Vary": "Accept", "Access-Control-Allow-Origin": "*"}
    return JsonResponse(document, content_type=f"{wire.TYPE}; charset=utf-8", status=status, headers=headers)
