# SPDX-License-Identifier: AGPL-3.0-or-later
"""Public cases as service requests: which are asked for, and what everybody may know of each.

Nothing comes out here that does not stand on the page of the case: no private case, no words that are held, hidden or
deleted, no name and no address of whoever reported it, photos with their covers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import QueryDict

from concejo.api.moments import span, written
from concejo.api.report import OTHER
from concejo.api.wrong import Error, Wrong, bad, unknown
from concejo.cases.models import Case, CaseQuerySet, Category, Given, State
from concejo.channels.models import Accepted, Letter
from concejo.core.words import in_language
from concejo.square.models import Media, Post
from concejo.square.pictures import public_name
from concejo.town.models import Town

MOST = 1000
"""Requests in one answer (GeoReport v2, GET Service Requests)."""
MOST_IDS = 200
STATUSES = ("open", "closed")


@dataclass(frozen=True, slots=True)
class Around:
    """What a request is written with."""

    town: Town
    language: str
    extensions: bool = False


def shown() -> CaseQuerySet:
    """Cases of which everybody may read the first words."""
    return Case.objects.public().filter(conversation__shown=True)


def asked(told: QueryDict, *, now: datetime) -> CaseQuerySet:
    """The cases that are asked for, the newest first; raises `Wrong` with everything that is wrong with it."""
    wrong: list[Error] = []
    rows = _by_number(told, wrong) if told.get("service_request_id", "").strip() else _by_facts(told, now, wrong)
    rows = _page(rows.order_by("-opened_at", "-id"), told, wrong)
    if wrong:
        raise Wrong(*wrong)
    return rows


def _by_number(told: QueryDict, wrong: list[Error]) -> CaseQuerySet:
    numbers = _list(told, "service_request_id")
    if len(numbers) > MOST_IDS:
        wrong.append(bad("service_request_id", f"more than {MOST_IDS}"))
    rows = shown().filter(number__in=numbers[:MOST_IDS])
    if not rows.exists():
        wrong.append(unknown("service_request_id"))
    return rows


def _by_facts(told: QueryDict, now: datetime, wrong: list[Error]) -> CaseQuerySet:
    since, until = span(told.get("start_date", "").strip(), told.get("end_date", "").strip(), now=now, wrong=wrong)
    rows = shown().filter(opened_at__gte=since, opened_at__lte=until)
    if codes := _list(told, "service_code"):
        kinds = list(Category.objects.filter(slug__in=codes).values_list("pk", flat=True))
        if not kinds and OTHER not in codes:
            wrong.append(unknown("service_code"))
        kind = Q(category__in=kinds)
        rows = rows.filter(kind | Q(category=None) if OTHER in codes else kind)
    statuses = {one.lower() for one in _list(told, "status")}
    if statuses - set(STATUSES):
        wrong.append(bad("status", "open or closed is expected"))
    if statuses == {"open"}:
        rows = rows.open()
    elif statuses == {"closed"}:
        rows = rows.closed()
    return rows


def _list(told: QueryDict, name: str) -> list[str]:
    """A list with commas; empty entries do not count."""
    return [one.strip() for one in told.get(name, "").split(",") if one.strip()]


def _page(rows: CaseQuerySet, told: QueryDict, wrong: list[Error]) -> CaseQuerySet:
    size, page = (_count(told, name, most, wrong) for name, most in (("page_size", MOST), ("page", 10_000)))
    size = size or MOST
    begin = ((page or 1) - 1) * size
    return rows[begin : begin + size]


def _count(told: QueryDict, name: str, most: int, wrong: list[Error]) -> int:
    words = told.get(name, "").strip()
    if not words:
        return 0
    if not (words.isascii() and words.isdigit()) or not 1 <= int(words) <= most:
        wrong.append(bad(name, f"a number from 1 to {most} is expected"))
        return 0
    return int(words)


def requests(cases: Iterable[Case], around: Around) -> list[dict[str, Any]]:
    """Each as GeoReport v2 has it, by a constant number of questions."""
    rows = list(cases)
    beside = _beside(rows, around)
    return [_request(case, beside, around) for case in rows]


def ready(rows: CaseQuerySet) -> CaseQuerySet:
    """With what a request tells of each."""
    return rows.select_related("category", "department").only(
        "number", "state", "opened_at", "closed_at", "due_at", "answered_at", "mended_at", "place", "lat", "lon",
        "conversation", "category__slug", "category__name", "department__name",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Beside:
    """What lies in other tables, by conversation (words, photos) and by case (answers)."""

    words: Mapping[int, str]
    photos: Mapping[int, list[dict[str, Any]]]
    answers: Mapping[int, list[dict[str, Any]]]


def _beside(cases: Sequence[Case], around: Around) -> _Beside:
    talks = [case.conversation_id for case in cases if case.conversation_id]
    words: dict[int, str] = {}
    said = Post.objects.public().filter(conversation__in=talks, speaker=None).order_by("at", "id")
    for talk, text in said.values_list("conversation", "text"):
        words.setdefault(talk, text)
    photos = _photos("post__conversation", talks, around)
    return _Beside(words, photos, _answers(cases) if around.extensions else {})


def photos_of(posts: Sequence[int | None], around: Around) -> dict[int, list[dict[str, Any]]]:
    """Pictures that everybody sees, by their post."""
    return _photos("post", posts, around)


def _photos(by: str, keys: Sequence[int | None], around: Around) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    rows = Media.objects.filter(
        kind=Media.Kind.PHOTO, looked_at__isnull=False, shown_at__isnull=False, post__state=Post.State.PUBLISHED,
        **{f"{by}__in": keys},
    ).order_by("id")  # fmt: skip
    for key, name, width, height, alt, at in rows.values_list(by, "shown_as", "width", "height", "alt", "added_at"):
        found.setdefault(key, []).append(_photo(name, width, height, alt, at, around.town))
    return found


def _photo(name: str, width: int, height: int, alt: str, at: datetime, town: Town) -> dict[str, Any]:
    url = town.url(f"/media/{public_name(name, 1600)}")
    return {"media_url": url, "title": alt or None, "width": width, "height": height, "created_at": written(at)}


def _answers(cases: Sequence[Case]) -> dict[int, list[dict[str, Any]]]:
    """Only those that everybody may read; what is sealed has no value here."""
    found: dict[int, list[dict[str, Any]]] = {}
    rows = Given.objects.filter(case__in=cases, sealed=None).current().order_by("id")
    for case, code, value in rows.values_list("case", "code", "value"):
        several = value if isinstance(value, list) else [value]
        found.setdefault(case, []).append({"code": code, "values": [{"key": str(one)} for one in several]})
    return found


def _request(case: Case, beside: _Beside, around: Around) -> dict[str, Any]:
    category, talk = case.category, case.conversation_id or 0
    photos = beside.photos.get(talk, [])
    told: dict[str, Any] = {
        "service_request_id": case.number,
        "status": case.sign.open311,
        "status_notes": str(case.sign.words),
        "service_name": in_language(category.name, around.language) if category else None,
        "service_code": category.slug if category else OTHER,
        "description": beside.words.get(talk) or None,
        "agency_responsible": in_language(case.department.name, around.language) if case.department else None,
        "service_notice": None,
        "requested_datetime": written(case.opened_at),
        "updated_datetime": written(changed_at(case)),
        "expected_datetime": written(case.due_at) if case.is_open else None,
        "address": case.place or None,
        "address_id": None,
        "zipcode": None,
        "lat": case.lat,
        "long": case.lon,
        "media_url": photos[0]["media_url"] if photos else None,
    }
    if around.extensions:
        told["attributes"] = beside.answers.get(case.pk, [])
        told["extended_attributes"] = {
            "url": around.town.url(f"/c/{case.number}/"), "mended": written(case.mended_at),
            "photos": photos,
        }  # fmt: skip
    return told


def changed_at(case: Case) -> datetime:
    """When it was closed; of an open one, when somebody of the town hall answered, or when it was opened."""
    moments = [one for one in (case.opened_at, case.answered_at, case.closed_at, case.mended_at) if one]
    return case.closed_at or max(moments)


def waiting(number: str, around: Around) -> list[dict[str, Any]]:
    """What was given its number a moment ago, and what nobody has read yet; of its words nothing is known."""
    row = Accepted.objects.filter(number=number, update_id="").first()
    kind = Category.objects.filter(slug=row.service).first() if row else None
    if row is None or (kind and kind.private):
        return []
    if not Letter.objects.filter(dedupe=row.mark, work=Letter.State.WAITING).exists():
        return []
    case = Case(number=number, opened_at=row.at, state=State.RECEIVED, category=kind)
    return [_request(case, _Beside({}, {}, {}), around)]
