# SPDX-License-Identifier: AGPL-3.0-or-later
"""The kinds of case a town begins with: data that it then changes on a page."""

import json
from pathlib import Path

from concejo.cases.models import Category
from concejo.town.models import Department


def load() -> int:
    """Bring in the kinds that are not there yet, each with the department of that handle if there is one."""
    rows = json.loads(Path(__file__).with_name("taxonomy.json").read_text(encoding="utf-8"))
    departments = {one.handle.word: one for one in Department.objects.select_related("handle")}
    fresh = 0
    for order, row in enumerate(rows):
        _, made = Category.objects.get_or_create(
            slug=row["slug"],
            defaults={
                "name": row["name"],
                "words": row["words"],
                "days": row["days"],
                "danger": row.get("danger", False),
                "private": row.get("private", False),
                "icon": row["icon"],
                "department": departments.get(row["department"]),
                "order": order,
            },
        )
        fresh += made
    return fresh
