# SPDX-License-Identifier: AGPL-3.0-or-later
"""Learns from cases whose kind somebody of the town hall has seen to, and tells the kind of new words.

Multinomial naive Bayes over word stems (Manning, Raghavan and Schütze, "Introduction to Information Retrieval", 2008,
chapter 13): learnt anew in a second from twenty thousand cases, without a package, and no stranger's model in it.
Stems are kept as numbers, and only those that several cases share: what one neighbour alone wrote is in no model.
"""

import json
import re
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from math import exp, log

from concejo.core.words import fold

SMOOTH = 0.1
"""Added to every count (Lidstone)."""
STEM = 7
"""Letters of a word that count: *farola* and *farolas* are one."""
LEAST = 3
"""In so many cases a stem must stand before it counts."""
HELD_OUT = 0.2
"""The newest part of the cases, on which what was learnt from the older ones is tried."""
SURE = 0.8
"""Of what it calls sure, so much must be right; below it a person decides."""
_WORD = re.compile(r"[^\W\d_]{2,}")
Example = tuple[str, int]
"""Words, and the key of their kind."""


@dataclass(frozen=True, slots=True)
class Classifier:
    """What was learnt: for each kind how common it is, and for each stem how it weighs for the kinds that know it."""

    kinds: tuple[int, ...]
    prior: tuple[float, ...]
    """Logarithm of each kind's share."""
    absent: tuple[float, ...]
    """Logarithm of the share of a stem that a kind never saw."""
    weights: dict[int, dict[int, float]]
    """By stem, then by the kind's place in `kinds`: what is added to `absent`."""

    def ranked(self, text: str, *, limit: int = 3) -> list[tuple[int, float]]:
        """The likeliest kinds with how certain each is (0 to 1), the likeliest first; none when no stem is known."""
        known = [self.weights[stem] for stem in stems(text) if stem in self.weights]
        if not known:
            return []
        scores = [prior + len(known) * absent for prior, absent in zip(self.prior, self.absent, strict=True)]
        for weights in known:
            for place, weight in weights.items():
                scores[place] += weight
        best = max(scores)
        whole = sum(exp(score - best) for score in scores)
        order = sorted(range(len(scores)), key=lambda place: -scores[place])[:limit]
        return [(self.kinds[place], exp(scores[place] - best) / whole) for place in order]

    def packed(self) -> bytes:
        """As the database keeps it."""
        weights = [[stem, [*of.items()]] for stem, of in self.weights.items()]
        return zlib.compress(json.dumps([self.kinds, self.prior, self.absent, weights]).encode(), 6)

    @classmethod
    def unpacked(cls, kept: bytes) -> "Classifier":
        """The same again."""
        kinds, prior, absent, weights = json.loads(zlib.decompress(kept))
        return cls(tuple(kinds), tuple(prior), tuple(absent), {stem: dict(of) for stem, of in weights})


@dataclass(frozen=True, slots=True)
class Trial:
    """How well the newest cases were told by what was learnt from the older ones, and by the lists of words."""

    tried: int
    right: int
    among_three: int
    words_right: int
    words_among_three: int
    commonest_right: int
    """By calling everything the commonest kind."""
    only_learnt: int
    """Right where the words were wrong."""
    only_words: int
    sure_from: float
    """From this certainty on it calls itself sure; 2 where it never may."""
    sure: int
    sure_right: int

    @property
    def is_better(self) -> bool:
        """Better than the words beyond chance: the sign test of those cases on which they differ, at 2.5 of 100."""
        differ = self.only_learnt + self.only_words
        return bool(differ) and (self.only_learnt - self.only_words) / differ**0.5 > 1.96


def stems(text: str) -> set[int]:
    """The word stems of a text, as numbers."""
    return {zlib.crc32(word[:STEM].encode()) for word in _WORD.findall(fold(text))}


def learn(examples: Iterable[Example]) -> Classifier:
    """From words whose kind is known; at least one."""
    cases: Counter[int] = Counter()
    seen: Counter[int] = Counter()
    within: dict[int, Counter[int]] = {}
    for text, kind in examples:
        found = stems(text)
        cases[kind] += 1
        seen.update(found)
        within.setdefault(kind, Counter()).update(found)
    common = {stem for stem, count in seen.items() if count >= LEAST}
    kinds, many = tuple(sorted(cases)), cases.total()
    weights: dict[int, dict[int, float]] = {stem: {} for stem in common}
    absent = []
    for place, kind in enumerate(kinds):
        counts = {stem: count for stem, count in within[kind].items() if stem in common}
        whole = sum(counts.values()) + SMOOTH * max(1, len(common))
        absent.append(log(SMOOTH / whole))
        for stem, count in counts.items():
            weights[stem][place] = round(log((count + SMOOTH) / whole) - absent[place], 4)
    return Classifier(kinds, tuple(log(cases[kind] / many) for kind in kinds), tuple(absent), weights)


def trial(examples: Sequence[Example], *, by_words: Callable[[str], Sequence[Collection[int]]]) -> Trial:
    """Learn from the older ones and try it on the newest; `examples` in the order of time.

    `by_words` answers what the lists of words suggest, best first; each answer may stand for several kinds.
    """
    border = len(examples) - int(len(examples) * HELD_OUT)
    older, newest = examples[:border], examples[border:]
    learnt = learn(older)
    commonest = Counter(kind for _text, kind in older).most_common(1)[0][0]
    rows = [(kind, learnt.ranked(text), by_words(text)[:3]) for text, kind in newest]
    hits = [bool(told) and told[0][0] == kind for kind, told, _words in rows]
    words = [bool(said) and kind in said[0] for kind, _told, said in rows]
    certain = [told[0][1] if told else 0.0 for _kind, told, _said in rows]
    border_of_sure = _sure_from(certain, hits)
    sure = [hit for hit, one in zip(hits, certain, strict=True) if one >= border_of_sure]
    return Trial(
        tried=len(rows), right=sum(hits),
        among_three=sum(kind in {one for one, _sure in told} for kind, told, _said in rows),
        words_right=sum(words), words_among_three=sum(any(kind in one for one in said) for kind, _told, said in rows),
        commonest_right=sum(kind == commonest for kind, _told, _said in rows),
        only_learnt=sum(one and not other for one, other in zip(hits, words, strict=True)),
        only_words=sum(other and not one for one, other in zip(hits, words, strict=True)),
        sure_from=border_of_sure, sure=len(sure), sure_right=sum(sure),
    )  # fmt: skip


def _sure_from(certain: Sequence[float], hits: Sequence[bool]) -> float:
    """The lowest certainty from which on enough is right."""
    border, right = 2.0, 0
    for count, (one, hit) in enumerate(sorted(zip(certain, hits, strict=True), reverse=True), start=1):
        right += hit
        if right / count >= SURE:
            border = one
    return border
