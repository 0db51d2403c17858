# SPDX-License-Identifier: AGPL-3.0-or-later
"""The outgoing mail of a demo town: what its sink received, as the neighbours would read it. A real town has no such page."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from concejo.channels.models import SentMail
from concejo.web.show import mails
from concejo.web.show.paging import page_of

P = ParamSpec("P")
PER_PAGE = 25


def _of_the_demo(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    @wraps(view)
    def handle(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(handle)


@_of_the_demo
def mail_page(request: HttpRequest) -> HttpResponse:
    """What went out, the newest first."""
    page = page_of(request, SentMail.objects.order_by("-at", "-id"), per_page=PER_PAGE)
    context: dict[str, Any] = {
        "letters": [mails.line(one) for one in page.rows],
        "pager": page.pager,
        "page_title": _("Outgoing mail of the demo"),
    }
    return render(request, "web/demo/mails.html", context)


@_of_the_demo
def one_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter, and how to answer it."""
    letter = mails.letter(get_object_or_404(SentMail, pk=pk), port=settings.OPTIONS["mail_port"])
    return render(request, "web/demo/mail.html", {"letter": letter, "page_title": letter.subject})
