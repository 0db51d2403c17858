# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door to the staff pages: whoever is not signed in signs in first, colleagues who may not enter are told so."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from concejo.cases.models import Case
from concejo.people import actions as people
from concejo.people.models import Person
from concejo.people.queries import reason_given
from concejo.square import rules as square
from concejo.square.models import Conversation
from concejo.web.context import reader
from concejo.web.forms_staff import Reason

P = ParamSpec("P")
Room = Callable[Concatenate[HttpRequest, Person, P], HttpResponse]
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]


def anybody(person: Person) -> bool:
    """Everybody who holds a role in town."""
    del person
    return True


def for_staff(may: Callable[[Person], bool] = anybody) -> Callable[[Room[P]], Page[P]]:
    """A page for those of the town hall who may; it is given the person who reads."""

    def wrap(view: Room[P]) -> Page[P]:
        @wraps(view)
        def handle(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            person = reader(request)
            if person is None and request.user.is_authenticated:
                raise Http404  # a neighbour with an account: these pages are nobody's but the town hall's
            if person is None:
                return redirect_to_login(request.get_full_path())
            if not may(person):
                raise PermissionDenied
            return view(request, person, *args, **kwargs)

        return cast("Page[P]", never_cache(handle))

    return wrap


def look_into(
    request: HttpRequest, person: Person, conversation: Conversation, case: Case | None
) -> HttpResponse | None:
    """Before something private is shown: 404 for whom it does not concern, a page that asks the mayor for a reason.

    Whoever gets through leaves a line that the neighbour can see.
    """
    if conversation.is_public:
        return None
    if not square.may_read(person, conversation):
        raise Http404
    about = case.ref if case else conversation.topic
    if not square.needs_reason(person, conversation):
        people.look(person, about=about)
        return None
    form = Reason(request.POST if "reason" in request.POST else None)
    if form.is_bound and form.is_valid():
        people.look(person, about=about, reason=form.cleaned_data["reason"])
        return redirect(request.get_full_path())
    reason = reason_given(person, about)
    if reason:
        people.look(person, about=about, reason=reason)
        return None
    context = {"form": form, "number": case.number if case else ""}
    return render(request, "web/staff/reason.html", context, status=422 if form.is_bound else 200)
