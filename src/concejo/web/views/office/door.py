# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who may enter: whoever is not signed in signs in; to others these pages do not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from concejo.people import rules
from concejo.people.models import Person
from concejo.web.context import reader

P = ParamSpec("P")
Room = Callable[Concatenate[HttpRequest, Person, P], HttpResponse]
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]


def _for(may: Callable[[Person], bool]) -> Callable[[Room[P]], Page[P]]:
    def wrap(view: Room[P]) -> Page[P]:
        @wraps(view)
        def handle(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            person = reader(request)
            if person is None and not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if person is None or not may(person):
                raise Http404
            return view(request, person, *args, **kwargs)

        return cast("Page[P]", never_cache(handle))

    return wrap


def for_administrator(view: Room[P]) -> Page[P]:
    """Only the administrator."""
    return _for(rules.may_administer)(view)


def for_desk(view: Room[P]) -> Page[P]:
    """The clerk and the administrator."""
    return _for(rules.may_do_desk)(view)


def form_page(request: HttpRequest, form: Any, *, title: str, back_url: str, **more: Any) -> HttpResponse:
    """A form on a page of its own: `lead`, `submit`, `extra_url` and `extra_label` if there are any."""
    context = {"form": form, "page_title": title, "back_url": back_url, **more}
    return render(request, "web/office/form.html", context, status=422 if form.is_bound else 200)


def confirm_page(request: HttpRequest, *, title: str, sentence: str, yes: str, back_url: str) -> HttpResponse:
    """What a button leads to before anything happens."""
    confirm = {
        "title": title, "sentence": sentence, "url": request.get_full_path(), "yes_label": yes, "no_url": back_url,
        "tone": "clay", "protect": True,
    }  # fmt: skip
    return render(request, "ui/confirm_staff.html", {"confirm": confirm, "back_url": back_url, "page_title": title})
