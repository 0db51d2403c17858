# SPDX-License-Identifier: AGPL-3.0-or-later
"""Speaking to the town where there is no line: one page that a telephone keeps, and sends once when it can."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from concejo.channels.models import Draft
from concejo.core.ids import new_token
from concejo.town.models import Town
from concejo.ui import sheets
from concejo.web import drafts, forms, origin, sending, where
from concejo.web.origin import limited, open_form

_KEY = re.compile(r"[a-z0-9]{26}")


@never_cache
@open_form
@limited("kept", an_hour=60)
def offline_page(request: HttpRequest) -> HttpResponse:
    """All five questions on one page. What a telephone kept comes with its key: sent twice, it is written down once."""
    if request.method != "POST":
        return _page(request, [step() for step in forms.STEPS])
    key = request.POST.get("key", "")
    draft = drafts.named(key if _KEY.fullmatch(key) else new_token())
    if draft.letter_id:
        return _sent(request, draft)
    bound = [step(request.POST, request.FILES) for step in forms.STEPS]
    problems = [str(words) for form in bound if not form.is_valid() for some in form.errors.values() for words in some]
    if not problems and bound[-1].cleaned_data.get("website"):
        return render(request, "429.html", status=429)
    problems = problems or _fill(request, draft, bound)
    if not problems:
        return _sent(request, draft)
    if _by_script(request):
        return JsonResponse({"problems": problems}, status=422)
    return _page(request, bound, status=422)


@never_cache
def manifest(request: HttpRequest) -> HttpResponse:
    """What a telephone asks before it puts the form among its apps."""
    name, start = Town.objects.current().name, reverse("web:speak")
    told = {
        "name": _("Speak to %(town)s") % {"town": name}, "short_name": name[:12], "lang": get_language() or "es",
        "start_url": start, "scope": start, "id": start, "display": "minimal-ui", "background_color": "#ffffff",
        "theme_color": "#1b3c9b",
        "icons": [{"src": static("ui/plate.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }  # fmt: skip
    return JsonResponse(told, content_type="application/manifest+json")


@never_cache
def worker(request: HttpRequest) -> HttpResponse:
    """The script that shows the one page when there is no line; it hears of the form's addresses and no others."""
    sheet, fonts = sheets.links()
    names = [*sheet, *fonts, "ui/concejo.js", "ui/offline.js", "ui/plate.svg", "ui/icons.svg"]
    context = {"files": [static(name) for name in names], "page": reverse("web:speak-offline")}
    return render(request, "web/speak/worker.js", context, content_type="text/javascript; charset=utf-8")


def _fill(request: HttpRequest, draft: Draft, bound: list[Any]) -> list[str]:
    told = drafts.answers(draft)
    for form in bound:
        for name, value in form.cleaned_data.items():
            if hasattr(told, name):
                setattr(told, name, "" if value is None else str(value))
    where.settle(told, words="")
    uploads = request.FILES.getlist("photo") if not draft.media else []
    problems = [problem for upload in uploads if (problem := sending.take_photo(upload, draft, told))]
    told.steps_done = list(range(1, len(forms.STEPS) + 1))
    if problems:
        draft.media = []
        bound[2].add_error("photo", problems[0])
    drafts.keep(draft, told)
    if not problems:
        sending.send(draft, told, sent=origin.count("sent", request))
    return problems


def _sent(request: HttpRequest, draft: Draft) -> HttpResponse:
    url = reverse("web:speak-sent", args=[draft.token])
    return JsonResponse({"url": url}) if _by_script(request) else redirect(url)


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "") == "application/json"


def _page(request: HttpRequest, bound: list[Any], *, status: int = 200) -> HttpResponse:
    what, place, photo, who, how = bound
    context = {
        "what": what, "place": place, "photo": photo, "who": who, "how": how,
        "insets": {"email": how["email"], "phone": how["phone"]},
        "icons": {"email": "mail", "phone": "phone", "code": "eye"},
        "hints": {
            "public": _(
                "It stands on the square, without your name. Noise, quarrels and what concerns a family the town hall "
                "reads alone, whatever you choose."
            ),
            "private": _("Read only by the clerk and by whoever must do it. Every look at it is written down."),
            "code": _("We give you a number and a code, and you read the answer here."),
        },
        "page_title": _("Everything on one page"),
    }  # fmt: skip
    return render(request, "web/speak/offline.html", context, status=status)
