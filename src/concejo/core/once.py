# SPDX-License-Identifier: AGPL-3.0-or-later
"""A row that is there once, whoever comes first: written without asking before, and without a savepoint."""

from typing import TypeVar, cast

from django.db import models

from concejo.core import rows
from concejo.core.prepared import prepared

Row = TypeVar("Row", bound=models.Model)


def once(row: Row, *key: str) -> tuple[Row, bool]:
    """Write the row unless one with the same `key` (fields of a unique constraint) is there; says whether it is new.

    Returns the row that is there. The id must come from `new_id`, so that one's own row is known again.
    """
    model = type(row)
    rows.write(row, unless_there=True)
    known = {one.name: one.attname for one in model._meta.concrete_fields}  # noqa: SLF001 -- Django's public name for it
    columns = tuple(known[name] for name in key)
    there = cast("Row", _there(*(getattr(row, name) for name in columns), model=model, columns=columns)[0])
    return there, there.pk == row.pk


@prepared
def _there(
    *values: int | str, model: type[models.Model], columns: tuple[str, ...]
) -> "models.QuerySet[models.Model, models.Model]":
    return model._default_manager.filter(**dict(zip(columns, values, strict=True)))  # noqa: SLF001 -- the manager of any model
