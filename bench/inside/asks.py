# SPDX-License-Identifier: AGPL-3.0-or-later
"""What neighbours and colleagues of a city ask all day, and what the same questions cost without Django."""

import gc
import time
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Count

from concejo.cases.likely import Asked, likely_same
from concejo.cases.models import Case, Category
from concejo.square import search
from concejo.square.models import Post
from concejo.town.models import Department
from concejo.web.forms_lists import WHICH

from .furnish import CLERK, MAYOR, WORKER, hall
from .pages import body


def likely(times: int) -> dict[str, Any]:
    """Which cases may be the same, for reports as they come: the words and the place of some case or other."""
    chance, ids = Random(9), list(Case.objects.order_by("-opened_at").values_list("pk", flat=True)[:40_000])
    told = Told()
    found = []
    for pk in chance.sample(ids, times):
        case = Case.objects.with_all().get(pk=pk)
        first = case.main.posts.first()
        asked = Asked(
            text=first.text if first else "", category=case.category, place=case.place, lat=case.lat, lon=case.lon,
            street=case.street,
        )  # fmt: skip
        found.append(len(told.measure(partial(likely_same, asked))))
    return told.said() | {"offered": sum(map(bool, found))}


def windows(times: int, share: float) -> dict[str, Any]:
    """The newest 500 points of windows around some case or other, through the WSGI handler."""
    chance, told, seen = Random(11), Told(), []
    spots = [(lat or 0.0, lon or 0.0) for lat, lon in _spots()]
    for _time in range(times):
        lat, lon = chance.choice(spots)
        path = f"/map/points/?box={lat - share:.5f},{lon - share:.5f},{lat + share:.5f},{lon + share:.5f}"
        seen.append(told.measure(partial(body, path)).count(b'"2'))
    return told.said() | {"seen": seen}


def _spots() -> list[tuple[float | None, float | None]]:
    return list(Case.objects.public().open().exclude(lat=None).values_list("lat", "lon")[:5000])


def searched(times: int) -> dict[str, Any]:
    """Two words of some case or other, with the rows loaded."""
    chance, told = Random(13), Told()
    titles = list(Case.objects.public().order_by("-opened_at").values_list("conversation__title", flat=True)[:20_000])
    pairs = [pair for title in chance.sample(titles, 8 * times) if len(pair := search.words(title)[-2:]) == 2][:times]
    for pair in pairs:
        told.measure(partial(_found, " ".join(pair)))
    return told.said()


def _found(words: str) -> list[Post]:
    return list(search.find(words))


def pages() -> dict[str, list[str]]:
    """Every list of the town hall, for whoever opens it, with every filter."""
    street = Case.objects.exclude(street=None).values_list("street__name", flat=True)[0]
    kind = Category.objects.annotate(many=Count("cases")).latest("many").slug
    department = Department.objects.get(handle__word="limpieza").pk
    person = hall().colleagues["limpieza"][0].person
    lists = [f"?which={which}" for which, _label in WHICH]
    lists += [f"?which=all&category={kind}", f"?which=all&department={department}", f"?which=all&person={person}",
              f"?category={kind}", f"?department={department}", f"?person={person}",
              f"?{urlencode({'which': 'all', 'street': street})}", "?which=all&since=2026-06-01&until=2026-06-03",
              "?which=all&page=40"]  # fmt: skip
    return {
        WORKER: ["/tasks/", "/tasks/?tab=department", "/tasks/?tab=late", "/tasks/list/", "/tasks/list/?which=mine"],
        CLERK: ["/tasks/?tab=unanswered", "/bulk/", "/calls/", *(f"/tasks/list/{one}" for one in lists)],
        MAYOR: ["/tasks/?tab=open", "/tasks/?tab=late", "/waits/", f"/tasks/?tab=open&department={department}"],
    }


def opened(who: str, path: str, times: int) -> dict[str, Any]:
    """A page so many times, in a process that has run for a while."""
    told = Told()
    gc.collect()
    for _time in range(times):
        told.measure(partial(body, path, who))
    return told.said()


class Told:
    """What something cost, each time, and what the same questions cost when SQLite is asked them bare."""

    def __init__(self) -> None:
        self.cpu: list[float] = []
        self.wall: list[float] = []
        self.bare: list[float] = []
        self.queries: list[int] = []

    def measure(self, what: Callable[[], Any]) -> Any:
        """Do it, then ask the same again without Django."""
        asked: list[tuple[str, Any]] = []

        def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 -- Django's signature
            asked.append((sql, params))
            return execute(sql, params, many, context)

        began, busy = time.perf_counter(), time.process_time()
        with connection.execute_wrapper(note):
            answer = what()
        self.cpu.append((time.process_time() - busy) * 1000)
        self.wall.append((time.perf_counter() - began) * 1000)
        self.queries.append(len(asked))
        began = time.perf_counter()
        for sql, params in asked:
            if sql.startswith("SELECT"):
                connection.connection.execute(sql.replace("%s", "?").replace("%%", "%"), params or ()).fetchall()
        self.bare.append((time.perf_counter() - began) * 1000)
        return answer

    def said(self) -> dict[str, Any]:
        """For whoever asked."""
        return {
            "cpu": self.cpu,
            "wall": self.wall,
            "bare": self.bare,
            "queries": [min(self.queries), max(self.queries)],
        }
