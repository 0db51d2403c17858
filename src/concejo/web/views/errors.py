# SPDX-License-Identifier: AGPL-3.0-or-later
"""When something goes wrong: what happened, what was kept, what to do."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from concejo.core.durable import away


def bad_request_page(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request makes no sense."""
    return render(request, "400.html", status=400)


def forbidden_page(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Not for this reader."""
    return render(request, "403.html", status=403)


def csrf_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old, or came from elsewhere."""
    return render(request, "403_csrf.html", status=403)


def not_found_page(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing here, or nothing that this reader may know of."""
    return render(request, "404.html", status=404)


def error_page(request: HttpRequest) -> HttpResponse:
    """Our fault; needs no context at all."""
    error = sys.exc_info()[1]
    return unwritten_page(request) if error and away(error) else render(request, "500.html", status=500)


def unwritten_page(request: HttpRequest) -> HttpResponse:
    """The disk or the database does not answer: nothing was kept, and whoever sent something must know it."""
    response = render(request, "unwritten.html", status=503)
    response["Retry-After"] = "120"
    return response
