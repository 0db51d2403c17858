# SPDX-License-Identifier: AGPL-3.0-or-later
"""Families told by their name alone: "la familia Ruiz", "chez les Martin", "the Smith family"."""

import re
from collections.abc import Iterator

from concejo.privacy.guard.lexicon import people
from concejo.privacy.guard.reading import Reading
from concejo.privacy.guard.verdict import Finding

_CALLED = re.compile(
    r"\b(?i:la familia|los señores(?: de)?|la famille|chez les|les époux|la maison des) "
    r"(?P<behind>[^\W\d_a-z][\w'’-]{2,})"
    r"|\b(?i:the) (?P<before>[A-Z][\w'’-]{2,}) (?i:family|household|children|kids)\b"
    r"|\b(?i:the) (?P<house>[A-Z][\w'’-]{2,})(?:s['’])? (?i:house|home|place|flat),? (?:at )?\d"
)
_NOBODY = (
    people.PLACES
    | people.OFFICES
    | people.NOT_FAMILY
    | frozenset(
        "real royal sagrada holy numerosa first whole entire local average young olympic english spanish french german "
        "british bleus verts rouges anciens pompiers commercants voisins autres sacree same other old new manor opera "
        "custom white city town guest farm school mansion coffee boat green red blue".split()
    )
)
"""A royal family, the fire brigade: nobody's name."""


def find(reading: Reading) -> Iterator[Finding]:
    """The name of a family, whether a list knows it or not."""
    if reading.vocabulary.isdisjoint(_SIGNS):
        return
    for match in _CALLED.finditer(reading.text):
        start, end = match.span(match.lastgroup or 0)
        if reading.plain[start:end] not in _NOBODY:
            yield Finding(start, end, "name")


_SIGNS = frozenset(
    "familia senores señores famille chez epoux maison family household children kids house home place flat".split()
)
