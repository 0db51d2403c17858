# SPDX-License-Identifier: AGPL-3.0-or-later
"""Once a week mayor and administrators hear who looked at something private of which no matter was open."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from concejo.cases.models import Case
from concejo.channels.fanning import deliver
from concejo.core import clock
from concejo.people import queries as people
from concejo.people.models import Look, Person, Role
from concejo.town.models import Town

HOUR = time(8)
MOST = 40
"""Lines of one letter; the page shows all."""


@dataclass(frozen=True, slots=True)
class Row:
    """One look: when, who of the town hall, at what (a case's number or a reference), and their reason."""

    at: datetime
    by: Person
    about: str
    reason: str


def tell_weekly() -> int:
    """On Monday from eight o'clock the week before is told, once; returns how many letters that makes."""
    zone = Town.objects.current().zone
    now = clock.now().astimezone(zone)
    monday = now.date() - timedelta(days=now.weekday())
    began = monday - timedelta(days=7)
    if now < datetime.combine(monday, HOUR, zone) or not without_open_matter(began):
        return 0
    heads = Role.objects.current().filter(kind__in=[Role.Kind.MAYOR, Role.Kind.ADMINISTRATOR])
    addresses = {one for role in heads.select_related("person") for one in people.mail_addresses(role.person)}
    return len(deliver(addresses, cause="looks", subject=int(f"{began:%Y%m%d}"), post=None))


def without_open_matter(began: date) -> list[Row]:
    """Looks of the seven days from `began` (days of the town) that no open case explains, in order."""
    zone = Town.objects.current().zone
    since, until = (datetime.combine(day, time(), zone) for day in (began, began + timedelta(days=7)))
    looks = list(Look.objects.filter(at__gte=since, at__lt=until).select_related("by").order_by("number"))
    keys = {int(one.about.partition(":")[2]) for one in looks if one.about.startswith("case:")}
    cases = {case.ref: case for case in Case.objects.filter(pk__in=keys).only("number", "closed_at", "opened_at")}
    rows = []
    for look in looks:
        case = cases.get(look.about)
        if case is None or (case.closed_at is not None and case.closed_at <= look.at):
            rows.append(Row(look.at, look.by, case.number if case else look.about, look.reason))
    return rows
