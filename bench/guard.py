# SPDX-License-Identifier: AGPL-3.0-or-later
"""The guard: what it finds of what was planted, what it stops that is innocent, and how quick it is.

The texts lie in `bench/guardset` and were written by somebody who had not seen the rules. An item counts as found when
a finding of its kind overlaps it, a finding as right when it overlaps an item of its kind.
"""

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .measure import Row, Spread
from .run import Run

SET = Path(__file__).parent / "guardset"
LANGUAGES = ("es", "fr", "en")
TARGETS = {
    "id": 0.97, "iban": 0.97, "phone": 0.97, "email": 0.97, "plate": 0.9, "home": 0.9, "name": 0.7, "health": 0.7,
    "minor": 0.7,
}  # fmt: skip
"""Recall to reach, by kind."""
QUICK = 2000
"""Messages of at most 300 characters in a CPU-second."""
HELD = 0.01
"""The share of innocent messages that may wait for a person."""
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")


@dataclass(frozen=True, slots=True)
class Text:
    """One message and what was planted in it: start, end, kind."""

    text: str
    language: str
    items: tuple[tuple[int, int, str], ...]


def guard(run: Run) -> list[Row]:
    """Recall and precision by kind and language; innocent messages; messages in a CPU-second."""
    planted, innocent = list(texts("planted")), list(texts("innocent"))
    rows = [_found(kind, language, planted) for kind in TARGETS for language in LANGUAGES]
    rows += [_innocent(language, innocent) for language in LANGUAGES]
    return [*rows, _speed([one for one in [*planted, *innocent] if len(one.text) <= 300], run)]


def texts(which: str) -> Iterator[Text]:
    """The messages of one part of the set."""
    for path in sorted(SET.glob(f"{which}-*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            told = json.loads(line)
            items = tuple((one["start"], one["end"], one["kind"]) for one in told.get("items", ()))
            yield Text(told["text"], told["language"], items)


def findings(one: Text) -> list[tuple[int, int, str]]:
    """What the guard finds, as the set writes it."""
    from concejo.privacy.guard import check  # noqa: PLC0415 -- the table is listed without the house behind it

    return [(found.start, found.end, found.kind) for found in check(one.text, language=one.language).findings]


def meets(span: tuple[int, int, str], others: Iterable[tuple[int, int, str]]) -> bool:
    """Some of the others is of the same kind and overlaps it."""
    return any(kind == span[2] and start < span[1] and span[0] < end for start, end, kind in others)


def _found(kind: str, language: str, planted: list[Text]) -> Row:
    count: Counter[str] = Counter()
    for one in (one for one in planted if one.language == language):
        found = findings(one)
        for item in one.items:
            count["items"] += item[2] == kind
            count["hits"] += item[2] == kind and meets(item, found)
        for span in found:
            count["findings"] += span[2] == kind
            count["right"] += span[2] == kind and meets(span, one.items)
    recall = count["hits"] / max(1, count["items"])
    return Row(
        name=f"guard, {kind}, {language}", figure=recall, unit="recall", target=f"≥ {TARGETS[kind]:g}",
        met=recall >= TARGETS[kind], reference="precision",
        reference_figure=count["right"] / max(1, count["findings"]),
        note=f"{count['items']} planted, {count['findings']} found"
        + (", ten of them name themselves" if kind == "name" else ""),
    )  # fmt: skip


def _innocent(language: str, innocent: list[Text]) -> Row:
    from concejo.privacy.guard import CERTAIN  # noqa: PLC0415 -- see above

    mine = [one for one in innocent if one.language == language]
    kinds = [{kind for _start, _end, kind in findings(one)} for one in mine]
    masked = sum(bool(one & set(CERTAIN)) for one in kinds)
    held = sum(bool(one - set(CERTAIN)) for one in kinds)
    share = held / len(mine)
    return Row(
        name=f"guard, innocent, {language}", figure=100 * share, unit="% held", target=f"≤ {100 * HELD:g} %, 0 masked",
        met=share <= HELD and not masked, reference="masked", reference_figure=masked, reference_unit="",
        note=f"{held} of {len(mine)} held: {', '.join(sorted(set().union(*kinds))) or 'nothing'}",
    )  # fmt: skip


def _speed(messages: list[Text], run: Run) -> Row:
    from concejo.privacy.guard import check  # noqa: PLC0415 -- see above

    takes = [_a_second(messages, lambda one: check(one.text, language=one.language)) for _take in range(run.takes)]
    bare = [_a_second(messages, lambda one: _MAIL.search(one.text)) for _take in range(run.takes)]
    spread = Spread.of(takes)
    return Row(
        name="guard, messages of at most 300 characters", figure=spread.median, unit="a CPU-second",
        target=f"≥ {QUICK:,}", met=spread.median >= QUICK, spread=spread, cpu_ms=1000 / spread.median,
        reference="one expression for e-mail addresses", reference_figure=Spread.of(bare).median,
        reference_unit="a CPU-second", note=f"{len(messages)} messages",
    )  # fmt: skip


def _a_second(messages: list[Text], look: Callable[[Text], object]) -> float:
    begun = time.process_time()
    for one in messages:
        look(one)
    return len(messages) / (time.process_time() - begun)
