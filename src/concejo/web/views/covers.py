# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tap to cover: before a photo is sent, by her link after it was sent, and at the town hall.

The net over the photo is made of buttons, so it works without script and with the keyboard; where script runs, a
rectangle can be drawn.
"""

import re
from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from concejo.cases.models import Report
from concejo.people import levels, links
from concejo.people.models import Person
from concejo.people.rules import may_moderate
from concejo.square import actions as square
from concejo.square import faces
from concejo.square.faces import Who
from concejo.square.models import Media
from concejo.web import drafts
from concejo.web.origin import limited, open_form
from concejo.web.show import covers
from concejo.web.views.staff.door import for_staff

OWN, ALL = frozenset({Who.AUTHOR}), frozenset(Who)
_FOUR = re.compile(r"(\d{1,5})-(\d{1,5})-(\d{1,5})-(\d{1,5})(?:-([a-z]+))?")
_MESH = re.compile(r"(\d{1,2})-(\d{1,2})")


@for_staff(may_moderate)
def staff_page(request: HttpRequest, person: Person, name: str) -> HttpResponse:
    """The town hall covers, and takes away what the machine covered wrongly."""
    media = _photo(name)
    if media.post is None:
        raise Http404
    if request.method == "POST":
        _act(request, media, who=Who.STAFF, takes=ALL, by=person.ref)
        return redirect("web:desk-photo", name)
    back = reverse("web:desk-letter", args=[media.post.conversation_id])
    return _page(request, media, "web/staff/cover.html", who=Who.STAFF, takes=ALL, back=back)


@never_cache
@open_form
@limited("mine", an_hour=1200)
def mine_page(request: HttpRequest, number: str, token: str, name: str) -> HttpResponse:
    """Whoever sent it covers more of it, by the link of her case."""
    row = links.read(links.Purpose.CASE, token)
    rows = Report.objects.select_related("address", "case").filter(case__number=number)
    report = get_object_or_404(rows, pk=row or 0)
    media = _photo(name)
    if media.post is None or media.post.author_id != report.address_id:
        raise Http404
    if request.method == "POST":
        address = report.address
        via = "slip" if address.scheme == "slip" else "web"
        if not levels.may("square.cover_photo", via=via, holds=levels.of(address, party=True)):
            raise PermissionDenied
        _act(request, media, who=Who.AUTHOR, takes=OWN, by=address.ref)
        return redirect("web:mine-photo", number, token, name)
    back = reverse("web:mine", args=[number, token])
    return _page(request, media, "web/cover.html", who=Who.AUTHOR, takes=OWN, back=back)


@never_cache
@open_form
@limited("mine", an_hour=1200)
def draft_page(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """Before it is sent."""
    draft = drafts.find(token)
    if draft is None or name not in draft.media:
        raise Http404
    media = get_object_or_404(Media, name=name, post=None, kind=Media.Kind.PHOTO)
    if request.method == "POST":
        by = f"draft:{draft.pk}"
        if "look" in request.POST:
            square.ask_look(media, wanted=request.POST["look"] == "yes", by=by)
        _act(request, media, who=Who.AUTHOR, takes=OWN, by=by)
        return redirect("web:speak-cover", token, name)
    back = reverse("web:speak-step", args=[token, 3])
    return _page(request, media, "web/cover.html", who=Who.AUTHOR, takes=OWN, back=back)


def _photo(name: str) -> Media:
    """A photo of public words; of private ones nothing is shown to anybody else."""
    rows = Media.objects.select_related("post__conversation").filter(kind=Media.Kind.PHOTO)
    media = get_object_or_404(rows, name=name)
    if media.post is None or not media.post.conversation.is_public:
        raise Http404
    return media


def _page(
    request: HttpRequest, media: Media, template: str, *, who: Who, takes: Collection[Who], back: str
) -> HttpResponse:
    if "picture" in request.GET:
        return HttpResponse(covers.picture(media), content_type="image/jpeg")
    context: dict[str, Any] = covers.page(media, who=who, takes=takes)
    context |= {"back_url": back, "waits": media.post is None, "page_title": _("Cover something in the photo")}
    return render(request, template, context)


def _act(request: HttpRequest, media: Media, *, who: Who, takes: Collection[Who], by: str) -> None:
    """One tap on the net, a drawn rectangle, or a cover taken away; what is none of them changes nothing."""
    told = request.POST
    mesh, drawn, away = (
        pattern.fullmatch(told.get(name, "")) for pattern, name in ((_MESH, "mesh"), (_FOUR, "box"), (_FOUR, "away"))
    )
    if mesh:
        over = covers.mesh(media, int(mesh[1]), int(mesh[2]), who=who)
        if over is not None and not square.cover(media, over, by=by):
            square.take_cover(media, over, by=by)
    elif drawn:
        x, y, width, height = (int(drawn[number]) for number in range(1, 5))
        square.cover(media, faces.clipped(x, y, width, height, who=who), by=by)
    elif away and away[5] in set(takes):
        (cover,) = faces.covers([away.groups()])
        square.take_cover(media, cover, by=by)
