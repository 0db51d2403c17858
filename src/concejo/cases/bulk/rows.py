# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines of a CSV file as rows that can be believed, or a sentence that says why not."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from concejo.cases.states import CLOSED, State
from concejo.core import clock
from concejo.core.words import fold

NAMES = ("id", "text", "opened", "category", "place", "lat", "lon", "state", "closed", "department", "seen")
"""What a row may tell; only `text` and `opened` must be there."""
KNOWN_AS: dict[str, tuple[str, ...]] = {
    "id": ("id", "service_request_id"),
    "text": ("text", "description"),
    "opened": ("opened", "requested_datetime"),
    "category": ("category", "service_name"),
    "place": ("place", "address"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "long", "lng", "longitude"),
    "state": ("state", "last_status_type", "status"),
    "closed": ("closed", "closed_seen", "closed_datetime"),
    "department": ("department", "agency_responsible"),
    "seen": ("seen", "last_seen", "updated_datetime"),
}
"""Columns by the names of our own form and of Open311 GeoReport v2."""
STATES: dict[str, State] = {
    **{str(state): state for state in State},
    "open": State.RECEIVED,
    "closed": State.DONE,
    "initial_node": State.RECEIVED,
    "middle_node": State.ASSIGNED,
    "final_ok_node": State.DONE,
    "final_not_ok_node": State.DECLINED,
}
"""Other registers' words. Closed elsewhere is done, never mended: only a neighbour's word makes it so."""
SAID = {
    "opened": pgettext_lazy("column", "opened"), "closed": pgettext_lazy("column", "closed"),
    "seen": pgettext_lazy("column", "seen"), "lat": pgettext_lazy("column", "lat"),
    "lon": pgettext_lazy("column", "lon"),
}  # fmt: skip
"""What the columns with days and degrees are called where a line is wrong."""
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LONGEST = 20_000


class Wrong(ValueError):
    """A line that cannot be taken; the sentence says why and repeats nobody's words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case of another register."""

    line: int
    external_id: str
    text: str
    opened: datetime
    category: str = ""
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    state: State = State.RECEIVED
    closed: datetime | None = None
    department: str = ""
    seen: datetime | None = None
    """When the other register last knew of it."""


def columns_for(header: Sequence[str], told: Mapping[str, str]) -> dict[str, str]:
    """Which column holds what: as told, else by the names that are known; `Wrong` when text or time is nowhere."""
    absent = sorted(column for column in told.values() if column not in header)
    if absent:
        raise Wrong(f"the file has no column called {', '.join(absent)}")
    found = {name: next((one for one in KNOWN_AS[name] if one in header), "") for name in NAMES} | dict(told)
    missing = [name for name in ("text", "opened") if not found[name]]
    if missing:
        raise Wrong(f"no column for {' and '.join(missing)}; say which with --map {missing[0]}=COLUMN")
    return {name: column for name, column in found.items() if column}


def read_rows(
    lines: Iterable[tuple[int, Mapping[str, str | None]]], columns: Mapping[str, str], *, zone: ZoneInfo
) -> Iterator[Row | tuple[int, str]]:
    """Each line as a row, or as its number and the reason why it cannot be taken."""
    seen: set[str] = set()
    for number, line in lines:
        try:
            row = _row(number, {name: (line.get(column) or "").strip() for name, column in columns.items()}, zone)
        except Wrong as error:
            yield number, str(error)
            continue
        if row.external_id in seen:
            yield number, _("the same id stands in the file twice")
            continue
        seen.add(row.external_id)
        yield row


def _row(number: int, told: Mapping[str, str], zone: ZoneInfo) -> Row:
    text = told["text"]
    if not text:
        raise Wrong(_("there are no words"))
    if len(text) > LONGEST:
        raise Wrong(_("more than %(number)d letters") % {"number": LONGEST})
    opened = _moment("opened", told["opened"], zone)
    if opened is None:
        raise Wrong(_("there is no time of opening"))
    lat, lon = _degrees("lat", told.get("lat", ""), 90), _degrees("lon", told.get("lon", ""), 180)
    if (lat is None) != (lon is None):
        raise Wrong(_("lat and lon come in pairs"))
    state = _state(told.get("state", ""))
    closed = _moment("closed", told.get("closed", ""), zone) if state in CLOSED else None
    if closed and closed < opened:
        raise Wrong(_("it was closed before it was opened"))
    return Row(
        line=number,
        external_id=(told.get("id") or _made_up_id(told))[:80],
        text=text,
        opened=opened,
        category=told.get("category", "")[:80],
        place=told.get("place", "")[:160],
        lat=lat,
        lon=lon,
        state=state,
        closed=closed or (opened if state in CLOSED else None),
        department=told.get("department", ""),
        seen=_moment("seen", told.get("seen", ""), zone),
    )


def _moment(name: str, told: str, zone: ZoneInfo) -> datetime | None:
    """ISO 8601; without an offset it is the town's clock."""
    if not told:
        return None
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        raise Wrong(
            _("%(name)s is no time that can be read; write 2026-11-19T22:48 or 2026-11-19") % {"name": SAID[name]}
        ) from None
    moment = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    if not EARLIEST <= moment <= clock.now() + timedelta(days=1):
        raise Wrong(_("%(name)s lies before the year 2000 or in the future") % {"name": SAID[name]})
    return moment


def _degrees(name: str, told: str, most: int) -> float | None:
    if not told:
        return None
    try:
        number = float(told.replace(",", "."))
    except ValueError:
        raise Wrong(_("%(name)s is no number") % {"name": SAID[name]}) from None
    if not -most <= number <= most:
        raise Wrong(_("%(name)s is not on this earth") % {"name": SAID[name]})
    return number


def _state(told: str) -> State:
    if not told:
        return State.RECEIVED
    found = STATES.get(fold(told).replace(" ", "_"))
    if found is None:
        raise Wrong(_("the state is none of %(states)s") % {"states": ", ".join(sorted(STATES))})
    if found == State.JOINED:
        raise Wrong(_("a joined case belongs into the case that it was joined to"))
    return found


def _made_up_id(told: Mapping[str, str]) -> str:
    """A file without ids is known again by what its lines say."""
    return hashlib.sha256("\0".join(told.get(name, "") for name in NAMES).encode()).hexdigest()[:40]
