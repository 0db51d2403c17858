# SPDX-License-Identifier: AGPL-3.0-or-later
"""What holds for every page: the reader's language, the town's clock."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from concejo.core import asked
from concejo.town.models import Town
from concejo.web import tongues

Handler = Callable[[HttpRequest], HttpResponse]


def tongue(get_response: Handler) -> Handler:
    """The language asked for (`?lang=`, kept in a cookie after that choice), else the browser's, else the town's."""

    def handle(request: HttpRequest) -> HttpResponse:
        with asked.within():
            return answer(request)

    def answer(request: HttpRequest) -> HttpResponse:
        chosen, cookie = request.GET.get("lang", ""), request.COOKIES.get(tongues.COOKIE, "")
        wish = tongues.wanted(chosen=chosen, cookie=cookie, accepts=request.headers.get("Accept-Language", ""))
        language = wish or Town.objects.current().language
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
