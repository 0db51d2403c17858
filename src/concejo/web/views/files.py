# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pictures and the town's colour. Published names are random, so they may be kept for ever."""

import re
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache

from concejo.cases import queries as cases
from concejo.people import actions as people
from concejo.people.queries import reason_given
from concejo.square import pictures
from concejo.square import rules as square
from concejo.square.models import Media
from concejo.web import accents
from concejo.web.context import reader

_NAME = re.compile(r"[a-z0-9]{2}/[a-z0-9]+-\d+\.jpg|town/[a-z0-9.-]+")
_COLOUR = re.compile(r"[0-9a-fA-F]{6}")


def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A published picture."""
    if not _NAME.fullmatch(path):
        raise Http404
    file = Path(settings.MEDIA_ROOT) / "public" / path
    try:
        response = FileResponse(file.open("rb"))
    except OSError as error:
        raise Http404 from error
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@never_cache
def sealed(request: HttpRequest, name: str) -> HttpResponse:
    """A picture or file that only those may see who may read its conversation; the look is written down."""
    person = reader(request)
    found = get_object_or_404(Media.objects.select_related("post__conversation__department"), name=name)
    if person is None or found.post is None or not square.may_read(person, found.post.conversation):
        raise Http404
    conversation = found.post.conversation
    if not conversation.is_public:
        case = cases.case_of(conversation.pk)
        about = case.ref if case else conversation.topic
        reason = reason_given(person, about) if square.needs_reason(person, conversation) else ""
        if square.needs_reason(person, conversation) and not reason:
            raise Http404
        people.look(person, about=about, reason=reason)
    response = HttpResponse(pictures.open_sealed(found), content_type=found.content_type or "application/octet-stream")
    if found.kind == Media.Kind.FILE:
        response["Content-Disposition"] = f'attachment; filename="{re.sub(r"[^A-Za-z0-9._-]", "_", found.file_name)}"'
        response["Content-Type"] = "application/octet-stream"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def accent(request: HttpRequest, colour: str) -> HttpResponse:
    """The town's own blue; which colours are allowed is checked where it is set."""
    if not _COLOUR.fullmatch(colour):
        raise Http404
    response = HttpResponse(accents.css(f"#{colour}"), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
