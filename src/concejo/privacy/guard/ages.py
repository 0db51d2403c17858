# SPDX-License-Identifier: AGPL-3.0-or-later
"""One child and an age near each other: "my son, 7", "la niña de la vecina, de 6 añitos", "l'enfant, six ans"."""

import re
from collections.abc import Iterator

from concejo.privacy.guard.called_after import place_stands
from concejo.privacy.guard.lexicon import people
from concejo.privacy.guard.reading import Reading, Word
from concejo.privacy.guard.verdict import Finding

_NUMBERS = {
    "es": "un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete",
    "fr": "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize",
    "en": "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen",
}
AGES = {language: frozenset(words.split()) | {str(age) for age in range(18)} for language, words in _NUMBERS.items()}
UNITS = {
    "es": frozenset("anos ano anitos anito meses mes".split()),
    "fr": frozenset("ans an mois".split()),
    "en": frozenset("year years yr yrs month months yo".split()),
}
CHILD = {
    "es": frozenset(
        "hijo hija hijos hijas nieto nieta nietos nietas nino nina ninos ninas crio cria crios chico chica "
        "chaval chavala enano enana nene nena chiquillo chiquilla "
        "bebe alumno alumna sobrino sobrina adolescente gemelos gemelas mellizos mellizas peque "
        "muchacho muchacha zagal zagala hermanito hermanita hermano hermana".split()
    ),
    "fr": frozenset(
        "fils fille filles enfant enfants garcon garcons fillette gamin gamine gamins bebe eleve niece neveu ado "
        "puce gosse gosses minot pitchoun pitchoune loulou bonhomme mome momes fiston bambin poupon nourrisson "
        "petiot petiote "
        "adolescent adolescente jumeaux jumelles frere soeur collegien collegienne lyceen lyceenne "
        "benjamin benjamine aine ainee".split()
    ),
    "en": frozenset(
        "son daughter sons daughters boy boys girl girls child kid kids baby toddler pupil grandson granddaughter "
        "grandchild grandkids niece nephew teenager teen twins triplets lad lads schoolgirl schoolboy brother "
        "sister youngest kiddo tot lass lassie bairn "
        "eldest stepson stepdaughter godson goddaughter infant".split()
    ),
}
LITTLE = frozenset("pequeno pequena petit petite petits petites grand grande cadet cadette menor little".split())
"""A child only behind whose it is: "mi pequeña", "mon petit"; "a small leak of three months" is none."""
WHOSE = frozenset("mi mis su sus nuestro nuestra mon ma mes son sa ses notre nos leur my our his her their".split())
_NOT_AN_AGE = frozenset(
    "hace desde durante depuis pendant since for ago entre para pour between within dentro dans".split()
)
_SIGN = re.compile(r"[,(;:]\s*$")
_CLOSED = re.compile(r"^\s*(?:[,).;!?]|$|(?:and|et|y|but|who|was|when) \b)")
_SAYS_AGE = frozenset("are aged age is turned only just of about around nearly almost".split())
NEAR = 3
"""Words between a given name and an age: "Leo, 7", "Inés, de 9 años"."""
FAR = 8
"""Words between a child and an age."""


def find(reading: Reading, language: str) -> Iterator[tuple[int, int]]:
    """Where a child is told with its age: from the first word to the last."""
    words = reading.words
    if reading.vocabulary.isdisjoint(AGES[language]):
        return
    for at, word in enumerate(words):
        own = word.plain in LITTLE and at and words[at - 1].plain in WHOSE
        named = word.capital and word.plain in people.GIVEN and not (at and place_stands(reading, at))
        if not own and not named and word.plain not in CHILD[language]:
            continue
        _start, stop = reading.sentence(word.start)
        if (
            at + 1 < len(words)
            and at
            and words[at - 1].plain in WHOSE
            and not named
            and words[at + 1].plain in AGES[language]
        ):
            yield word.start, words[at + 1].end  # "my daughter 7 and a half"
            continue
        for age in range(at + 1, min(len(words), at + 1 + (NEAR if named else FAR))):
            if words[age].end > stop or words[age].plain in _NOT_AN_AGE:
                break
            if language == "en" and words[age - 1].plain == "year" and words[age].plain in AGES["en"] and age > at + 1:
                yield word.start, words[age].end  # a school year
                break
            if words[age].plain in AGES[language] and _is_age(reading, language, words, age):
                behind = words[age + 1].plain in UNITS[language] if age + 1 < len(words) else False
                yield word.start, words[age + 1].end if behind else words[age].end
                break


def _is_age(reading: Reading, language: str, words: list[Word], at: int) -> bool:
    """A number of years or months; alone only between commas or brackets, or where the words say so (English)."""
    text, word = reading.plain, words[at]
    if at + 1 < len(words) and words[at + 1].plain in UNITS[language]:
        return not text[word.end : words[at + 1].start].strip(" -")
    if (
        at + 2 < len(words)
        and words[at + 1].plain in {"y", "et", "and", "o", "ou", "or"}
        and words[at + 2].plain in AGES[language]
    ):
        far = at + 3 < len(words) and words[at + 3].plain in UNITS[language]
        if far or _SIGN.search(text[max(0, word.start - 3) : word.start]):
            return True
    if (
        at + 2 < len(words)
        and words[at + 2].plain in UNITS[language]
        and words[at + 1].plain in {"y", "et", "and", "medio"}
    ):
        return True
    if not _CLOSED.match(text[word.end : word.end + 12]):
        return False
    if _SIGN.search(text[max(0, word.start - 3) : word.start]):
        return word.plain.isdigit()
    return language == "en" and words[at - 1].plain in _SAYS_AGE


def spans(reading: Reading, language: str) -> Iterator[Finding]:
    """The same as findings."""
    yield from (Finding(start, end, "minor") for start, end in find(reading, language))
