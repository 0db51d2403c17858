# SPDX-License-Identifier: AGPL-3.0-or-later
"""Promises that this room keeps itself."""

from concejo.cases import areas, moving_in
from concejo.core import outbox


@outbox.keeps("cases.areas_drawn")
def put_into_areas(*, after: int, drawing: str) -> None:
    """Cases are put into the districts as they are drawn now, a step at a time."""
    last = areas.look_again(after)
    if last:
        outbox.promise("cases.areas_drawn", key=f"{drawing}:{last}", after=last, drawing=drawing)


@outbox.keeps(moving_in.PROMISE)
def go_on_moving_in(*, row: int, place: int) -> None:
    """A file of an old register is brought in, or undone, a step at a time."""
    moving_in.step(row, place)
