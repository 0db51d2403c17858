# SPDX-License-Identifier: AGPL-3.0-or-later
"""A text as the rules of the guard read it: folded letter by letter, so that places stay, and cut into words."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

_WORD = re.compile(r"[^\W_]+")
_DIGIT = re.compile(r"\d")
_SMALL = {
    "es": frozenset(
        "el los las del en y no se por una un con esta es para al lo mi muy hay que como desde ya pero su".split()
    ),
    "fr": frozenset(
        "le les des du et ne pas une un avec est dans pour au il je nous sur depuis tres mon ma vous ce qui".split()
    ),
    "en": frozenset(
        "the of that in and not is it for with on to my at has been there this are we since very he she".split()
    ),
}
_END = re.compile(r"[.!?…](?=\s)|\n")
STEM = 4
"""Letters by which word stems are looked up; no stem is shorter."""


class _Folding(dict[int, str]):
    """Letter to letter, filled as letters are met: small, without accent, one for one."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        plain = unicodedata.normalize("NFKD", letter.lower())
        kept = "".join(one for one in plain if not unicodedata.combining(one))
        self[code] = kept if len(kept) == 1 else letter.lower() if len(letter.lower()) == 1 else letter
        return self[code]


_FOLDING = _Folding({ord("’"): "'", ord("‘"): "'", ord("º"): "º", ord("ª"): "ª", ord("–"): "-", ord("\xa0"): " "})


@dataclass(slots=True)
class Word:
    """One word, folded, where it stands, and whether it was written with a capital (not frozen: that costs a third)."""

    start: int
    end: int
    plain: str
    capital: bool


class Reading:
    """One text, read once for all rules; `text`, `plain` and every place have the same count of letters."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = text.translate(_FOLDING)
        self.has_digits = _DIGIT.search(text) is not None

    @cached_property
    def words(self) -> list[Word]:
        """Every word in order."""
        text, plain = self.text, self.plain
        return [
            Word(start, end, plain[start:end], text[start].isupper())
            for start, end in (match.span() for match in _WORD.finditer(text))
        ]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The different words, folded: most rules end when none of theirs is among them."""
        return frozenset([word.plain for word in self.words])

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """The first letters of all words, by which stems are looked up."""
        return frozenset([word[:STEM] for word in self.vocabulary])

    @cached_property
    def language(self) -> str:
        """Which of es, fr, en its small words speak; empty when they do not tell."""
        counts = sorted((len(self.vocabulary & small), language) for language, small in _SMALL.items())
        return counts[-1][1] if counts[-1][0] > counts[-2][0] else ""

    @cached_property
    def _starts(self) -> list[int]:
        return [word.start for word in self.words]

    @cached_property
    def _ends(self) -> list[int]:
        return [match.end() for match in _END.finditer(self.text)]

    def at(self, place: int) -> int:
        """The number of the first word that starts at or after a place."""
        return bisect_left(self._starts, place)

    def opens_sentence(self, word: Word) -> bool:
        """Nothing but signs stands between it and the end of the sentence before: its capital says nothing."""
        return not self.plain[max(0, word.start - 3) : word.start].strip(" \t\"'«“(¡¿-*>") or (
            self.plain[max(0, word.start - 2) : word.start].strip()[-1:] in {".", "!", "?", ":", "…", "\n"}
        )

    def sentence(self, place: int) -> tuple[int, int]:
        """Where the sentence around a place begins and ends, never further than 240 letters away."""
        at = bisect_left(self._ends, place + 1)
        start = self._ends[at - 1] if at else 0
        end = self._ends[at] if at < len(self._ends) else len(self.text)
        return max(start, place - 240), min(end, place + 240)


class Phrases:
    """A list of phrases and of word stems (``diabet*``), found in one walk over the words of a text."""

    def __init__(self, *lists: str) -> None:
        self._phrases: dict[str, list[tuple[str, ...]]] = {}
        self._stems: dict[str, list[str]] = {}
        for phrase in (line.strip() for text in lists for line in re.split(r"[,\n]", text)):
            if phrase.endswith("*") and " " not in phrase:
                self._stems.setdefault(phrase[:STEM], []).append(phrase[:-1])
            elif phrase:
                first, *more = _WORD.findall(phrase)
                self._phrases.setdefault(first, []).append(tuple(more))
        for rest in self._phrases.values():
            rest.sort(key=len, reverse=True)

    def perhaps_in(self, reading: "Reading") -> bool:
        """Cheap: one of the words with which the phrases begin is there."""
        return not (reading.vocabulary.isdisjoint(self._phrases) and reading.beginnings.isdisjoint(self._stems))

    def find(self, words: list[Word]) -> Iterator[tuple[int, int]]:
        """Numbers of the first word and of the word behind the last, for each place where one stands."""
        for at, word in enumerate(words):
            length = self.at(words, at, word)
            if length:
                yield at, at + length

    def at(self, words: list[Word], at: int, word: Word | None = None) -> int:
        """How many words of a phrase stand there; 0 if none does."""
        word = word or words[at]
        for more in self._phrases.get(word.plain, ()):
            if all(at + n < len(words) and words[at + n].plain == one for n, one in enumerate(more, start=1)):
                return 1 + len(more)
        stems = self._stems.get(word.plain[:STEM])
        return int(bool(stems) and any(word.plain.startswith(stem) for stem in stems or ()))

    def within(self, words: Iterable[Word]) -> bool:
        """One of them stands among these words."""
        return next(self.find(list(words)), None) is not None
