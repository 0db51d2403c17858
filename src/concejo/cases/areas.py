# SPDX-License-Identifier: AGPL-3.0-or-later
"""The districts were drawn anew: every case is looked at again, some thousand at a time."""

from django.db import transaction

from concejo.cases.models import Case
from concejo.core import changes, ledger, outbox
from concejo.core.ids import new_token
from concejo.people.models import Person
from concejo.town import areas
from concejo.town.models import Area, Street

STEP = 2_000
"""Cases in one step; the worker goes on with the next."""


@transaction.atomic
def draw(outlines: list[areas.Outline], *, by: Person) -> None:
    """From now on the town has these districts; those that keep their name keep their followers and their figures."""
    Area.objects.exclude(name__in=[one.name for one in outlines]).delete()
    for order, one in enumerate(outlines):
        lons, lats = ([corner[at] for ring in one.rings for corner in ring] for at in (0, 1))
        told = {
            "rings": one.rings, "order": order, "south": min(lats), "north": max(lats), "west": min(lons),
            "east": max(lons),
        }  # fmt: skip
        Area.objects.update_or_create(name=one.name, defaults=told)
    mark = new_token()
    ledger.write("town.areas_drawn", by=by.ref, about="town", many=len(outlines))
    outbox.promise("cases.areas_drawn", key=mark, after=0, drawing=mark)
    changes.touch("town")


def look_again(after: int) -> int:
    """The next step of cases behind that id, with the district in which they lie now; the last id, or 0 at the end."""
    rows = list(Case.objects.filter(pk__gt=after).order_by("pk").only("pk", "lat", "lon", "area", "street")[:STEP])
    middles = _middles(rows)
    known = areas.known()
    moved: dict[int | None, list[int]] = {}
    for case in rows:
        at = (case.lat, case.lon) if case.lat is not None else middles.get(case.street_id or 0, (None, None))
        area = areas.area_at(*at, among=known)
        if (area.pk if area else None) != case.area_id:
            moved.setdefault(area.pk if area else None, []).append(case.pk)
    for pk, some in moved.items():
        Case.objects.filter(pk__in=some).update(area=pk)
    return rows[-1].pk if len(rows) == STEP else 0


def _middles(rows: list[Case]) -> dict[int, tuple[float | None, float | None]]:
    wanted = {case.street_id for case in rows if case.lat is None and case.street_id}
    return {pk: (lat, lon) for pk, lat, lon in Street.objects.filter(pk__in=wanted).values_list("pk", "lat", "lon")}
