# SPDX-License-Identifier: AGPL-3.0-or-later
"""Rows become cases: numbers in the order of time, words covered where the guard finds personal data, no promises."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection, transaction

from concejo.cases.bulk.register import Register
from concejo.cases.bulk.rows import Row
from concejo.cases.models import Brought, Case, MoveIn, Series, Step, Tombstone
from concejo.cases.states import CLOSED, State
from concejo.core import changes, ledger
from concejo.core import rows as written
from concejo.core.ids import id_at
from concejo.privacy import guard
from concejo.square import actions as square
from concejo.square import search
from concejo.square.models import Conversation, Post, Visibility
from concejo.town import areas
from concejo.town.models import Town

BATCH = 1000
"""Cases in one transaction; other writers get their turn in between."""
_ACTS = {
    State.RECEIVED: "",
    State.ASSIGNED: "",
    State.PLANNED: "",
    State.UNDER_WAY: "started",
    State.WAITING: "",
    State.DONE: "done",
    State.MENDED: "mended",
    State.NOT_OURS: "not_ours",
    State.DECLINED: "declined",
    State.WITHDRAWN: "withdrawn",
}
"""The one later step that the state of a row proves."""


@dataclass(slots=True)
class Tally:
    """What came of it."""

    taken: int = 0
    known: int = 0
    covered: int = 0
    held: int = 0
    """Rows in which something may be personal: the desk looks before they are public."""
    streets: int = 0
    categories: int = 0


@dataclass(slots=True)
class _Sheaf:
    """The rows of one batch, made ready to be written."""

    conversations: list[Conversation]
    posts: list[Post]
    cases: list[Case]
    steps: list[Step]
    origins: list[Brought]


def bring(
    rows: Sequence[Row], *, source: str, told: Callable[[int], None] = lambda _done: None, move_in: MoveIn | None = None
) -> Tally:
    """Bring rows in, oldest first, in batches; what came from the same source before is left as it is.

    `move_in` is the file that an administrator brings in on a page, a step at a time.
    """
    town = Town.objects.current()
    register, known, tally = Register(town), square.known(), Tally()
    fresh = last_seen(_unknown(rows, source), rows)
    tally.known = len(rows) - len(fresh)
    before = Brought.objects.count()
    for batch in _batches(sorted(fresh, key=lambda row: (row.opened, row.line))):
        words = [guard.check(row.text, known=known) for row in batch]
        tally.covered += sum(1 for one in words if one.certain)
        tally.held += sum(1 for one in words if one.doubtful)
        with transaction.atomic():
            register.add_names(batch)
            came = (source, move_in, before + tally.taken)
            _write(batch, words, register=register, came=came, town=town)
        tally.taken += len(batch)
        told(tally.taken)
    tally.streets, tally.categories = register.fresh_streets, register.fresh_categories
    if tally.taken and move_in is None:
        weigh_indexes()
    return tally


def _unknown(rows: Sequence[Row], source: str) -> list[Row]:
    there = set(Brought.objects.filter(source=source).values_list("external_id", flat=True))
    there |= set(Tombstone.objects.filter(source=source).values_list("external_id", flat=True))
    return [row for row in rows if row.external_id not in there]


def last_seen(fresh: Sequence[Row], rows: Sequence[Row]) -> list[Row]:
    """Where a file does not say when its lines were true, they were so on the last day that it tells of."""
    last = max((moment for row in rows for moment in (row.opened, row.closed) if moment), default=None)
    return [row if row.seen else replace(row, seen=max(last or row.opened, row.opened)) for row in fresh]


def _batches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _write(
    rows: Sequence[Row],
    words: Sequence[guard.Verdict],
    *,
    register: Register,
    came: tuple[str, MoveIn | None, int],
    town: Town,
) -> None:
    """The last of `came` is how many others were brought in before: no two have one id, even of the same moment."""
    source, move_in, offset = came
    sheaf, numbers = _Sheaf([], [], [], [], []), _numbers(rows, town)
    for at, (row, masked, number) in enumerate(zip(rows, words, numbers, strict=True)):
        _lay(sheaf, row, masked, number=number, count=4 * (offset + at), register=register)
        sheaf.origins.append(
            Brought(case=sheaf.cases[-1], source=source, external_id=row.external_id, seen_at=row.seen, move_in=move_in)
        )
    for made in (sheaf.conversations, sheaf.posts, sheaf.cases, sheaf.steps, sheaf.origins):
        written.write_many(made)
    search.index_many([
        (post.pk, f"{talk.title} {post.text}")
        for talk, post in zip(sheaf.conversations, sheaf.posts, strict=True)
        if post.state == Post.State.PUBLISHED and talk.is_public
    ])  # fmt: skip
    topics = {topic for talk in sheaf.conversations for topic in talk.topics}
    changes.touch("square", "cases", "worklists", *topics)
    ledger.write(
        "cases.brought",
        by=move_in.by.ref if move_in else "import",
        about="cases",
        many=len(rows),
        first=numbers[0],
        last=numbers[-1],
    )


def _lay(sheaf: _Sheaf, row: Row, verdict: guard.Verdict, *, number: str, count: int, register: Register) -> None:
    """One case with its public conversation, its words and its steps, with ids of its own time."""
    category, street, department = register.category(row), register.street(row), register.department(row)
    masked = verdict.masked()
    facts: dict[str, object] = {"covered": [one.kind for one in verdict.certain]} if verdict.certain else {}
    if masked.findings:
        facts["doubts"] = [[one.start, one.end, one.kind] for one in masked.findings]
    held = bool(masked.findings)
    area = areas.area_at(row.lat, row.lon) or (areas.area_at(street.lat, street.lon) if street else None)
    kinds = (("street", street), ("category", category), ("department", department), ("area", area))
    talk = Conversation(
        id=id_at(row.opened, count), visibility=Visibility.PUBLIC, shown=not held,
        title="" if held else square.first_sentence(masked.text),
        department=department, opened_at=row.opened, last_at=row.opened,
        topics=[f"{kind}:{one.pk}" for kind, one in kinds if one],
    )  # fmt: skip
    post = Post(
        id=id_at(row.opened, count + 1), conversation=talk, via="import", at=row.opened, text=masked.text,
        facts=facts, state=Post.State.HELD if held else Post.State.PUBLISHED, held_for=square.HELD if held else "",
    )  # fmt: skip
    closed = row.closed or (row.opened if row.state in CLOSED else None)
    case = Case(
        id=id_at(row.opened, count + 2), number=number, state=row.state, category=category, department=department,
        conversation=talk, place=row.place, street=street, area=area, lat=row.lat, lon=row.lon,
        opened_at=row.opened, closed_at=closed, mended_at=closed if row.state == State.MENDED else None,
    )  # fmt: skip
    if category and category.private:
        _keep_inside(talk, post, case, row.text)
    sheaf.conversations.append(talk)
    sheaf.posts.append(post)
    sheaf.cases.append(case)
    sheaf.steps += _steps(case, post, row, count=count + 3)


def _keep_inside(talk: Conversation, post: Post, case: Case, words: str) -> None:
    """What is of a private kind is read by the town hall alone; its words lie sealed, whole."""
    talk.visibility, talk.title, talk.shown, talk.topics, talk.department = Visibility.PRIVATE, "", True, [], None
    talk.key = square.fresh_key(talk.pk, None)
    post.text, post.sealed, post.facts = "", square.sealed_for(talk, words), {}
    post.state, post.held_for = Post.State.PUBLISHED, ""
    case.conversation, case.private_conversation = None, talk


def _steps(case: Case, post: Post, row: Row, *, count: int) -> list[Step]:
    first = Step(
        id=id_at(row.opened, count), case=case, at=row.opened, act="opened", after=State.RECEIVED,
        by="import", post=post, facts={"via": "import"},
    )  # fmt: skip
    act = _ACTS[row.state]
    if not act:
        return [first]
    at: datetime = row.closed or row.opened
    before = State.DONE if row.state == State.MENDED else State.RECEIVED
    steps = [first]
    if row.state == State.MENDED:
        steps.append(_step(case, "done", at, State.RECEIVED, State.DONE, count))
    return [*steps, _step(case, act, at, before, row.state, count + (1 << 20))]


def _step(case: Case, act: str, at: datetime, before: State, after: State, count: int) -> Step:
    return Step(id=id_at(at, count + (1 << 21)), case=case, at=at, act=act, before=before, after=after, by="import")


def _numbers(rows: Sequence[Row], town: Town) -> list[str]:
    """The next numbers of each year, in the order of time."""
    years = [row.opened.astimezone(town.zone).year for row in rows]
    last = {}
    for year in sorted(set(years)):
        series, _ = Series.objects.select_for_update().get_or_create(year=year)
        last[year] = series.last
    numbers = []
    for year in years:
        last[year] += 1
        numbers.append(Series(year=year, last=last[year]))
    for year, number in last.items():
        Series.objects.filter(year=year).update(last=number)
    return [str(one) for one in numbers]


def weigh_indexes() -> None:
    """After so many rows the database looks anew which index serves which question."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
