# SPDX-License-Identifier: AGPL-3.0-or-later
"""A city of 350,000 cases: brought in as a register would be, and given to colleagues."""

import csv
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.db import transaction

from bench.measure import say
from concejo.cases.bulk import bring, columns_for, read_rows
from concejo.cases.bulk.rows import Row
from concejo.cases.models import Case, Category
from concejo.config import ready
from concejo.core import clock
from concejo.privacy import townkey
from concejo.town.models import Department, Town

from .furnish import furnish, hall
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
        late = chance.random() < 0.3
        told: dict[str, Any] = {"due_at": case.opened_at + (clock.now() - case.opened_at) / 2 if late else clock.now()}
        if case.state != "received":
            told["in_charge"] = chance.choice(colleagues).person
        Case.objects.filter(pk=case.pk).update(**told)
