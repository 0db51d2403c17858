# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which kinds some words speak of, by the lists of stems that the town keeps for each."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from concejo.core.words import fold

_GAP = re.compile(r"\W+")


def ranked(text: str, known: Iterable[tuple[int, Mapping[str, Sequence[str]]]]) -> list[int]:
    """Kinds, each with its stems by language, by how many of them occur; of two alike, the one spoken of first."""
    folded = " " + _GAP.sub(" ", fold(text)) + " "
    scored = []
    for pk, words in known:
        stems = {stem for of in words.values() for stem in of}
        found = [at for stem in stems if (at := folded.find(_folded(stem))) >= 0]
        if found:
            scored.append((-len(found), min(found), pk))
    return [pk for _many, _at, pk in sorted(scored)]


@lru_cache(maxsize=4096)
def _folded(stem: str) -> str:
    """As it stands in a folded text: a hyphen or an apostrophe is a gap there too."""
    return " " + _GAP.sub(" ", fold(stem))
