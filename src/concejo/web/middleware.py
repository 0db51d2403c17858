# SPDX-License-Identifier: AGPL-3.0-or-later
"""What holds for every page: security headers, the reader's language, the town's clock."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from concejo.core.durable import away, fully
from concejo.town.models import Town
from concejo.web.views.errors import unwritten_page

log = logging.getLogger(__name__)

_WORDS = ("text/", "application/atom+xml", "application/json", "application/javascript", "image/svg+xml")
Handler = Callable[[HttpRequest], HttpResponse]
LANGUAGE_COOKIE = "lang"
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)


def headers(get_response: Handler) -> Handler:
    """Strict CSP without `unsafe-inline`; no framing, no sniffing, no referrer to others, HSTS on https."""

    def handle(request: HttpRequest) -> HttpResponse:
        _believe_proxy(request)
        response = get_response(request)
        response.setdefault("Content-Security-Policy", _CSP)
        response.setdefault("X-Frame-Options", "DENY")
        response.setdefault("X-Content-Type-Options", "nosniff")
        response.setdefault("Referrer-Policy", "same-origin")
        response.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
        if request.is_secure():
            response.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response

    return handle


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
        chosen = request.GET.get("lang", "")
        language = _language(request, chosen)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        if chosen and chosen == language:
            response.set_cookie(LANGUAGE_COOKIE, language, max_age=31_536_000, samesite="Lax", httponly=True)
        return response

    return handle


def town_zone(get_response: Handler) -> Handler:
    """Clocks on every page are the town's."""

    def handle(request: HttpRequest) -> HttpResponse:
        with timezone.override(Town.objects.current().zone):
            return get_response(request)

    return handle


def _language(request: HttpRequest, chosen: str) -> str:
    known = dict(settings.LANGUAGES)
    for wish in (chosen, request.COOKIES.get(LANGUAGE_COOKIE, "")):
        if wish in known:
            return wish
    if request.headers.get("Accept-Language"):
        return translation.get_language_from_request(request)
    return Town.objects.current().language


def _believe_proxy(request: HttpRequest) -> None:
    """X-Forwarded-* count only from a proxy that the settings name."""
    if request.META.get("REMOTE_ADDR") not in settings.TRUSTED_PROXIES:
        return
    peer = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    if peer:
        request.META["REMOTE_ADDR"] = peer
    if request.headers.get("X-Forwarded-Proto") == "https":
        request.META["wsgi.url_scheme"] = "https"
        request.META["HTTPS"] = "on"


class Compressed(GZipMiddleware):
    """What is words goes out compressed; pictures and fonts are small already."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """By its kind. A page's secrets are masked anew each time, so that its length tells nothing (BREACH)."""
        if not response.get("Content-Type", "").startswith(_WORDS):
            return response
        return super().process_response(request, response)
