# SPDX-License-Identifier: AGPL-3.0-or-later
"""What came of each case, counted once for all figures: by month, kind, department and district.

How ends count that are none: *joined*, *withdrawn*, *not ours* and *will not be done* compete with being done, since a
case that ended so cannot be done any more. In the counts each stands apart. In the times such a case was watched until
it ended so, and no longer (censored), so the curve says how long it takes as long as it is the town's to do; whoever
wants the share of all reports that were done within a week reads that in the counts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from concejo.cases.models import Case, Tombstone
from concejo.cases.queries import counted
from concejo.cases.states import CLOSED, State
from concejo.core import clock

MINUTE, HOUR, DAY = 60, 3600, 86_400
OPEN, LOST = "open", "lost"
"""Still open; or open in another register when that was last seen, and nobody here has touched it since."""
OUTCOMES = (
    "mended", "done", "not_ours", "declined", "joined", "withdrawn", OPEN, LOST,
)  # fmt: skip
_DONE = frozenset({State.DONE, State.MENDED})
_FIELDS = (
    "opened_at", "answered_at", "closed_at", "state", "category", "department", "area", "brought", "brought__seen_at",
)  # fmt: skip

_Id = int | None
_Row = tuple[datetime, datetime | None, datetime | None, str, _Id, _Id, _Id, _Id, datetime | None]


@dataclass(frozen=True, slots=True)
class Cell:
    """What a case is counted under: the first day of its month; ids, `None` where it has none."""

    month: date
    category: int | None
    department: int | None
    area: int | None


@dataclass(slots=True)
class Tally:
    """What came of some cases."""

    outcomes: Counter[str] = field(default_factory=Counter)
    answered: int = 0
    answerable: int = 0
    """Those of which it is known whether they were answered; another register does not tell."""

    @property
    def reported(self) -> int:
        """All of them."""
        return self.outcomes.total()

    def add(self, other: "Tally") -> None:
        """Count those too."""
        self.outcomes.update(other.outcomes)
        self.answered += other.answered
        self.answerable += other.answerable


@dataclass(slots=True)
class Spans:
    """How long it took until some cases were answered, and until they were done, as `cases.survival.Lengths`."""

    answer: Counter[tuple[int, bool]] = field(default_factory=Counter)
    done: Counter[tuple[int, bool]] = field(default_factory=Counter)

    def add(self, other: "Spans") -> None:
        """Those too."""
        self.answer.update(other.answer)
        self.done.update(other.done)


Whose = tuple[str, int | None]
"""Of what it is told: ``("", None)`` is the whole town, ``("category", 3)`` a kind, ``("area", None)`` no district."""
WHOLE: Whose = ("", None)


@dataclass(slots=True)
class Counted:
    """Counts by cell; lengths by month and by each thing alone, since together they would fill a small machine."""

    cells: dict[Cell, Tally] = field(default_factory=lambda: defaultdict(Tally))
    spans: dict[tuple[date, Whose], Spans] = field(default_factory=lambda: defaultdict(Spans))


def together(tallies: Iterable[Tally]) -> Tally:
    """All of them as one."""
    whole = Tally()
    for one in tallies:
        whole.add(one)
    return whole


def count(*, zone: ZoneInfo) -> Counted:
    """Every case of the town, in one walk over the table; public and private ones alike."""
    now = clock.now()
    found = Counted()
    months: dict[date, date] = {}
    for opened, answered, closed, state, category, department, area, brought, seen in _rows():
        day = opened.astimezone(zone).date()
        month = months.setdefault(day, day.replace(day=1))
        history = brought is not None and answered is None  # of this register nobody here has moved a thing
        tally = found.cells[Cell(month, category, department, area)]
        tally.outcomes[state if state in CLOSED else LOST if history else OPEN] += 1
        until = closed or ((seen or opened) if history else now)
        waited = done = None
        if not history:
            tally.answerable += 1
            tally.answered += answered is not None
            waited = _rounded(opened, answered or until), answered is not None
        if not history or closed is None or closed > opened:  # else the other register did not say when
            done = _rounded(opened, until), closed is not None and state in _DONE
        for whose in (WHOLE, ("category", category), ("department", department), ("area", area)):
            _put(found.spans[month, whose], waited, done)
    return found


def _put(spans: Spans, waited: tuple[int, bool] | None, done: tuple[int, bool] | None) -> None:
    if waited:
        spans.answer[waited] += 1
    if done:
        spans.done[done] += 1


def _rows() -> Iterator[_Row]:
    """Cases, and those whose years are over: the figures are the same before and after."""
    stones = Tombstone.objects.filter(counted=True).order_by().values_list(*_FIELDS[:-2], "pk", "seen_at", "source")
    for *told, pk, seen, source in stones.iterator(chunk_size=5_000):
        yield (*told, pk if source else None, seen)
    yield from counted(Case.objects.all()).order_by().values_list(*_FIELDS).iterator(chunk_size=5_000)


def _rounded(begun: datetime, ended: datetime) -> int:
    """Seconds, rounded down to what people say: minutes for two hours, hours for a month, then days."""
    seconds = max(0, int((ended - begun).total_seconds()))
    step = MINUTE if seconds < 2 * HOUR else HOUR if seconds < 30 * DAY else DAY
    return seconds // step * step
