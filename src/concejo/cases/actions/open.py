# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case is opened from the first post of a conversation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from concejo.cases import questions
from concejo.cases.actions.assign import follow_route
from concejo.cases.actions.give import ASSET, give
from concejo.cases.actions.private import keep_private
from concejo.cases.actions.step import Actor, step
from concejo.cases.models import Case, Category, Report, Series
from concejo.cases.routes import Facts, way_of
from concejo.cases.suggest import suggest
from concejo.cases.topics import area_of, topics_of
from concejo.core import clock, outbox, rows
from concejo.core.once import once
from concejo.people.models import Address
from concejo.square import actions as square
from concejo.square.models import Post
from concejo.town import assets, calendar, gazetteer
from concejo.town.models import Street, Town

_NEXT = """INSERT INTO cases_series (year, last) VALUES (%s, %s)
           ON CONFLICT (year) DO UPDATE SET last = cases_series.last + excluded.last RETURNING last"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What a door already knows of a new case; what is missing is looked for in the words."""

    category: Category | None = None
    place: str = ""
    street: Street | None = None
    lat: float | None = None
    lon: float | None = None
    number: str = ""
    unsorted: bool = False
    """Whoever reports it saw the kind that its words speak of, and says that it is something else."""
    answers: Mapping[str, Any] | None = None
    """To the questions of the kind, by their codes."""


@transaction.atomic
def open_case(post: Post, text: str, *, by: Actor, hints: Hints | None = None) -> Case:
    """Somebody asked for something: it gets a number, a kind, a place, a deadline, and whoever spoke hears of it."""
    hints = hints or Hints()
    town = Town.objects.current()
    now = clock.now()
    category = hints.category or (None if hints.unsorted else suggest(text))
    conversation = post.conversation
    told = square.certain_words(post) if conversation.is_public else text
    case = Case(
        number=hints.number or next_number(now.astimezone(town.zone).year),
        category=category,
        opened_at=post.at,
        **_where(told, hints, category, public=conversation.is_public),
    )
    way = way_of(Facts(
        text=text, at=post.at, category=category, street=case.street, lat=case.lat, lon=case.lon,
        asset=case.asset,
    ))  # fmt: skip
    case.due_at = calendar.deadline(post.at, way.days, town=town)
    if conversation.is_public:
        written_to = conversation.department  # counts where the words do not say whose work it is
        case.conversation, case.department = conversation, way.department or written_to
        conversation.department = case.department
    else:
        case.private_conversation = conversation
    case.area = area_of(case)
    conversation.topics = topics_of(case)
    rows.change(conversation, "department", "topics")
    step(case, "opened", by=by, post=post, via=post.via)
    if post.author:
        report(case, post.author, via=post.via, first=True)
    if hints.answers:
        _give(case, hints.answers, by=by)
    if category and category.private and conversation.is_public:
        keep_private(case, by=by)  # a colleague makes a case of what was said in public
    else:
        follow_route(case, way)
    return case


def _give(case: Case, answers: Mapping[str, Any], *, by: Actor) -> None:
    """What was answered on the way; a question that changed since then loses its answer, never the report."""
    found = questions.check(questions.of(case.category), answers, complete=False)
    give(case, found.answers, by=by)


def report(case: Case, address: Address, *, via: str, first: bool = False, receipt: bool = True) -> Report:
    """Somebody stands behind a case from now on: they take part, follow, and get a receipt unless told otherwise."""
    row = Report(case=case, address=address, via=via, at=clock.now(), first=first)
    row, fresh = once(row, "case", "address")
    square.follow(address, case.main.topic)
    square.take_part(address, case.main)
    if fresh and receipt:
        outbox.promise("cases.received", key=str(row.pk), report=row.pk)
    return row


def next_number(year: int) -> str:
    """The next number of that year, ``2026-0412``; a number is given out once, even if the case comes to nothing."""
    return next_numbers(year, 1)[0]


def next_numbers(year: int, many: int) -> list[str]:
    """So many at once, for reports that are given theirs before anybody has read them."""
    if not many:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [year, many])
        last = cursor.fetchone()[0]
    return [str(Series(year=year, last=number)) for number in range(last - many + 1, last + 1)]


def _where(text: str, hints: Hints, category: Category | None, *, public: bool) -> dict[str, object]:
    """In the words or in what the door knew; a place that tells where somebody lives is not shown beyond its street."""
    lat, lon, street, place = hints.lat, hints.lon, hints.street, hints.place
    number = (hints.answers or {}).get(ASSET)
    asset = assets.named(category.name.values(), str(number)) if category and number else assets.find_in(text)
    if not place or not street:
        spot = gazetteer.spot_of(asset) if asset and not place else gazetteer.find_in(place or text)
        if spot:
            asset = asset or spot.asset
            place, street = place or spot.words, street or spot.street
            lat, lon = (lat, lon) if lat is not None else (spot.lat, spot.lon)
    if place and public and (seen := square.look(place)).findings:
        place = street.name if street and seen.doubtful else seen.masked().text if not seen.doubtful else ""
        lat, lon = (street.lat, street.lon) if street else (None, None)  # nor does a point on the map say more
    return {"place": place[:160], "street": street, "lat": lat, "lon": lon, "asset": asset}
