# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which open cases may be the same thing: offered to a neighbour before she sends hers, and to the desk beside one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Coalesce

from concejo.cases import same
from concejo.cases.models import Case, CaseQuerySet, Category, square_around
from concejo.cases.queries import metres_between
from concejo.core import clock
from concejo.core.prepared import prepared
from concejo.square.models import Post
from concejo.town import assets
from concejo.town.models import Street

USUAL_DAYS = 5
"""In which a thing is done whose kind nobody knows."""

NEAR = 100.0
"""Metres: what lies farther away is something else."""
RECENT = timedelta(weeks=12)
MOST_WEIGHED = 200
"""The newest so many around a point, or in a street, are weighed."""


@dataclass(frozen=True, slots=True)
class Likely:
    """An open case that may be the same thing; how far away in metres, when both places are known."""

    case: Case
    metres: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked for now, before it is a case or beside the one that it has become."""

    text: str
    category: Category | None
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    street: Street | None = None
    at: datetime | None = None
    """When it was asked for; now, where it is not a case yet."""


def likely_same(asked: Asked, *, but: Case | None = None, limit: int = 3) -> list[Likely]:
    """Public open cases that are likely the same thing, the likeliest first; `same.py` weighs them."""
    kinds = assets.kinds()
    category = asked.category
    told = same.Told(
        stems=same.stems(asked.text), kind=category.pk if category else None, at=asked.at or clock.now(),
        days=category.days if category else USUAL_DAYS, thing=assets.named_in(f"{asked.place} {asked.text}", kinds),
    )  # fmt: skip
    found = []
    for one, away in _around(asked):
        if one.pk != (but.pk if but else None) and _akin(category, one):
            found.append((same.likeness(told, _told(one, kinds), metres=away), one.opened_at, one.pk, away))
    best = sorted((row for row in found if row[0] >= same.LIKELY), reverse=True)[:limit]
    cases = {case.pk: case for case in _cases([pk for _how, _at, pk, _away in best])} if best else {}
    return [Likely(cases[pk], away) for _how, _at, pk, away in best if pk in cases]


@dataclass(frozen=True, slots=True)
class _Open:
    """What is read of each case that is weighed."""

    pk: int
    kind: int | None
    days: int | None
    department: int | None
    group: dict[str, str] | None
    opened_at: datetime
    lat: float | None
    lon: float | None
    place: str
    text: str


def _around(asked: Asked) -> list[tuple[_Open, float | None]]:
    """Those within reach of the point, else those in the street."""
    since = clock.now() - RECENT
    if asked.lat is not None and asked.lon is not None:
        here = (asked.lat, asked.lon)
        rows = [_Open(*row) for row in _open_near(*square_around(*here, metres=NEAR), since)]
        near = [(one, metres_between(here, (one.lat or 0.0, one.lon or 0.0))) for one in rows]
        return [(one, away) for one, away in near if away <= NEAR]
    if asked.street is not None:
        return [(_Open(*row), None) for row in _open_in(asked.street.pk, since)]
    return []


def _told(one: _Open, kinds: Sequence[str]) -> same.Told:
    return same.Told(
        stems=same.stems(one.text), kind=one.kind, days=one.days or USUAL_DAYS, at=one.opened_at,
        thing=assets.named_in(f"{one.place} {one.text}", kinds),
    )  # fmt: skip


def _akin(category: Category | None, one: _Open) -> bool:
    """One kind, or kinds that people take for each other: of one department, or of one group."""
    if category is None or one.kind is None or one.kind == category.pk:
        return True
    of_one = category.department_id is not None and category.department_id == one.department
    return of_one or bool(category.group and category.group == one.group)


_OPEN_FIELDS = (
    "pk", "category", "category__days", "category__department", "category__group", "opened_at", "lat", "lon", "place",
    "said",
)  # fmt: skip


def _with_words(rows: CaseQuerySet) -> "QuerySet[Case, tuple[Any, ...]]":
    first = Post.objects.published().filter(conversation=OuterRef("conversation")).order_by("at", "id")
    said = Coalesce(Subquery(first.values("text")[:1]), F("conversation__title"), output_field=TextField())
    return rows.annotate(said=said).values_list(*_OPEN_FIELDS)


@prepared
def _open_near(
    south: float, west: float, north: float, east: float, since: datetime
) -> "QuerySet[Any, tuple[Any, ...]]":
    rows = Case.objects.public().open().within(south, west, north, east).filter(opened_at__gte=since)
    newest = rows.order_by("-opened_at", "-id").values("pk")[:MOST_WEIGHED]  # the index of the map holds all of it
    return _with_words(Case.objects.filter(pk__in=newest)).order_by()


@prepared
def _open_in(street: int, since: datetime) -> "QuerySet[Any, tuple[Any, ...]]":
    rows = Case.objects.public().open().filter(street=street, opened_at__gte=since)
    return _with_words(rows).order_by("-opened_at", "-id")[:MOST_WEIGHED]


@prepared
def _cases(ids: Sequence[int]) -> CaseQuerySet:
    return Case.objects.with_all().filter(pk__in=ids).order_by()
