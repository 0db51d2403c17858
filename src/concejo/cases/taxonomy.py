# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kinds of case a town begins with, in two levels, with their questions: data that it then changes on its pages."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from concejo.cases.models import Category, Question
from concejo.core import changes
from concejo.town.models import Department

Row = dict[str, Any]
_KIND = ("name", "words", "days", "icon")
_QUESTION = ("text", "help", "datatype", "values", "condition", "stops", "required", "public", "variable")


@cache
def rows() -> list[Row]:
    """As they are given out with Concejo, each with the name of its group."""
    told = json.loads(Path(__file__).with_name("taxonomy.json").read_text(encoding="utf-8"))
    return [row | {"group": told["groups"][row["group"]]} for row in told["kinds"]]


def wanting() -> list[Row]:
    """Those that the town does not have: newer than the town, since what it no longer uses it still has."""
    there = set(Category.objects.values_list("slug", flat=True))
    return [row for row in rows() if row["slug"] not in there]


@transaction.atomic
def load() -> int:
    """Bring in the kinds that are not there yet, each with the department of that handle if there is one; how many.

    Of a kind that is there only what is empty is filled: its group, and its questions where it never had any.
    """
    departments = {one.handle.word: one for one in Department.objects.select_related("handle")}
    there = {one.slug: one for one in Category.objects.prefetch_related("questions")}
    fresh = 0
    for order, row in enumerate(rows()):
        kind = there.get(row["slug"])
        if kind is None:
            kind = _make(row, departments.get(row["department"]), order=order)
            _ask(kind, row.get("questions", []))
            fresh += 1
        elif not kind.group:
            kind.group = row["group"]
            kind.save(update_fields=["group"])
        if row["slug"] in there and not kind.questions.all():
            _ask(kind, row.get("questions", []))
    changes.touch("town", "square", "cases")
    return fresh


def _make(row: Row, department: Department | None, *, order: int) -> Category:
    told = {name: row[name] for name in (*_KIND, "group")}
    return Category.objects.create(
        slug=row["slug"], danger=row.get("danger", False), private=row.get("private", False), department=department,
        order=order, **told,
    )  # fmt: skip


def _ask(kind: Category, asked: Iterable[Row]) -> None:
    for order, row in enumerate(asked, start=1):
        told = {name: row[name] for name in _QUESTION if name in row}
        Question.objects.create(category=kind, code=row["code"], order=order * 10, **told)
