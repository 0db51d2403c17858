# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names of third persons: not the writer's own, not those who act for the town, not what is called after somebody."""

import re
from collections.abc import Iterator

from concejo.privacy.guard.called_after import NAMED, bears_a_name
from concejo.privacy.guard.lexicon import people
from concejo.privacy.guard.reading import Reading
from concejo.privacy.guard.verdict import Finding, Known

_JOIN = re.compile(r"[ \t\xa0]{1,2}|[-'’]|\. ?")
_INITIAL = re.compile(r"\s[A-ZÁÉÍÓÚÑ]\.")
_POSSESSIVE = re.compile(r"['’]s (\w+)")
_NOT_BEFORE_ARTICLE = frozenset("de por para en desde hasta hacia entre a".split())
_SOUND = re.compile(r"[^\W\d_]{2,}")
_SINGLE = people.GIVEN | people.FAMILY
_PERSON_WORDS = people.KIN | people.CALLED
_SORTS = frozenset(
    "local municipal nacional general nationale national municipale adjoint parish district town county "
    "deportivo social civil rural".split()
)
FEWEST_SMALL = 0.5
"""A text in capitals throughout says nothing by its capitals."""


def find(reading: Reading) -> Iterator[Finding]:
    """Full names, names behind a title, given names that the words around them give to a person."""
    words = reading.words
    capitals = sum(word.capital and word.plain.isalpha() for word in words)
    if len(words) > 3 and capitals > len(words) * (1 - FEWEST_SMALL):
        yield from _plain_names(reading)
        return
    at, place_before = 0, False
    small = not reading.vocabulary.isdisjoint(_PERSON_WORDS)
    for start in [n for n, word in enumerate(words) if word.capital and word.plain.isalpha()]:
        if start < at:
            continue
        at = _phrase_end(reading, start)
        if (
            at - start == 1
            and words[start].plain not in _SINGLE
            and (start == 0 or words[start - 1].plain not in people.TITLES)
        ):
            place_before = words[start].plain in people.PLACES
            continue
        place_before = bears_a_name(reading, start, at, place_before=place_before)
        named = None if place_before else _person(reading, start, at)
        if named is not None and not _own(reading, start, at):
            yield Finding(words[named].start, words[at - 1].end, "name")
    if small:
        yield from _small_names(reading)
    if capitals < 2:
        yield from _plain_names(reading)


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
    if (
        before in people.OFFICES
        or first in people.OFFICES
        or _office_behind(reading, end)
        or _office_before(reading, at)
    ):
        return None
    if first in people.TITLES | people.DOCTORS or before in people.TITLES:
        return _titled(reading, at, end, inside=first in people.TITLES | people.DOCTORS)
    while at < end - 1 and words[at].plain not in people.GIVEN and reading.opens_sentence(words[at]):
        at += 1
    first, more = words[at].plain, [word.plain for word in words[at + 1 : end] if word.plain not in people.PARTICLES]
    if first in people.GIVEN:
        if more and _is_full_name(reading, at, first, more):
            return at
        if not more and _alone(reading, at, end):
            return at
        return None
    surname = more and more[-1] in people.FAMILY and more[-1] not in people.NOT_FAMILY
    if surname and (first in people.FAMILY or _kin_before(reading, at)) and not reading.opens_sentence(words[at]):
        return at
    return (
        at
        if not more and _kin_before(reading, at) and first in people.FAMILY and not reading.opens_sentence(words[at])
        else None
    )


def _is_full_name(reading: Reading, at: int, first: str, more: list[str]) -> bool:
    if more[0] in people.NOT_FAMILY:
        return False
    sure = more[-1] in people.FAMILY or more[0] in people.FAMILY or more[0] in people.GIVEN
    if first in people.WORDS_TOO:
        return sure or (_kin_before(reading, at) and len(more[0]) > 2)
    return sure or len(more[0]) > 2


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
    if _kin_before(reading, at) or _INITIAL.match(reading.text, word.end):
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
    if (before in {"de", "d", "a"} and two in people.OWNED) or before == "chez":
        return True
    owned = _POSSESSIVE.match(reading.plain, word.end)
    if owned:
        return owned.group(1) in people.OWNED_EN
    return after in people.DOES and not reading.text[word.end : words[end].start].strip()


def _kin_before(reading: Reading, at: int) -> bool:
    """As in "my neighbour Dave", "his daughter, Ana", "a man called Paul"."""
    words = reading.words
    if not at or reading.text[words[at - 1].end : words[at].start].strip(' ,(:«"“'):
        return False
    if words[at - 1].plain in people.CALLED:
        return not any(
            word.plain in {"me", "m", "i", "calle", "my", "rue", "street"} for word in words[max(0, at - 4) : at - 1]
        )
    return words[at - 1].plain in people.KIN or (
        at > 1 and words[at - 2].plain in people.KIN and words[at - 1].plain in {"de", "d"}
    )


def _own(reading: Reading, at: int, end: int) -> bool:
    """The writer's own name, which is hers to tell: she introduces herself, or signs."""
    words = reading.words
    near = [word.plain for word in words[max(0, at - 3) : at]]
    if near and (
        near[-1] in {"soy", "llamo", "suis"}
        or near[-2:]
        in (["nombre", "es"], ["i", "am"], ["i", "m"], ["m", "appelle"], ["name", "is"], ["nom", "est"], ["this", "is"])
    ):
        return words[at - 1].plain != "is" or "my" in near or "this" in near
    last = not _SOUND.search(reading.text, words[end - 1].end)
    closing = {word.plain for word in words[max(0, at - 6) : at]} & people.SELF
    alone = not reading.text[: words[at].start].rpartition("\n")[2].strip(" ,-*")
    return last and bool(closing or (alone and at > 3))


def _office_before(reading: Reading, at: int) -> bool:
    """As in "the councillor for culture, Ana Ruiz": an office within a few words before."""
    words, text = reading.words, reading.text
    near = words[max(0, at - 6) : at]
    held = next((word for word in reversed(near) if word.plain in people.OFFICES), None)
    if held is None:
        return False
    between = text[held.end : words[at].start]
    close = between.strip() in {"", *_SORTS} or between.rstrip().endswith(",")
    return close and not re.search(r"[.;!?\n]", between)


def _office_behind(reading: Reading, end: int) -> bool:
    """As in "Ana Ruiz, councillor", "Miguel, el electricista"."""
    words, text = reading.words, reading.text
    if end >= len(words) or text[words[end - 1].end : words[end].start].strip() not in {",", "(", "-", ", "}:
        return False
    return any(word.plain in people.OFFICES for word in words[end : end + 3])


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


def _plain_names(reading: Reading) -> Iterator[Finding]:
    """Where capitals say nothing: a given name with a family name behind it, or behind whose it is."""
    words, taken = reading.words, -1
    for at, word in enumerate(words):
        known = word.plain in people.GIVEN and word.plain not in people.WORDS_TOO | people.OFFICES | people.PLACES
        if at <= taken or not known or len(word.plain) < 3:
            continue
        end = at + 1
        while (
            end < len(words)
            and end - at < 4
            and reading.text[words[end - 1].end : words[end].start] == " "
            and (words[end].plain in people.FAMILY or words[end].plain in people.GIVEN)
        ):
            end += 1
        whose = _kin_before(reading, at) or (at > 0 and words[at - 1].plain in people.TITLES)
        if (
            (end - at > 1 or whose)
            and not bears_a_name(reading, at, end, place_before=False)
            and not _own(reading, at, end)
        ):
            taken = end - 1
            yield Finding(word.start, words[end - 1].end, "name")


def _small_names(reading: Reading) -> Iterator[Finding]:
    """As in "mi vecino antonio", typed without capitals on a telephone."""
    for at, word in enumerate(reading.words):
        if not word.capital and word.plain in people.GIVEN and _small_name(reading, at):
            yield Finding(word.start, _small_end(reading, at), "name")


def _small_name(reading: Reading, at: int) -> bool:
    word = reading.words[at]
    return (
        len(word.plain) > 2
        and word.plain not in people.WORDS_TOO | people.KIN | people.OFFICES | people.PLACES
        and _kin_before(reading, at)
        and reading.words[at - 1].plain not in {"beau", "belle", "tal", "casa"}
    )


def _small_end(reading: Reading, at: int) -> int:
    words = reading.words
    end = words[at].end
    for word in words[at + 1 : at + 3]:
        if word.plain not in people.FAMILY or reading.text[end : word.start] != " ":
            break
        end = word.end
    return end
