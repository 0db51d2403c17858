# SPDX-License-Identifier: AGPL-3.0-or-later
"""What an account said, pinned and follows, and what was said around it: lists for servers, pages for people."""

from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from concejo.channels.models import ExternalRef
from concejo.fediverse import actors, profiles, wire
from concejo.fediverse.models import Actor
from concejo.fediverse.names import actor_url, base, object_url
from concejo.square.models import Post, PostQuerySet
from concejo.town.models import Town

SHOWN = 20


@require_GET
def outbox(request: HttpRequest, pk: int) -> HttpResponse:
    """What the account said, the newest first."""
    one = account(pk)
    posts = actors.said_by(one, said_here())
    rows = _ready(posts.order_by("-at", "-id")[:SHOWN])
    if not wants_json(request):
        return _page(request, one, _("What %(name)s said") % {"name": f"@{actors.username(one)}"}, rows=rows)
    items = [wire.create(post) for post in rows]
    return answer_with(wire.collection(actor_url(one, "outbox"), total=posts.count(), items=items))


@require_GET
def featured(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands on top of the account, as the town hall has pinned it."""
    one = account(pk)
    posts = actors.said_by(one, said_here()).exclude(pin=None)
    rows = _ready(posts.order_by("-pin__at", "-id")[:SHOWN])
    if not wants_json(request):
        return _page(request, one, _("What %(name)s has pinned") % {"name": f"@{actors.username(one)}"}, rows=rows)
    notes = [wire.note(post) for post in rows]
    return answer_with(wire.collection(actor_url(one, "featured"), total=len(notes), items=notes))


@require_GET
def followers(request: HttpRequest, pk: int) -> HttpResponse:
    """How many follow; who they are is nobody's business."""
    one = account(pk)
    total = one.followings.filter(ended_at=None).count()
    if not wants_json(request):
        sentence = _("Accounts that follow: %(number)s. Who they are is not shown.") % {"number": total}
        return _page(request, one, _("Who follows %(name)s") % {"name": f"@{actors.username(one)}"}, sentence=sentence)
    return answer_with(wire.collection(actor_url(one, "followers"), total=total))


@require_GET
def following(request: HttpRequest, pk: int) -> HttpResponse:
    """An account of the town follows nobody: it listens to whoever speaks to it."""
    one = account(pk)
    if not wants_json(request):
        sentence = _("Nobody. It listens to whoever speaks to it.")
        return _page(request, one, _("Whom %(name)s follows") % {"name": f"@{actors.username(one)}"}, sentence=sentence)
    return answer_with(wire.collection(actor_url(one, "following"), total=0, items=[]))


@require_GET
def said(request: HttpRequest, pk: int) -> HttpResponse:
    """What the town said: as JSON for servers, led to the conversation for people; gone is gone."""
    post = _ready(Post.objects.filter(pk=pk)).first()
    if post is None or not post.is_town or not post.conversation.is_public:
        raise Http404
    if post.state == Post.State.DELETED:
        gone = {"@context": wire.CONTEXT[0], "id": object_url(pk), "type": "Tombstone"}
        return answer_with(gone, status=410)
    if post.state != Post.State.PUBLISHED:
        raise Http404
    document = wire.note(post)
    if not wants_json(request):
        return redirect(document["url"])
    return answer_with({"@context": wire.CONTEXT, **document})


@require_GET
def replies(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said after it in the same conversation, by id; people are led there."""
    post = get_object_or_404(said_here(), pk=pk)
    if not wants_json(request):
        return redirect(f"/t/{post.conversation_id}/#p{pk}")
    later = Post.objects.public().filter(conversation=post.conversation_id, at__gte=post.at).exclude(pk=pk)
    return answer_with(wire.collection(f"{object_url(pk)}/replies", total=later.count(), items=_ids(later)))


@require_GET
def context(request: HttpRequest, pk: int) -> HttpResponse:
    """A conversation (FEP-7888), by the ids of what was said."""
    posts = Post.objects.public().filter(conversation=pk)
    if not posts.exists():
        raise Http404
    if not wants_json(request):
        return redirect(f"/t/{pk}/")
    return answer_with(wire.collection(f"{base()}/contexts/{pk}", total=posts.count(), items=_ids(posts)))


def account(pk: int) -> Actor:
    """One of the town's, or 404."""
    rows = Actor.objects.select_related("handle__department__handle", "handle__person__handle")
    return get_object_or_404(rows, pk=pk)


def said_here() -> PostQuerySet:
    """What the town has said to everybody."""
    return Post.objects.public().exclude(speaker=None)


def wants_json(request: HttpRequest) -> bool:
    """Servers, and whoever does not say; a browser names HTML first."""
    wanted = request.headers.get("Accept", "")
    return "text/html" not in wanted.partition(",")[0]


def answer_with(document: Any, *, status: int = 200) -> HttpResponse:
    """ActivityStreams, for whoever asks from a page of theirs too."""
    headers = {"Vary": "Accept", "Access-Control-Allow-Origin": "*"}
    return JsonResponse(document, content_type=f"{wire.TYPE}; charset=utf-8", status=status, headers=headers)


def _page(
    request: HttpRequest, one: Actor, title: str, *, rows: PostQuerySet | None = None, sentence: str = ""
) -> HttpResponse:  # fmt: skip
    """The same list for people."""
    path = urlsplit(profiles.document(one)["url"]).path
    said = [(post, f"/t/{post.conversation_id}/#p{post.pk}") for post in rows or ()]
    context = {"page_title": title, "rows": said, "sentence": sentence, "back_url": path, "back_name": _name(one)}
    answer = render(request, "fediverse/list.html", context)
    answer["Vary"] = "Accept"
    return answer


def _name(one: Actor) -> str:
    return f"@{actors.username(one)}@{Town.objects.current().handle_domain}"


def _ready(posts: PostQuerySet) -> PostQuerySet:
    return posts.select_related("department__handle", "speaker__handle", "conversation").prefetch_related("media")


def _ids(posts: PostQuerySet) -> list[str]:
    """Names of posts: ours by our address, others' by theirs."""
    rows = list(posts.order_by("at", "id")[: SHOWN * 5].values_list("pk", "speaker"))
    refs = ExternalRef.objects.filter(kind=wire.KIND, post__in=[pk for pk, _by in rows])
    names = dict(refs.values_list("post_id", "external_id"))
    return [object_url(pk) if by else names[pk] for pk, by in rows if by or pk in names]
