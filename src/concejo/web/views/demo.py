# SPDX-License-Identifier: AGPL-3.0-or-later
"""The outgoing mail of a demo town: what its sink received, as neighbours read it. A real town has no such page."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from concejo.channels.models import SentMail
from concejo.web.show import mails
from concejo.web.show.paging import page_of

PER_PAGE = 25


@never_cache
def mail_page(request: HttpRequest) -> HttpResponse:
    """What went out, the newest first."""
    _in_a_demo()
    page = page_of(request, SentMail.objects.order_by("-at", "-id"), per_page=PER_PAGE)
    context: dict[str, Any] = {
        "letters": [mails.line(one) for one in page.rows],
        "pager": page.pager,
        "page_title": _("Outgoing mail of the demo"),
    }
    return render(request, "web/demo/mails.html", context)


@never_cache
def one_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter, and how to answer it."""
    _in_a_demo()
    letter = mails.letter(get_object_or_404(SentMail, pk=pk), port=settings.OPTIONS["mail_port"])
    return render(request, "web/demo/mail.html", {"letter": letter, "page_title": letter.subject})


def _in_a_demo() -> None:
    if not settings.DEMO:
        raise Http404
