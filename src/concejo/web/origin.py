# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of people without an account carry no cookie, so they are held by their origin and by a limit per address."""

import codecs
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import unquote_to_bytes, urlsplit

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
AN_HOUR = 3600


def open_form(view: View[P]) -> View[P]:
    """A form that anybody may send, if it was sent from a page of ours (Origin, else Referer; never neither)."""

    @wraps(view)
    def handle(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method == "POST" and not _from_here(request):
            raise PermissionDenied
        if request.method == "POST":
            read_in_its_letters(request)
        return view(request, *args, **kwargs)

    return cast("View[P]", csrf_exempt(handle))


def read_in_its_letters(request: HttpRequest) -> None:
    """A form that came in another charset than UTF-8 is read in its own, else in that of old machines (CP 1252)."""
    if request.content_type != "application/x-www-form-urlencoded":
        return
    told = (request.content_params or {}).get("charset", "utf-8").lower()
    if told in {"utf-8", "utf8"}:
        try:
            unquote_to_bytes(request.body.replace(b"+", b" ")).decode()
        except UnicodeDecodeError:
            told = "cp1252"
        else:
            return
    request.encoding = "utf-8"
    _ = request.POST  # read once as it is, because files are read with it
    request.POST = QueryDict(request.body, encoding=told if _is_known(told) else "cp1252")


def _is_known(charset: str) -> bool:
    try:
        return bool(codecs.lookup(charset))
    except LookupError:
        return False


def limited(door: str, *, an_hour: int) -> Callable[[View[P]], View[P]]:
    """At most so many POSTs an hour from one network address; wide enough for a village behind one of them."""

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def handle(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method == "POST" and count(door, request) > an_hour:
                return render(request, "429.html", status=429)
            return view(request, *args, **kwargs)

        return cast("View[P]", handle)

    return wrap


def _from_here(request: HttpRequest) -> bool:
    source: Any = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return bool(urlsplit(source).netloc) and urlsplit(source).netloc == request.get_host()


def count(door: str, request: HttpRequest) -> int:
    """How often that was asked within the hour from one network address, this time too."""
    key = f"limit:{door}:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, AN_HOUR)
    return int(cache.incr(key))
