# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names in several languages, and text with its accents folded away for looking up."""

import re
import unicodedata
from collections.abc import Mapping


def in_language(names: Mapping[str, str], language: str) -> str:
    """The name in that language, else in its base language, else the first one there is."""
    short = language.split("-", maxsplit=1)[0]
    return names.get(language) or names.get(short) or next((name for name in names.values() if name), "")


def fold(text: str) -> str:
    """Lower case without accents: ``Alcázar Ñandú`` becomes ``alcazar nandu``."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()


_SMALL = {
    "es": "el la los las de del que en y no se por una un con esta es para al lo mi desde muy hay",
    "fr": "le la les des du de que en et ne pas une un avec est dans pour au il je nous sur depuis tres mon ma",
    "en": "the a of that in and not is it for with on to my at has been there this are we since very",
}
_SMALL_WORDS = {language: frozenset(words.split()) for language, words in _SMALL.items()}
SMALL_WORDS = frozenset().union(*_SMALL_WORDS.values())
"""Words that say nothing of what a text is about, accents folded."""


def guess_language(text: str) -> str:
    """Which of es, fr, en a text is written in, by its small words; empty when it does not tell."""
    written = re.findall(r"[a-z]+", fold(text))
    counts = {language: sum(word in small for word in written) for language, small in _SMALL_WORDS.items()}
    best, second = sorted(counts.values(), reverse=True)[:2]
    return max(counts, key=lambda language: counts[language]) if best > second else ""
