# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms of people without an account carry no cookie, so they are held by their origin and by a limit per address."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlsplit

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
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
        return view(request, *args, **kwargs)

    return cast("View[P]", csrf_exempt(handle))


def limited(door: str, *, an_hour: int) -> Callable[[View[P]], View[P]]:
    """At most so many POSTs an hour from one network address; wide enough for a village behind one of them."""

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def handle(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method == "POST" and _count(door, request) > an_hour:
                return render(request, "429.html", status=429)
            return view(request, *args, **kwargs)

        return cast("View[P]", handle)

    return wrap


def _from_here(request: HttpRequest) -> bool:
    source: Any = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return bool(urlsplit(source).netloc) and urlsplit(source).netloc == request.get_host()


def _count(door: str, request: HttpRequest) -> int:
    key = f"limit:{door}:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, AN_HOUR)
    return int(cache.incr(key))
