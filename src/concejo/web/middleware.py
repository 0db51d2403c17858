# SPDX-License-Identifier: AGPL-3.0-or-later
"""What holds for every page: the reader's language, the town's clock."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from concejo.core.durable import away, fully
from concejo.town.models import Town
from concejo.web import tongues
from concejo.web.views.errors import unwritten_page

log = logging.getLogger(__name__)
Handler = Callable[[HttpRequest], HttpResponse]


def durable(get_response: Handler) -> Handler:
    """What a form was thanked for is on the disk, whatever happens next."""

    def handle(request: HttpRequest) -> HttpResponse:
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return get_response(request)
        with fully():
            return get_response(request)

    return handle


class Unwritten:
    """The disk or the database does not answer: whoever filled in a form must know that nothing was kept."""

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """As it is, if all goes well."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Come back later (RFC 9110 section 15.6.4), never a promise that nobody can keep."""
        if not away(error):
            return None
        log.error("%s: nothing can be written (%s); the reader was told so", request.method, error)
        return unwritten_page(request)


def tongue(get_response: Handler) -> Handler:
    """The language asked for (`?lang=`, kept in a cookie after that choice), else the browser's, else the town's."""

    def handle(request: HttpRequest) -> HttpResponse:
        chosen, cookie = request.GET.get("lang", ""), request.COOKIES.get(tongues.COOKIE, "")
        asked = tongues.wanted(chosen=chosen, cookie=cookie, accepts=request.headers.get("Accept-Language", ""))
        language = asked or Town.objects.current().language
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        if chosen and chosen == language:
            response.set_cookie(tongues.COOKIE, language, max_age=31_536_000, samesite="Lax", httponly=True)
        return response

    return handle


def town_zone(get_response: Handler) -> Handler:
    """Clocks on every page are the town's."""

    def handle(request: HttpRequest) -> HttpResponse:
        with timezone.override(Town.objects.current().zone):
            return get_response(request)

    return handle
