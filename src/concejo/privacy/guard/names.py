# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names of third persons: not the writer's own, not those who act for the town, not what is called after somebody."""

import re
from collections.abc import Iterator

from concejo.privacy.guard.called_after import NAMED, bears_a_name, place_stands
from concejo.privacy.guard.lexicon import people
from concejo.privacy.guard.names_plain import in_plain_text, written_small
from concejo.privacy.guard.reading import Reading
from concejo.privacy.guard.verdict import Finding, Known
from concejo.privacy.guard.whose import is_own, kin_before, office_before, office_behind, telephone_behind

_JOIN = re.compile(r"[ \t\xa0]{1,2}|[-'’]|\. ?")
_INITIAL = re.compile(r"\s[A-ZÁÉÍÓÚÑ]\.")
_POSSESSIVE = re.compile(r"['’]s (\w+)")
_NOT_BEFORE_ARTICLE = frozenset("de por para en desde hasta hacia entre a".split())
_SINGLE = people.GIVEN | people.FAMILY
_PERSON_WORDS = people.KIN | people.CALLED
FEWEST_SMALL = 0.5
"""A text in capitals throughout says nothing by its capitals."""


def find(reading: Reading) -> Iterator[Finding]:
    """Full names, names behind a title, given names that the words around them give to a person."""
    words = reading.words
    capitals = sum(word.capital and word.plain.isalpha() for word in words)
    if len(words) > 3 and capitals > len(words) * (1 - FEWEST_SMALL):
        yield from in_plain_text(reading)
        return
    at, place_before = 0, False
    small = not reading.vocabulary.isdisjoint(_PERSON_WORDS)
    for start in [n for n, word in enumerate(words) if word.capital and word.plain.isalpha()]:
        if start < at:
            continue
        at = _phrase_end(reading, start)
        if at - start == 1 and words[start].plain not in _SINGLE and not _title_before(reading, start):
            place_before = place_stands(reading, start)
            continue
        place_before = bears_a_name(reading, start, at, place_before=place_before)
        named = None if place_before else _person(reading, start, at)
        if named is not None and not is_own(reading, start, at):
            yield Finding(words[named].start, words[at - 1].end, "name")
    if small:
        yield from written_small(reading)
    if capitals < 2:
        yield from in_plain_text(reading)


def _phrase_end(reading: Reading, at: int) -> int:
    """The number behind the last word of a phrase in capitals, small particles between them counted in."""
    words, end = reading.words, at + 1
    while end < len(words) and end - at < 8:
        step = end
        while (
            step < len(words) and step - end < 3 and words[step].plain in people.PARTICLES and not words[step].capital
        ):
            step += 1
        if step >= len(words) or not words[step].capital or not words[step].plain.isalpha():
            break
        if not all(_joined(reading, n) for n in range(end, step + 1)):
            break
        if step > end and words[step - 1].plain in {"y", "i", "e"}:
            break
        end = step + 1
    return end


def _joined(reading: Reading, at: int) -> bool:
    left, right = reading.words[at - 1], reading.words[at]
    between = reading.text[left.end : right.start]
    if "." in between and not (left.plain in people.TITLES | people.DOCTORS or len(left.plain) == 1):
        return False
    return _JOIN.fullmatch(between) is not None


def _person(reading: Reading, at: int, end: int) -> int | None:  # noqa: PLR0911 -- one way out for each kind of phrase
    """The number of the first word of the name, if the phrase names a third person."""
    words = reading.words
    first = words[at].plain
    before = words[at - 1].plain if at else ""
    if before in people.OFFICES or first in people.OFFICES or office_behind(reading, end) or office_before(reading, at):
        return None
    if first in people.TITLES | people.DOCTORS or _title_before(reading, at):
        return _titled(reading, at, end, inside=first in people.TITLES | people.DOCTORS)
    if _is_initial(reading, at, end):
        return at
    while at < end - 1 and words[at].plain not in people.GIVEN and reading.opens_sentence(words[at]):
        at += 1
    if words[at].plain in people.TITLES | people.DOCTORS:
        return _titled(reading, at, end, inside=True)  # "Old Mr Brown"
    first, more = words[at].plain, [word.plain for word in words[at + 1 : end] if word.plain not in people.PARTICLES]
    if first in people.GIVEN:
        if more and _is_full_name(reading, at, first, more):
            return at
        if not more and _alone(reading, at, end):
            return at
        return None
    surname = more and more[-1] in people.FAMILY and more[-1] not in people.NOT_FAMILY
    if surname and (first in people.FAMILY or kin_before(reading, at)) and not reading.opens_sentence(words[at]):
        return at
    return (
        at
        if not more and kin_before(reading, at) and first in people.FAMILY and not reading.opens_sentence(words[at])
        else None
    )


def _title_before(reading: Reading, at: int) -> bool:
    """As in "don Ana", "M. Ruiz"; the d of "d'Espagne" is no "don"."""
    before = reading.words[at - 1] if at else None
    return before is not None and before.plain in people.TITLES and reading.plain[before.end : before.end + 1] != "'"


def _is_full_name(reading: Reading, at: int, first: str, more: list[str]) -> bool:
    if more[0] in people.NOT_FAMILY:
        return False
    sure = more[-1] in people.FAMILY or more[0] in people.FAMILY or more[0] in people.GIVEN
    if first in people.WORDS_TOO:
        return sure or (len(more[0]) > 2 and (kin_before(reading, at) or telephone_behind(reading, at + len(more))))
    return sure or len(more[0]) > 2


def _is_initial(reading: Reading, at: int, end: int) -> bool:
    """As in "T. Brown was …": an initial, a name, and what its bearer is or does."""
    words = reading.words
    if len(words[at].plain) > 1 or end - at != 2 or reading.text[words[at].end : words[at].end + 1] != ".":
        return False
    behind = words[end].plain if end < len(words) else ""
    return len(words[at + 1].plain) > 3 and behind in people.DOES | _IS and words[at + 1].plain not in people.PLACES


def _two_of_them(reading: Reading, at: int, end: int) -> bool:
    """As in "Pedro y María", "Alan and Sue": two given names, joined."""
    words = reading.words
    pairs = [(at - 1, at - 2)] * (at > 1) + [(end, end + 1)] * (end + 1 < len(words))
    return any(
        words[joint].plain in {"y", "e", "et", "and"}
        and words[other].capital
        and words[other].plain in people.GIVEN - people.WORDS_TOO
        for joint, other in pairs
    )


_IS = frozenset("was is has had got gets es fue era ha tiene est etait a".split())


def _titled(reading: Reading, at: int, end: int, *, inside: bool) -> int | None:
    words = reading.words
    name = at + 1 if inside else at
    while name < end and words[name].plain in people.TITLES | people.DOCTORS | {"de"}:
        name += 1
    if name >= end or words[name].plain in people.OFFICES or len(words[name].plain) < 2:
        return None
    single_letter = inside and len(words[at].plain) == 1
    if single_letter and reading.text[words[at].end : words[at].end + 1] != "." and words[at].plain != "m":
        return None
    if single_letter and words[at].plain != "m" and words[name].plain not in people.GIVEN | people.FAMILY:
        return None
    hello = at and words[at - 1].plain in people.HELLO
    return None if hello or words[name].plain in people.NOT_FAMILY else name


def _alone(reading: Reading, at: int, end: int) -> bool:  # noqa: PLR0911 -- one way out for each kind of neighbourhood
    """A given name with nothing behind it: do the words around it speak of a person?"""
    words = reading.words
    word = words[at]
    before = words[at - 1].plain if at else ""
    two = words[at - 2].plain if at > 1 else ""
    after = words[end].plain if end < len(words) else ""
    if before in people.HELLO:
        return False
    if not at and _does_something(reading, end) and word.plain not in people.WORDS_TOO:
        return True
    if before in {"con", "avec"} and word.plain not in people.WORDS_TOO and two not in NAMED:
        return True
    if before == "a" and after in {"le", "les", "lo", "la", "se"} and word.plain not in people.WORDS_TOO:
        return True
    if kin_before(reading, at) or _INITIAL.match(reading.text, word.end):
        return True
    if word.plain in people.WORDS_TOO:
        return False
    if (
        before in {"el", "la"}
        and two not in _NOT_BEFORE_ARTICLE
        and (not words[at - 1].capital or reading.opens_sentence(words[at - 1]))
        and reading.plain[word.end : word.end + 1] != "-"
    ):
        return True
    if (before in {"de", "d", "a"} and two in people.OWNED) or before == "chez" or _two_of_them(reading, at, end):
        return True
    owned = _POSSESSIVE.match(reading.plain, word.end)
    if owned:
        return owned.group(1) in people.OWNED_EN
    return after in people.DOES and not reading.text[word.end : words[end].start].strip()


def is_known(reading: Reading, one: Finding, known: Known) -> bool:
    """Somebody who acts for the town, an @mention, a street of the gazetteer."""
    name = " ".join(re.findall(r"\w+", reading.plain[one.start : one.end]))
    if reading.text[max(0, one.start - 1) : one.start] == "@" or name in known.names:
        return True
    return " " in name and any(name in street for street in known.streets)


def _does_something(reading: Reading, end: int) -> bool:
    """A small word stands right behind it that is no preposition: "Antonio aparca…"."""
    words = reading.words
    if end >= len(words) or words[end].capital or reading.text[words[end - 1].end : words[end].start] != " ":
        return False
    return words[end].plain not in _NO_VERB


_NO_VERB = frozenset(
    "de del la el los las y e o en a al con por para du des d et ou au aux le les of and or in on at the for to "
    "desde hasta "
    "gracias merci thanks".split()
)
