# SPDX-License-Identifier: AGPL-3.0-or-later
"""Somebody's health: a word of illness together with a word that says whose. A campaign against it is nobody's."""

from collections.abc import Iterable, Iterator

from concejo.privacy.guard.lexicon import health as words_of
from concejo.privacy.guard.lexicon import people
from concejo.privacy.guard.reading import Phrases, Reading, Word
from concejo.privacy.guard.verdict import Finding

NEAR, FAR = 5, 9
"""Words before the illness within which its owner must stand: for words that mean other things too, and for others."""


def find(reading: Reading, languages: Iterable[str]) -> Iterator[Finding]:
    """Illness, injury, disability, pregnancy, treatment of one person."""
    words = reading.words
    for language in languages:
        whose = words_of.WHOSE[language]
        yield from _hurt(reading, words, language, whose)
        if not words_of.ILL[language].perhaps_in(reading):
            continue
        for first, end in words_of.ILL[language].find(words):
            if _is_somebodys(reading, words, first, end, whose):
                stop = _told_behind(reading, words, first, end)
                yield Finding(words[first].start, words[stop - 1].end, "health")


def _hurt(reading: Reading, words: list[Word], language: str, whose: Phrases) -> Iterator[Finding]:
    """One says "I broke my ankle", "se ha roto la cadera": an injury and a part of the body within five words."""
    if reading.vocabulary.isdisjoint(words_of.BODY[language]) or not words_of.HURT[language].perhaps_in(reading):
        return
    for first, end in words_of.HURT[language].find(words):
        near = range(max(0, first - 3), min(len(words), end + 5))
        body = next((at for at in near if words[at].plain in words_of.BODY[language]), None)
        start, stop = reading.sentence(words[first].start)
        if body is None or not start <= words[body].start < stop:
            continue
        left, right = sorted((first, body))
        if whose.within(words[max(0, left - FAR) : right + 1]):
            yield Finding(words[left].start, words[max(right, end - 1)].end, "health")


def _is_somebodys(reading: Reading, words: list[Word], first: int, end: int, whose: Phrases) -> bool:
    start, stop = reading.sentence(words[first].start)
    weak = _weak(words[first].plain)
    if end - first == 1 and weak and words[first].capital and not reading.opens_sentence(words[first]):
        return False
    before = [word for word in words[max(0, first - (NEAR if weak else FAR)) : first] if word.start >= start]
    if any(word.plain in words_of.PUBLIC for word in before[-3:]) or (
        end < len(words) and words[end].plain in _PUBLIC_BEHIND
    ):
        return False
    if whose.within(before) or any(word.capital and word.plain in people.GIVEN - people.WORDS_TOO for word in before):
        return True
    after = words[end : end + 4]
    if not weak and any(word.plain in _OWN for word in after if word.end <= stop):
        return True
    return not weak and _asked_for(reading, after)


def _asked_for(reading: Reading, after: list[Word]) -> bool:
    """As in "Transport to dialysis? My father goes …": the owner opens the next sentence."""
    at = next((n for n, word in enumerate(after[:-1]) if word.plain in _OWN), None)
    if at is None or after[at + 1].plain not in people.KIN:
        return False
    return "?" in reading.plain[max(0, after[0].start - 3) : after[at].start]


_PUBLIC_BEHIND = frozenset(
    "user users usuarios parking bay bays toilet toilets access ramp association day charity".split()
)
_OWN = frozenset("mi mis mon ma mes my".split())


def _told_behind(reading: Reading, words: list[Word], first: int, end: int) -> int:
    """As in "diagnosed with …", "hospitalisée pour …": what it is stands behind, though no list may know it."""
    if end + 1 >= len(words) or not words[first].plain.startswith(_TELL):
        return end
    if words[first].plain.startswith("diagnosticar") and words[end].plain not in _WITH:
        return end + 1  # "le diagnosticaron nefritis"
    if words[end].plain not in _WITH:
        return end
    _start, stop = reading.sentence(words[first].start)
    last = end + 1
    while last < len(words) - 1 and words[last].plain in _ARTICLES:
        last += 1
    return last + 1 if words[last].end <= stop else end


_TELL = ("diagnos", "hospital", "ingresad", "operad", "operee", "opere", "treated", "signed", "hospitalis")
_WITH = frozenset("with for of con de por del pour avec d du".split())
_ARTICLES = frozenset("a an the un una el la une le l d de severe bad grave".split())


def _weak(word: str) -> bool:
    return word in words_of.WEAK or any(one.endswith("*") and word.startswith(one[:-1]) for one in _WEAK_STEMS)


_WEAK_STEMS = tuple(one for one in words_of.WEAK if one.endswith("*"))
