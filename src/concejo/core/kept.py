# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages that the front may keep: a view says what its page shows, and from when on it would read differently.

The front hands a slot in with a request that it could keep. The whole request is then answered from one moment of the
database, and the counters of what is shown are read in the same moment: nothing can change between page and counters.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from concejo.core import changes, clock

V = TypeVar("V", bound=Callable[..., HttpResponse])
R = TypeVar("R", bound=HttpResponse)
SLOT = "concejo.slot"
TOWN = "town"
"""What every page shows of the town: its name, its departments, its people in office, its streets."""
_QUARTER = 15 * 60


@dataclass(frozen=True, slots=True)
class Shown:
    """What a kept page was made from: counters by scope, and the moment from which on the clock changes it."""

    counters: dict[str, int]
    until: datetime


class Slot:
    """Handed in by the front with every request, and given back with the page's name and what it shows."""

    def __init__(self) -> None:
        self.open = False
        """Whether the front could keep the page."""
        self.shown: Shown | None = None
        self.route = ""


def kept(view: V) -> V:
    """A view whose page depends on nothing but the address, the language and what it `shows`; it writes nothing."""
    view.kept = True  # type: ignore[attr-defined]
    return view


def shows(response: R, *scopes: str, until: datetime | None = None) -> R:
    """Say what the page shows; `until` is needed where something changes by the clock between two quarters of an hour.

    Days begin, deadlines pass and months turn on a quarter of an hour in every zone of the world, so every page is
    made anew then.
    """
    response.shows = (scopes, until)  # type: ignore[attr-defined]
    return response


def is_being_kept(request: HttpRequest) -> bool:
    """Everything is read from one moment now, so nothing can be written."""
    slot = request.META.get(SLOT)
    return bool(slot and slot.open)


def again() -> HttpResponse:
    """Something has to be written first: the view is asked once more, and what it says then is not kept."""
    response = HttpResponse(status=503)
    response.again = True  # type: ignore[attr-defined]
    return response


def next_quarter(moment: datetime) -> datetime:
    """The next full quarter of an hour."""
    return moment + timedelta(seconds=_QUARTER - moment.timestamp() % _QUARTER)


def last_quarter(moment: datetime) -> datetime:
    """The quarter of an hour that runs; what a kept page counts back from."""
    return moment - timedelta(seconds=moment.timestamp() % _QUARTER)


def keeping(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answers from one moment of the database where the front asks for it and the view allows it."""

    def handle(request: HttpRequest) -> HttpResponse:
        slot = request.META.get(SLOT) or Slot()
        if not slot.open or not _may_be_kept(request.path_info):
            response = get_response(request)
            slot.route = _name(request)
            return response
        now = clock.now()
        with changes.snapshot():
            response = get_response(request)
            scopes, until = getattr(response, "shows", ((), None))
            if scopes and response.status_code == 200 and not response.cookies:
                ends = min(until or next_quarter(now), next_quarter(now))
                slot.shown = Shown(changes.read([*scopes, TOWN]), ends)
        if getattr(response, "again", False):
            slot.open = False
            response = get_response(request)
        slot.route = _name(request)
        return response

    return handle


def _name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _may_be_kept(path: str) -> bool:
    try:
        return getattr(resolve(path).func, "kept", False)
    except Resolver404:
        return False
