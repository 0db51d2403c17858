# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lists of the town hall as files: what the page shows, and nothing that it does not."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from concejo.cases.models import Category, ExternalBody, Route
from concejo.core.words import in_language
from concejo.town.models import Asset, Department, Holiday, Place, Street, Town
from concejo.web.show import office, post_office, routes
from concejo.web.show.staff import waits

MOST = 50_000
Table = tuple[tuple[str, ...], Iterable[tuple[Any, ...]]]
"""Heads, in words that `import-streets` and `import-assets` read where there is such a command; then the lines."""


def people() -> Table:
    """Who works here and as what; neither addresses nor telephone numbers."""
    rows = (
        (row["person"].public_name, row["person"].handle.word, ", ".join(row["posts"]),
         _yes(row["person"].account.is_active), _yes(row["factor"]))
        for group in office.staff_by_post() for row in group["rows"]
    )  # fmt: skip
    return ("name", "handle", "posts", "account_open", "second_factor"), rows


def departments() -> Table:
    """Those that are closed too."""
    rows = Department.objects.select_related("handle").order_by("-active", "order", "id")
    told = ((_named(one.name), one.handle.word, _named(one.purpose), one.phone, _yes(one.active)) for one in rows)
    return ("name", "handle", "purpose", "phone", "active"), told


def categories() -> Table:
    """Kinds of cases, who does them, how fast, how long they are kept."""
    rows = Category.objects.select_related("department").order_by("order", "id")
    told = (
        (one.slug, _named(one.name), _named(one.department.name) if one.department else "", one.days, one.keep_months,
         one.keep_private_months, _yes(one.danger), _yes(one.private), _yes(one.active))
        for one in rows
    )  # fmt: skip
    heads = ("slug", "name", "department", "days", "keep_months", "keep_private_months", "danger", "private", "active")
    return heads, told


def rules() -> Table:
    """Who gets what, in the order in which the rules are asked."""
    rows = Route.objects.select_related("category", "department__handle", "person__handle").prefetch_related("streets")
    told = [routes.line(one, get_language() or "es") for one in rows]
    return ("name", "when", "to", "days", "active"), (
        (one["name"], one["when"], one["to"], one["days"], _yes(one["active"])) for one in told
    )


def bodies() -> Table:
    """To whom cases are passed on."""
    rows = ExternalBody.objects.select_related("address")
    return ("name", "purpose", "mail", "active"), (
        (one.name, one.purpose, one.address.path, _yes(one.active)) for one in rows
    )


def streets() -> Table:
    """Streets, then places and doors, as `import-streets` reads them."""
    middles = ((one.name, "", "", _number(one.lat), _number(one.lon)) for one in Street.objects.all())
    doors = (
        (one.street.name if one.street else "", one.name, one.number, _number(one.lat), _number(one.lon))
        for one in Place.objects.select_related("street")
    )
    return ("name", "place", "number", "lat", "lon"), (*middles, *doors)


def assets() -> Table:
    """Things with a number, as `import-assets` reads them."""
    rows = Asset.objects.all()[:MOST]
    return ("kind", "number", "place", "lat", "lon"), (
        (one.kind, one.number, one.place, _number(one.lat), _number(one.lon)) for one in rows
    )


def holidays() -> Table:
    """Days on which nobody works."""
    return ("day", "name"), ((f"{one.day:%Y-%m-%d}", one.name) for one in Holiday.objects.all())


def waiting() -> Table:
    """What waits, by department and by colleague, in counts."""
    language = get_language() or "es"
    counted = waits.counts()
    parts = (("department", waits.by_department(counted, language)), ("colleague", waits.by_person(counted)))
    return ("by", "name", "open", "late", "unanswered", "oldest"), (
        (by, one["name"], one["open"], one["late"], one["unanswered"], _local(one["oldest"]))
        for by, rows in parts
        for one in rows
    )


def drawer(name: str) -> Table | None:
    """One drawer of the post office; `None` if there is no such drawer."""
    found = next((one for one in post_office.drawers() if one.name == name), None)
    if found is None:
        return None
    rows = post_office.shown(name, list(found.rows[:MOST]))
    return ("when", "what", "detail", "channel", "attempts"), (
        (_local(one["at"]), one["title"], one.get("detail", ""), one.get("channel", ""), one.get("attempts", ""))
        for one in rows
    )


LISTS: dict[str, Callable[[], Table]] = {
    "people": people, "departments": departments, "categories": categories, "routes": rules, "bodies": bodies,
    "streets": streets, "assets": assets, "holidays": holidays,
}  # fmt: skip
"""Those of the administrator's pages, by the last word of their address."""


def _named(names: dict[str, str]) -> str:
    return in_language(names, get_language() or "es")


def _yes(value: object) -> str:
    return "yes" if value else "no"


def _number(value: float | None) -> float | str:
    return "" if value is None else value


def _local(moment: datetime | None) -> str:
    return moment.astimezone(Town.objects.current().zone).isoformat(timespec="minutes") if moment else ""
