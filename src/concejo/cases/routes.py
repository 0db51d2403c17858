# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who gets a case: the town's own rules in their order, the first that fits; else the department of its kind."""

import re
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import QuerySet, prefetch_related_objects

from concejo.cases.models import Case, Category, Route
from concejo.cases.queries import metres_between
from concejo.core.prepared import prepared
from concejo.core.words import fold
from concejo.square.models import Post
from concejo.town.models import Asset, Department, Street, Town

DAYS = 5
"""Working days where neither a rule nor a kind says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the rules ask about a case."""

    text: str
    at: datetime
    category: Category | None = None
    street: Street | None = None
    lat: float | None = None
    lon: float | None = None
    asset: Asset | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Where a case goes, and in how many working days it is to be done; `rule` is the one that said so."""

    rule: Route | None
    department: Department | None
    days: int


def way_of(facts: Facts) -> Way:
    """The first rule that fits; else whoever looks after the thing that it is about; else whose kind of work it is."""
    kind = facts.category
    rule = next((one for one in _in_use() if fits(one, facts)), None)
    days = kind.days if kind else DAYS
    if rule is None:
        own = facts.asset.department if facts.asset else None
        return Way(rule=None, department=own or (kind.department if kind else None), days=days)
    return Way(rule=rule, department=rule.department, days=rule.days or days)


def facts_of(case: Case) -> Facts:
    """What is known of a case that is there already."""
    first = Post.objects.published().filter(conversation=case.main).order_by("at", "id").first()
    return Facts(
        text=first.words if first and case.main.is_public else "", at=case.opened_at, category=case.category,
        street=case.street, lat=case.lat, lon=case.lon, asset=case.asset,
    )  # fmt: skip


def fits(rule: Route, facts: Facts) -> bool:
    """Every condition that the rule has holds."""
    return (
        rule.category_id in (None, facts.category.pk if facts.category else 0)
        and _is_that_thing(rule, facts.asset)
        and _lies_there(rule, facts)
        and _is_then(rule, facts.at)
        and _says_so(rule, facts.text)
    )


def _in_use() -> list[Route]:
    rows = _routes()
    if rows:
        prefetch_related_objects(rows, "streets")
    return rows


@prepared
def _routes() -> QuerySet[Route]:
    return Route.objects.filter(active=True).select_related("department__handle", "person__handle")


def _is_that_thing(rule: Route, asset: Asset | None) -> bool:
    """Of that kind, with a number between those, looked after by that department; a rule without these is for all."""
    if not (rule.asset_kind or rule.asset_department_id):
        return True
    if asset is None or rule.asset_kind not in ("", asset.kind):
        return False
    if rule.asset_department_id not in (None, asset.department_id):
        return False
    first, last, number = rule.asset_from, rule.asset_to, asset.count
    if first is None and last is None:
        return True
    return number is not None and (first or 0) <= number and (last is None or number <= last)


def _lies_there(rule: Route, facts: Facts) -> bool:
    """In one of its streets or in its circle; a rule with neither is for the whole town."""
    streets = {one.pk for one in rule.streets.all()}
    if not streets and rule.metres is None:
        return True
    if facts.street is not None and facts.street.pk in streets:
        return True
    if rule.metres is None or rule.lat is None or rule.lon is None or facts.lat is None or facts.lon is None:
        return False
    return metres_between((rule.lat, rule.lon), (facts.lat, facts.lon)) <= rule.metres


def _is_then(rule: Route, at: datetime) -> bool:
    """By the town's clock; from ten at night until six in the morning goes over midnight."""
    local = at.astimezone(Town.objects.current().zone)
    if rule.weekdays and local.weekday() not in rule.weekdays:
        return False
    since, until, now = rule.since or time.min, rule.until or time.max, local.time()
    return since <= now < until if since <= until else now >= since or now < until


def _says_so(rule: Route, text: str) -> bool:
    """One of its words begins a word of the text, accents folded."""
    folded = " " + re.sub(r"\W+", " ", fold(text)) + " "
    return not rule.words or any(f" {fold(word)}" in folded for word in rule.words)
