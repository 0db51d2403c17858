# SPDX-License-Identifier: AGPL-3.0-or-later
"""A row that is there once, whoever comes first: written without asking before, and without a savepoint."""

from typing import TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


def once(row: Row, *key: str) -> tuple[Row, bool]:
    """Write the row unless one with the same `key` (fields of a unique constraint) is there; says whether it is new.

    Returns the row that is there. The id must come from `new_id`, so that one's own row is known again.
    """
    rows = type(row)._default_manager  # noqa: SLF001 -- Django's name for the manager that every model has
    rows.bulk_create([row], ignore_conflicts=True)
    there = rows.get(**{name: getattr(row, name) for name in key})
    return there, there.pk == row.pk
