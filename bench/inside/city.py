# SPDX-License-Identifier: AGPL-3.0-or-later
"""A city of 350,000 cases: brought in as a register would be, given to colleagues, asked as its people ask."""

import csv
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count

from bench.measure import say
from concejo.cases.bulk import bring, columns_for, read_rows
from concejo.cases.bulk.rows import Row
from concejo.cases.likely import Asked, likely_same
from concejo.cases.models import Case, Category
from concejo.config import ready
from concejo.core import clock
from concejo.privacy import townkey
from concejo.square import search
from concejo.town.models import Department, Town
from concejo.web.forms_lists import WHICH

from .furnish import CLERK, MAYOR, WORKER, furnish, hall
from .pages import body, forget_fragments
from .register import write

TABLES = ("square_conversation", "square_post", "cases_case", "cases_step", "cases_brought")


def make(cases: int) -> dict[str, Any]:
    """The whole city in an empty folder; how long its register took, beside the same rows by bare SQL."""
    if not Path(settings.TOWN_KEY_FILE).exists():
        townkey.make(settings.TOWN_KEY_FILE)
    ready.make_tables()
    furnish("Ciudad de la Medida")
    file = Path(settings.DATA).parent / "register.csv"
    whose = write(file, cases, now=clock.now())
    say(f"  bringing in {cases:,} cases …")
    began, busy = time.perf_counter(), time.process_time()
    tally = bring(_rows(file), source="bench")
    told = {
        "cases": tally.taken,
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - busy,
        "of": whose,
    }
    told["bare"] = _copied_bare()
    say("  giving them to colleagues")
    _hand_out()
    file.unlink()
    ready.take_stock()
    return told


def _rows(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        columns = columns_for(reader.fieldnames or [], {})
        found = list(read_rows(enumerate(reader, start=2), columns, zone=Town.objects.current().zone))
    rows = [one for one in found if isinstance(one, Row)]
    if len(rows) < len(found):
        raise ValueError(f"{len(found) - len(rows)} lines cannot be taken: {found[-1]}")
    return rows


def _copied_bare() -> float:
    """Seconds that SQLite alone needs for the same rows in the same order, with the same indexes, in another file."""
    name = str(settings.DATABASES["default"]["NAME"])
    other = Path(name).with_name("bare.sqlite3")
    marks = ", ".join("?" * len(TABLES))
    with closing(sqlite3.connect(other)) as bare:
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("ATTACH ? AS town", [name])
        kept = f"SELECT sql FROM town.sqlite_master WHERE sql IS NOT NULL AND tbl_name IN ({marks}) ORDER BY type DESC"  # noqa: S608
        for (sql,) in bare.execute(kept, TABLES).fetchall():
            bare.execute(sql)
        began = time.perf_counter()
        for table in TABLES:
            bare.execute(f"INSERT INTO main.{table} SELECT * FROM town.{table} ORDER BY rowid")  # noqa: S608
        bare.commit()
        seconds = time.perf_counter() - began
    for one in other.parent.glob("bare.sqlite3*"):
        one.unlink()
    return seconds


@transaction.atomic
def _hand_out() -> None:
    """As a town hall would have it: kinds have departments, what is open has a colleague and a day, some waits."""
    known, chance = hall(), Random(5)
    departments = {one.pk: one.handle.word for one in Department.objects.select_related("handle")}
    for at, category in enumerate(Category.objects.order_by("pk")):
        if category.department_id is None:
            category.department_id = sorted(departments)[at % len(departments)]
            category.save(update_fields=["department"])
        Case.objects.filter(category=category).update(department=category.department_id)
    for case in Case.objects.open().only("pk", "department", "opened_at", "state", "conversation").iterator():
        colleagues = known.colleagues[departments[case.department_id or min(departments)]]
        told = {"due_at": case.opened_at + (clock.now() - case.opened_at) / 2 if chance.random() < 0.3 else clock.now()}
        if case.state != "received":
            told["in_charge"] = chance.choice(colleagues).person
        Case.objects.filter(pk=case.pk).update(**told)


def likely(times: int) -> dict[str, Any]:
    """Which cases may be the same, for reports as they come: the words and the place of some case or other."""
    chance, ids = Random(9), list(Case.objects.order_by("-opened_at").values_list("pk", flat=True)[:40_000])
    told = Told()
    found = []
    for pk in chance.sample(ids, times):
        case = Case.objects.with_all().get(pk=pk)
        asked = Asked(
            text=case.main.posts.first().text, category=case.category, place=case.place, lat=case.lat, lon=case.lon,
            street=case.street,
        )  # fmt: skip
        found.append(len(told.measure(lambda asked=asked: likely_same(asked))))
    return told.said() | {"offered": sum(map(bool, found))}


def windows(times: int, share: float) -> dict[str, Any]:
    """The newest 500 points of windows around some case or other, through the WSGI handler."""
    chance, told, seen = Random(11), Told(), []
    spots = list(Case.objects.public().open().exclude(lat=None).values_list("lat", "lon")[:5000])
    for _time in range(times):
        lat, lon = chance.choice(spots)
        path = f"/map/points/?box={lat - share:.5f},{lon - share:.5f},{lat + share:.5f},{lon + share:.5f}"
        seen.append(told.measure(lambda path=path: body(path)).count(b'"2'))
    return told.said() | {"seen": seen}


def searched(times: int) -> dict[str, Any]:
    """Two words of some case or other, with the rows loaded."""
    chance, told = Random(13), Told()
    titles = list(Case.objects.public().order_by("-opened_at").values_list("conversation__title", flat=True)[:20_000])
    pairs = [pair for title in chance.sample(titles, 8 * times) if len(pair := search.words(title)[-2:]) == 2][:times]
    for pair in pairs:
        told.measure(lambda pair=pair: list(search.find(" ".join(pair))))
    return told.said()


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
    """A page so many times, nothing kept."""
    told = Told()
    for _time in range(times):
        forget_fragments()
        told.measure(lambda: body(path, who))
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
