# SPDX-License-Identifier: AGPL-3.0-or-later
"""A round through the town: from each case to the nearest one that is left, so that nobody walks back and forth."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from concejo.cases.models import Case
from concejo.cases.queries import metres_between


@dataclass(frozen=True, slots=True)
class Stop:
    """One case of a round; how far it is from the stop before, as the crow flies, where both places are known."""

    case: Case
    metres: float | None


def round_of(cases: Iterable[Case], *, start: tuple[float, float] | None = None) -> list[Stop]:
    """From `start` (latitude, longitude), or else from the first of them; those without a place come last, as given."""
    rows = list(cases)
    left = [(case, (case.lat, case.lon)) for case in rows if case.lat is not None and case.lon is not None]
    stops: list[Stop] = []
    here = start
    while left:
        nearest = left[0] if here is None else min(left, key=partial(_away, here))
        left.remove(nearest)
        stops.append(Stop(nearest[0], None if here is None else _away(here, nearest)))
        here = nearest[1]
    return stops + [Stop(case, None) for case in rows if case.lat is None or case.lon is None]


def _away(here: tuple[float, float], one: tuple[Case, tuple[float, float]]) -> float:
    return metres_between(here, one[1])
