# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pieces of public pages, made once for everybody: named by what they show, the language and the town's clock.

Their versions are the change counters of what they show, read before anything else, in one question for a whole page,
and the quarter of an hour: what changes by the clock changes on a full quarter (core/kept.py).
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import get_language

from concejo.core import changes, clock
from concejo.core.kept import TOWN, last_quarter
from concejo.ui import fragments
from concejo.web import tongues

ERASED = "erased"
"""Raised whenever somebody's words are erased: every process then forgets all its pieces."""
_MARK = "\0"
_erased: dict[str, int] = {}


@dataclass(frozen=True, slots=True)
class Versions:
    """The counters of everything that one page shows, as they stood before it was read."""

    counters: dict[str, int]
    quarter: datetime

    def of(self, scopes: Iterable[str]) -> Hashable:
        """The version of a piece that shows these."""
        return (self.quarter, self.counters[TOWN], *(self.counters[scope] for scope in scopes))


def versions(scopes: Iterable[str]) -> Versions:
    """Read them; one question."""
    counters = changes.read([*scopes, TOWN, ERASED])
    if _erased.get(ERASED, 0) != counters[ERASED]:
        fragments.kept.forget()
        _erased[ERASED] = counters[ERASED]
    return Versions(counters, last_quarter(clock.now()))


def find(name: tuple[Hashable, ...], version: Hashable) -> SafeString | None:
    """A piece that is kept already."""
    return fragments.kept.find(_name(name), version)


def make(name: tuple[Hashable, ...], version: Hashable, template: str, context: Mapping[str, Any]) -> SafeString:
    """Make a piece and keep it."""
    return fragments.kept.keep(_name(name), version, render_to_string(template, dict(context)))


def piece(
    name: tuple[Hashable, ...], version: Hashable, template: str, context: Callable[[], Mapping[str, Any]]
) -> SafeString:
    """A kept piece, or one made now; `context` is asked only then."""
    found = find(name, version)
    return found if found is not None else make(name, version, template, context())


def framed(
    request: HttpRequest, template: str, pieces: Mapping[str, SafeString], context: Callable[[], Mapping[str, Any]],
    *, version: Hashable,
) -> SafeString:  # fmt: skip
    """A page of which everything but its `pieces` depends only on its address, language and `version`.

    Whoever has a session may read another frame (their name, their places): it is made for them and not kept.
    """
    marks = {name: mark_safe(f"{_MARK}{name}{_MARK}") for name in pieces}
    if set(request.COOKIES) - {tongues.COOKIE}:
        return render_to_string(template, {**context(), **pieces}, request)
    name = ("frame", template, request.get_host(), request.get_full_path(), request.is_secure())
    frame = find(name, version)
    if frame is None:
        frame = fragments.kept.keep(_name(name), version, render_to_string(template, {**context(), **marks}, request))
    parts = frame.split(_MARK)
    return mark_safe("".join(pieces[part] if at % 2 else part for at, part in enumerate(parts)))


def _name(name: tuple[Hashable, ...]) -> Hashable:
    return (*name, get_language(), get_current_timezone_name())
