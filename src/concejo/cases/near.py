# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hearing of what lies near a point: ``near:37.151,-3.641,500`` (latitude, longitude, metres)."""

import re

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from concejo.cases.models import Case, CaseQuerySet
from concejo.cases.queries import metres
from concejo.core.prepared import prepared
from concejo.square.models import Follow
from concejo.town import gazetteer, ground

METRES = (200, 500, 1000)
_TOPIC = re.compile(r"near:(-?\d{1,2}\.\d{3}),(-?\d{1,3}\.\d{3}),(200|500|1000)")


def topic(lat: float, lon: float, within: int) -> str:
    """Three decimals are a hundred metres: who follows does not tell where they live."""
    return f"near:{lat:.3f},{lon:.3f},{within}"


def topics_of(case: Case) -> list[str]:
    """Those that somebody follows and that the case lies in."""
    if case.lat is None or case.lon is None:
        return []
    found = [(one, _TOPIC.fullmatch(one)) for (one,) in _followed()]
    near = [(one, told, metres(float(told[1]), float(told[2]), case)) for one, told in found if told]
    return [one for one, told, away in near if away is not None and away <= int(told[3])]


def cases_in(told: str) -> CaseQuerySet:
    """Public cases that lie there; in a square around the circle, since a feed may show a corner more."""
    match = _TOPIC.fullmatch(told)
    if match is None:
        return Case.objects.none()
    return Case.objects.public().near(float(match[1]), float(match[2]), metres=float(match[3]))


def words(told: str) -> str:
    """What it is called; empty for one that does not exist or lies elsewhere."""
    match = _TOPIC.fullmatch(told)
    if match is None or abs(float(match[1])) > 90 or abs(float(match[2])) > 180:
        return ""
    lat, lon = float(match[1]), float(match[2])
    if ground.astray(lat, lon, around=ground.extent()):
        return ""
    spot = gazetteer.nearest(lat, lon, metres=1000)
    place = spot.street.name if spot and spot.street else f"{lat:.3f}, {lon:.3f}"
    return _("everything within %(metres)s metres of %(place)s") % {"metres": match[3], "place": place}


@prepared
def _followed() -> "QuerySet[Follow, tuple[str]]":
    near = Follow.objects.filter(topic__gte="near:", topic__lt="near;", ended_at=None)  # all that begin with near:
    return near.order_by().values_list("topic").distinct()
