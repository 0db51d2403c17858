# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names that no person bears in this text: of a street, a school, a saint, a poster, a statue."""

import re

from concejo.privacy.guard.lexicon import people
from concejo.privacy.guard.reading import Reading, Word

_HOUSE = re.compile(r",? ?(?:nº|n°|n\.º|número|numéro|no\.)? ?\d{1,4}\b")
_RANKS = frozenset(
    "doctor doctora dr dra maestro maestra alcalde capitan general pintor poeta musico padre madre sor fray el "
    "la jean".split()
)
_CALLED_AFTER = frozenset("a de del of for d a con futbol padel tenis football sport sports".split())
NAMED = frozenset(
    "nom nombre name monumento homenaje statue monument placa plaque hommage tribute busto legado".split()
)


def bears_a_name(reading: Reading, at: int, end: int, *, place_before: bool) -> bool:
    """A street, a school, a saint, a poster: what is called after somebody."""
    words = reading.words
    if any(word.plain in people.PLACES for word in words[at:end] if len(word.plain) > 1):
        return True
    if any(word.plain in people.CULTURE for word in words[max(0, at - 4) : at]) or _on_a_poster(reading, at, end):
        return True
    if (
        end - at > 1
        and "the" in {words[at].plain, words[at - 1].plain if at else ""}
        and end - at > (words[at].plain == "the") + 1
    ):
        return True  # a hall, a cup, a bench: nobody is *the* Ana Ruiz
    if reading.language == "en" and end < len(words) and words[end].plain in people.PLACES:
        return words[end].start - words[end - 1].end == 1
    if _place_before(reading, at, end, place_before=place_before) or _named_after(reading, at):
        return True
    return (
        end - at > 1
        and words[at - 1].plain in {"en", "a", "de", "por"}
        and bool(_HOUSE.match(reading.text, words[end - 1].end))
    )


def _place_before(reading: Reading, at: int, end: int, *, place_before: bool) -> bool:
    """As in "calle del Doctor Ruiz", "plaza Mayor y Ana Ruiz"."""
    words, before = reading.words, at - 1
    while before >= 0 and at - before < 5 and words[before].plain in people.PARTICLES | _RANKS:
        before -= 1
    near = words[before] if before >= 0 else None
    if near is None or _sentence_between(reading, near, words[at].start):
        return False
    if near.plain in people.PLACES and (len(near.plain) > 1 or reading.text[near.end : near.end + 1] in {"/", "."}):
        return True
    if place_before and words[at - 1].plain in {"y", "e", "et", "and", "con", "a", "avec", "with", "esquina"}:
        return True
    if place_before and reading.text[words[at - 1].end : words[at].start].strip() in {"/", "-", "x"}:
        return True
    return words[at - 1].plain in people.IN and end - at > 1


def _named_after(reading: Reading, at: int) -> bool:
    """As in "campo de fútbol Ana Ruiz", "the statue of Ana Ruiz"."""
    words = reading.words
    if not at or words[at - 1].plain not in _CALLED_AFTER:
        return False
    if words[at - 2].plain == "name" and words[at - 1].plain == "of":
        return any(word.plain in people.PLACES | _BEARS for word in words[max(0, at - 7) : at - 2])
    start, _stop = reading.sentence(words[at].start)
    return any(word.plain in people.PLACES | NAMED for word in words[max(0, at - 4) : at - 1] if word.start >= start)


def place_stands(reading: Reading, at: int) -> bool:
    """A word alone that is a place, or is called after somebody: the corner of "rues Gambetta et Pierre Curie"."""
    word = reading.words[at]
    return word.plain in people.PLACES or _place_before(reading, at, at + 1, place_before=False)


def _sentence_between(reading: Reading, near: Word, start: int) -> bool:
    """A sentence ends between a place and a name; the point of an abbreviation ("avda.") ends none."""
    between = reading.text[near.end : start]
    if "\n" in between or any(sign in between for sign in "!?;"):
        return True
    return "." in (between[1:] if len(near.plain) <= _SHORT else between)


def _on_a_poster(reading: Reading, at: int, end: int) -> bool:
    """Something is played, told or danced with somebody; or the somebody is a figure of a book."""
    words = reading.words
    if not people.FIGURES.isdisjoint(word.plain for word in words[at:end]) and words[at - 1 if at else 0].plain != "m":
        return True
    start, _stop = reading.sentence(words[at].start)
    said = at and words[at - 1].plain in {"con", "avec", "with", "de", "by", "por", "par"}
    return bool(said) and any(
        word.plain in people.EVENTS for word in words[max(0, at - 12) : at] if word.start >= start
    )


_SHORT = 5
_BEARS = frozenset("bear bears bearing honour honor given under-the after".split())
