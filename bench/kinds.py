# SPDX-License-Identifier: AGPL-3.0-or-later
"""Kinds of cases told from words, on a month of another town's cases: learnt, by lists of words, the commonest kind.

The cases are real and stay outside the repository. They are tried as a town lives: learnt from the older four of five,
told for the newest. The lists of words name the town's own kinds; which of the other town's kinds each of them stands
for, they are asked by its name.
"""

import csv
import gzip
import json
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from concejo.cases import classifier
from concejo.cases.word_lists import ranked

from .measure import Row, Spread
from .run import Lacking, Run

ROOT = Path(__file__).resolve().parents[1]
MONTH = ROOT.parent / "shared" / "data" / "cases" / "madrid_avisos_2024-05.csv.gz"
TAXONOMY = ROOT / "src" / "concejo" / "cases" / "taxonomy.json"
BEYOND = 25.0
"""Points of a hundred beyond calling everything the commonest kind."""


def kinds(run: Run) -> list[Row]:
    """How many of the newest cases each way tells rightly, with its first word and among three."""
    examples, names = _examples()
    words = _Words(names)
    tried = classifier.trial(examples, by_words=words.kinds)
    speed = _speed(examples, run)

    def share(count: int) -> float:
        return 100 * count / tried.tried

    gain = share(tried.right) - share(tried.commonest_right)
    rows = [
        Row(name="kind learnt from cases, first", figure=share(tried.right), unit="%",
            target=f"≥ the commonest + {BEYOND:g} points", met=gain >= BEYOND, cpu_ms=speed.median),
        Row(name="the same, among three", figure=share(tried.among_three), unit="%"),
        Row(name="kind by lists of words, first", figure=share(tried.words_right), unit="%",
            note=f"ours stand for {words.known} of them by name"),
        Row(name="the same, among three", figure=share(tried.words_among_three), unit="%"),
    ]  # fmt: skip
    beside = [
        replace(row, reference="calling everything the commonest kind", reference_unit="%",
                reference_figure=share(tried.commonest_right),
                note="; ".join(filter(None, [f"{tried.tried} cases of {len(names)} kinds", row.note])))
        for row in rows
    ]  # fmt: skip
    sure = Row(
        name="what is called sure", figure=100 * tried.sure_right / max(1, tried.sure), unit="% right",
        note=f"{share(tried.sure):.0f} of 100 cases; a person decides the others",
    )  # fmt: skip
    return [*beside, sure]


class _Words:
    """The lists of words of the taxonomy, without a town, asked as a town asks them."""

    def __init__(self, names: Sequence[str]) -> None:
        rows = json.loads(TAXONOMY.read_text(encoding="utf-8"))["kinds"]
        self._known = [(own, row["words"]) for own, row in enumerate(rows)]
        stands: dict[int, set[int]] = defaultdict(set)
        for kind, name in enumerate(names):
            for own in ranked(name, self._known)[:1]:
                stands[own].add(kind)
        self._stands = dict(stands)
        self.known = sum(map(len, stands.values()))

    def kinds(self, text: str) -> list[Collection[int]]:
        """The kinds that each suggested one stands for, best first."""
        return [self._stands.get(own, set()) for own in ranked(text, self._known)[:3]]


def _examples() -> tuple[list[classifier.Example], list[str]]:
    if not MONTH.exists():
        raise Lacking("the month of cases is not here: it lies outside the repository, in shared/data/cases")
    names: dict[str, int] = {}
    rows = sorted(_rows())
    return [(text, names.setdefault(name, len(names))) for _at, text, name in rows], list(names)


def _rows() -> Iterator[tuple[str, str, str]]:
    with gzip.open(MONTH, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["description"].strip():
                yield row["requested_datetime"], row["description"], row["service_name"]


def _speed(examples: Sequence[classifier.Example], run: Run) -> Spread:
    learnt = classifier.learn(examples)
    takes = []
    for _take in range(run.takes):
        busy = time.process_time()
        for text, _kind in examples[-2000:]:
            learnt.ranked(text)
        takes.append((time.process_time() - busy) * 1000 / 2000)
    return Spread.of(takes)
