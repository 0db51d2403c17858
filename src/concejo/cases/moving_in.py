# SPDX-License-Identifier: AGPL-3.0-or-later
"""The cases of an old register move in: looked at, tried, brought in by steps, and undone as a whole if wished."""

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from concejo.cases import forgetting
from concejo.cases.bulk import Row, bring, last_seen, sheets, told, weigh_indexes
from concejo.cases.models import Brought, Case, Category, MoveIn, Report, Step
from concejo.core import changes, clock, ledger, outbox
from concejo.core.words import fold
from concejo.people.models import Person
from concejo.privacy import keyring, seal
from concejo.square import search
from concejo.square.models import Conversation, Post
from concejo.town.models import Street, Town

STEP, UNDO_STEP, MOST_WRONG = 500, 200, 5_000
"""Lines and cases in one step of the worker, and lines that are named with their reason."""
PROMISE = "cases.move_in_step"


def begin(data: bytes, *, source: str, by: Person) -> MoveIn:
    """A file has come: it is kept, sealed, and what its columns hold is guessed. `Wrong` if it is no table."""
    sheet = sheets.read(data)
    row = MoveIn(source=source, by=by, at=clock.now(), told=told.guess(sheet))
    with transaction.atomic():
        row.sealed = seal.seal(row.scope, data)
        row.save()
        ledger.write("cases.move_in_begun", by=by.ref, about=row.ref)
    return row


def sheet_of(row: MoveIn) -> sheets.Sheet | None:
    """The file as a table, while it is here."""
    return sheets.read(seal.unseal(row.scope, row.sealed)) if row.sealed else None


def read(row: MoveIn) -> tuple[list[Row], list[tuple[int, str]]]:
    """All lines: those that can be taken in the order of time, and those that cannot, with the reason."""
    sheet = sheet_of(row)
    taken: list[Row] = []
    wrong: list[tuple[int, str]] = []
    for found in told.rows(sheet, row.told, zone=Town.objects.current().zone) if sheet else []:
        if isinstance(found, Row):
            taken.append(found)
        else:
            wrong.append(found)
    return sorted(last_seen(taken, taken), key=lambda one: (one.opened, one.line)), wrong


def try_out(row: MoveIn) -> None:
    """Every line is read and judged, and nothing is changed."""
    taken, wrong = read(row)
    row.lines, row.wrong_count, row.wrong, row.tried_at = len(taken), len(wrong), wrong[:MOST_WRONG], clock.now()
    row.made = {"old": _too_old(taken)}
    row.save(update_fields=["lines", "wrong_count", "wrong", "tried_at", "made"])


def _too_old(rows: list[Row]) -> int:
    """How many ended longer ago than their kind is kept, so that they would be forgotten in their first nights."""
    months = {fold(name): one.keep_months for one in Category.objects.all() for name in (one.slug, *one.name.values())}
    now = clock.now()
    ends = {kept: forgetting.months_before(now, kept) for kept in {*months.values(), forgetting.MONTHS} if kept}
    known = ((row.closed, months.get(fold(row.category), forgetting.MONTHS)) for row in rows if row.closed)
    return sum(1 for closed, kept in known if kept and closed < ends[kept])


@transaction.atomic
def go(row: MoveIn, *, by: Person) -> None:
    """What can be taken is brought in by the worker from now on."""
    row.stage = MoveIn.Stage.BRINGING
    row.save(update_fields=["stage"])
    ledger.write("cases.move_in_gone", by=by.ref, about=row.ref, many=row.lines)
    outbox.promise(PROMISE, key=f"{row.pk}:0", row=row.pk, place=0)


@transaction.atomic
def undo(row: MoveIn, *, by: Person) -> None:
    """All of it leaves again, but what somebody here has worked on since."""
    row.stage, row.place = MoveIn.Stage.UNDOING, 0
    row.save(update_fields=["stage", "place"])
    ledger.write("cases.move_in_undone", by=by.ref, about=row.ref)
    outbox.promise(PROMISE, key=f"{row.pk}:undo:0", row=row.pk, place=0)


@transaction.atomic
def throw_away(row: MoveIn, *, by: Person) -> None:
    """The file is not wanted after all."""
    ledger.write("cases.move_in_dropped", by=by.ref, about=row.ref)
    _wipe(row)
    row.delete()


def step(pk: int, place: int) -> None:
    """The next lines, or the next cases that leave; then the step after that is promised."""
    row = MoveIn.objects.select_related("by").filter(pk=pk).first()
    if row is None or row.place != place or row.stage not in {MoveIn.Stage.BRINGING, MoveIn.Stage.UNDOING}:
        return
    way = "" if row.stage == MoveIn.Stage.BRINGING else "undo:"
    (_take_out if way else _bring)(row)
    if row.stage in {MoveIn.Stage.BRINGING, MoveIn.Stage.UNDOING}:
        outbox.promise(PROMISE, key=f"{pk}:{way}{row.place}", row=pk, place=row.place)


def _bring(row: MoveIn) -> None:
    rows, _wrong = read(row)
    kinds, streets = _newest("kinds"), _newest("streets")
    tally = bring(rows[row.place : row.place + STEP], source=row.source, move_in=row)
    fresh = {
        "kinds": Category.objects.filter(pk__gt=kinds).values_list("pk", flat=True),
        "streets": Street.objects.filter(pk__gt=streets).values_list("pk", flat=True),
    }
    row.made = {name: [*row.made.get(name, []), *found] for name, found in fresh.items()}
    row.taken, row.known, row.covered = row.taken + tally.taken, row.known + tally.known, row.covered + tally.covered
    row.place += STEP
    if row.place >= len(rows):
        row.stage = MoveIn.Stage.DONE
        weigh_indexes()
        _wipe(row)
    row.save()


def _newest(what: str) -> int:
    rows = Category.objects.all() if what == "kinds" else Street.objects.all()
    return rows.order_by("-pk").values_list("pk", flat=True).first() or 0


def _take_out(row: MoveIn) -> None:
    found = list(untouched(row)[:UNDO_STEP])
    talks = [case.conversation_id for case in found if case.conversation_id]
    posts = list(Post.objects.filter(conversation__in=talks))
    for post in posts:
        search.forget(post)
    Case.objects.filter(pk__in=[case.pk for case in found]).delete()
    Post.objects.filter(pk__in=[post.pk for post in posts]).delete()
    Conversation.objects.filter(pk__in=talks).delete()
    changes.touch("square", "cases", "worklists", "figures", "titles", "erased")
    row.undone += len(found)
    row.place += UNDO_STEP
    if len(found) < UNDO_STEP:
        row.stage, row.left = MoveIn.Stage.UNDONE, Brought.objects.filter(move_in=row).count()
        _unused(row)
        weigh_indexes()
    row.save()


def untouched(row: MoveIn) -> "QuerySet[Case]":
    """Cases of that file which nobody has spoken of, joined or moved since they came."""
    moved = Step.objects.filter(case=OuterRef("pk")).exclude(by="import")
    said = Post.objects.filter(conversation=OuterRef("conversation")).exclude(via="import")
    told_of = Report.objects.filter(case=OuterRef("pk"))
    rows = Case.objects.filter(brought__move_in=row, private_conversation=None, internal_conversation=None)
    return rows.exclude(Exists(moved) | Exists(said) | Exists(told_of)).order_by("pk")


def _unused(row: MoveIn) -> None:
    """Kinds and streets that came with it and that nothing needs."""
    kinds = Category.objects.filter(pk__in=row.made.get("kinds", []))
    kinds.annotate(many=Count("cases", distinct=True) + Count("routes", distinct=True)).filter(many=0).delete()
    streets = Street.objects.filter(pk__in=row.made.get("streets", []))
    streets.exclude(Q(cases__isnull=False) | Q(places__isnull=False) | Q(assets__isnull=False)).delete()


def _wipe(row: MoveIn) -> None:
    row.sealed, row.wrong = None, []
    row.save(update_fields=["sealed", "wrong"])
    keyring.shred(row.scope)
