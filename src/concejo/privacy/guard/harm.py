# SPDX-License-Identifier: AGPL-3.0-or-later
"""Threats against somebody, and hate against a group: words that people look at before everybody reads them.

A threat is told by who does what to whom ("I'll kill you"; road works kill nobody), hate by a group together with
contempt ("immigrants are vermin"; a course for immigrant women is none). Anger, swearing and harsh words about the town
hall are nobody's business here.
"""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import pairwise

from concejo.privacy.guard.lexicon import harm as words_of
from concejo.privacy.guard.lexicon import harm_words as parts
from concejo.privacy.guard.reading import Reading, Word
from concejo.privacy.guard.verdict import Finding


def find(reading: Reading) -> Iterator[Finding]:
    """Each stretch of words that threatens, or that speaks of a group with contempt."""
    vocabulary = reading.vocabulary
    if not vocabulary.isdisjoint(words_of.SLURS):
        for word in reading.words:
            if word.plain in words_of.SLURS:
                yield Finding(word.start, word.end, "hate")
    for kind, signs, pattern in words_of.PATTERNS:
        if not vocabulary.isdisjoint(signs):
            for match in pattern.finditer(reading.plain):
                if not _is_of_pests(reading, match.start()):
                    yield Finding(*match.span(), kind)
    if not vocabulary.isdisjoint(parts.WHOM) and _harm(vocabulary):
        yield from _meant(reading)
    if not vocabulary.isdisjoint(parts.GROUP_WORDS):
        yield from _despised(reading)


def _meant(reading: Reading) -> Iterator[Finding]:
    """One sentence in which somebody means, hopes or foretells that a body is harmed, and says whose."""
    for words in _sentences(reading):
        plain = [word.plain for word in words]
        said = set(plain)
        harm = _harm(said)
        if not harm or said.isdisjoint(parts.WHOM) or said & (parts.NOT_MEANT | words_of.PESTS):
            continue
        foretold = any(pair in parts.FORETELLS for pair in pairwise(plain))
        means = said & parts.MEANS or any(pair in parts.GOING for pair in pairwise(plain))
        if (means and harm - parts.ACCIDENTAL) or (foretold and harm & parts.ACCIDENTAL and _SEE & said):
            yield Finding(words[0].start, words[-1].end, "threat")


def _harm(said: AbstractSet[str]) -> set[str]:
    """Which of these words harm a body."""
    found = {word for word in said if word in parts.VIOLENT or parts.STEMS.match(word)}
    if said & parts.BREAK and said & (parts.BODY | _OF_TOWN):
        found |= said & parts.BREAK
    return found


def _despised(reading: Reading) -> Iterator[Finding]:
    """A group, and near it in the same sentence what is said of it."""
    for words in _sentences(reading):
        groups = [at for at, word in enumerate(words) if word.plain in parts.GROUP_WORDS]
        said = {word.plain for word in words}
        if groups and _harm(said) - parts.ACCIDENTAL and said & parts.MEANS and not said & parts.NOT_MEANT:
            yield Finding(words[0].start, words[-1].end, "hate")
            continue
        for at in groups:
            near = words[max(0, at - parts.NEAR) : at + parts.NEAR + 1]
            against = next((word for word in near if word.plain in parts.AGAINST and word is not words[at]), None)
            if against is not None:
                left, right = sorted((words[at], against), key=lambda word: word.start)
                yield Finding(left.start, right.end, "hate")
                break


def _sentences(reading: Reading) -> Iterator[list[Word]]:
    """The words of a text, sentence by sentence."""
    row: list[Word] = []
    for word in reading.words:
        if row and _END.search(reading.text, row[-1].end, word.start):
            yield row
            row = []
        row.append(word)
    if row:
        yield row


_OF_TOWN = frozenset(
    "alcalde alcaldesa concejal concejala presidente presidenta policia vecino vecina maire adjoint adjointe president "
    "presidente policier voisin voisine mayor councillor chairman officer neighbour".split()
)
_END = re.compile(r"[.!?…\n]")
_SEE = frozenset("vereis vera veran verras verrez see mark".split())


def _is_of_pests(reading: Reading, place: int) -> bool:
    """Cockroaches may be killed, weeds too."""
    start, stop = reading.sentence(place)
    return any(word.plain in words_of.PESTS for word in reading.words if start <= word.start < stop)
