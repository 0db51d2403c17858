# SPDX-License-Identifier: AGPL-3.0-or-later
"""How many people live where and in which age band: the denominators, with small numbers left out."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from concejo.people.models import Band, RollEntry

LEAST = 50
"""People in a cell that is shown; beneath, only that there are fewer."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One district or band; `people` is `None` where the number would tell too much."""

    name: str
    people: int | None


def by_district() -> list[Cell]:
    """Each district of the roll; those of whom it is not known come last, without a name."""
    rows = RollEntry.objects.values_list("district").annotate(people=Count("pk")).order_by("district")
    return shown(sorted(rows, key=lambda row: (not row[0], row[0])))


def by_band() -> list[Cell]:
    """Each age band, the youngest first. Never district by band: in a village that is a list of people."""
    found = dict(RollEntry.objects.values_list("band").annotate(people=Count("pk")).order_by("band"))
    return shown([(band, found.get(band, 0)) for band in [*Band.values, ""] if band in found or band])


def shown(rows: Iterable[tuple[str, int]]) -> list[Cell]:
    """Cells below the least are hidden, and the smallest other one too where subtraction would give a single one."""
    cells = list(rows)
    hidden = {place for place, (_name, people) in enumerate(cells) if 0 < people < LEAST}
    if len(hidden) == 1:
        others = [(people, place) for place, (_name, people) in enumerate(cells) if place not in hidden and people]
        hidden |= {min(others)[1]} if others else set()
    return [Cell(name, None if place in hidden else people) for place, (name, people) in enumerate(cells)]
