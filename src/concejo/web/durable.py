# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whoever sent a form is told the truth: it is on the disk, or nothing of it was kept."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from concejo.core.durable import away, fully
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
