# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names in texts where capitals say nothing: all in capitals, or typed small on a telephone."""

import re
from collections.abc import Iterator

from concejo.privacy.guard.called_after import bears_a_name
from concejo.privacy.guard.lexicon import people
from concejo.privacy.guard.reading import Reading
from concejo.privacy.guard.verdict import Finding
from concejo.privacy.guard.whose import is_own, kin_before, telephone_behind


def in_plain_text(reading: Reading) -> Iterator[Finding]:
    """Where capitals say nothing: a given name with a family name behind it, or behind whose it is."""
    words, taken = reading.words, -1
    for at, word in enumerate(words):
        if word.capital and at > taken and _titled(reading, at):
            taken = at
            yield Finding(word.start, word.end, "name")
            continue
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
        if end - at == 1 and _owner_behind(reading, end):
            end += 1
        whose = kin_before(reading, at) or (at > 0 and words[at - 1].plain in people.TITLES)
        if (
            (end - at > 1 or whose)
            and not bears_a_name(reading, at, end, place_before=False)
            and not is_own(reading, at, end)
        ):
            taken = end - 1
            yield Finding(word.start, words[end - 1].end, "name")


def _titled(reading: Reading, at: int) -> bool:
    """As in "MME DELMAS", "LA SEÑORA RUIZ", in a text of capitals."""
    words, plain = reading.words, reading.words[at].plain
    if not at or words[at - 1].plain not in _TITLES or reading.text[words[at - 1].end : words[at].start].strip(". "):
        return False
    if words[at - 1].plain not in _SHORT and plain not in people.FAMILY | people.GIVEN:
        return False
    return len(plain) > 2 and plain not in people.OFFICES | people.NOT_FAMILY | people.PARTICLES | people.PLACES


def _owner_behind(reading: Reading, at: int) -> bool:
    """An unknown word right behind a given name, and then its telephone or what it owns: "DAVE BLOGGS'S CAR"."""
    words = reading.words
    if at >= len(words) or reading.text[words[at - 1].end : words[at].start] != " " or len(words[at].plain) < 4:
        return False
    owned = OWNS.match(reading.plain, words[at].end)
    return telephone_behind(reading, at) or bool(owned and owned.group(1) in people.OWNED_EN)


OWNS = re.compile(r"['’]s? (\w+)")
_SHORT = frozenset("mme mlle mr mrs ms miss sr sra srta".split())
_TITLES = _SHORT | frozenset("madame monsieur senor senora don dona".split())


def written_small(reading: Reading) -> Iterator[Finding]:
    """As in "mi vecino antonio", typed without capitals on a telephone."""
    for at, word in enumerate(reading.words):
        if not word.capital and word.plain in people.GIVEN and _small_name(reading, at):
            yield Finding(word.start, _small_end(reading, at), "name")


def _small_name(reading: Reading, at: int) -> bool:
    word = reading.words[at]
    return (
        len(word.plain) > 2
        and word.plain not in people.WORDS_TOO | people.KIN | people.OFFICES | people.PLACES
        and kin_before(reading, at)
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
