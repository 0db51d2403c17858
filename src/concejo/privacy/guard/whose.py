# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words around a name: whose neighbour it is, whether the writer tells her own, whether it acts for the town."""

import re

from concejo.privacy.guard.lexicon import people
from concejo.privacy.guard.reading import Reading

_SOUND = re.compile(r"[^\W\d_]{2,}")
_TELEPHONE = re.compile(
    r"[\s,;:(-]{0,3}(?:(?:tel|tlf|telefono|telephone|phone|mobile|mob|movil|portable)\b[\s.:]{0,2})?[+(]?\d(?:[\s.-]?\d){7}"
)
_SORTS = frozenset(
    "local municipal nacional general nationale national municipale adjoint parish district town county "
    "deportivo social civil rural".split()
)


def kin_before(reading: Reading, at: int) -> bool:
    """As in "my neighbour Dave", "his daughter, Ana", "a man called Paul"."""
    words = reading.words
    if not at or reading.text[words[at - 1].end : words[at].start].strip(' ,(:«"“'):
        return False
    if words[at - 1].plain in people.CALLED:
        return not any(
            word.plain in {"me", "m", "i", "calle", "my", "rue", "street"} for word in words[max(0, at - 4) : at - 1]
        )
    if words[at - 1].plain in people.SEEN or (
        at > 1 and words[at - 1].plain in {"a", "to"} and words[at - 2].plain in people.SEEN
    ):
        return True
    if at > 1 and words[at - 1].plain == "law" and words[at - 2].plain == "in":
        return True
    return words[at - 1].plain in people.KIN or (
        at > 1 and words[at - 2].plain in people.KIN and words[at - 1].plain in {"de", "d"}
    )


def telephone_behind(reading: Reading, last: int) -> bool:
    """A telephone number stands right behind the word with that number."""
    return last < len(reading.words) and bool(_TELEPHONE.match(reading.plain, reading.words[last].end))


def is_own(reading: Reading, at: int, end: int) -> bool:
    """The writer's own name, which is hers to tell: she introduces herself, or signs."""
    words = reading.words
    near = [word.plain for word in words[max(0, at - 3) : at]]
    if near and (
        near[-1] in {"soy", "llamo", "suis"}
        or near[-2:]
        in (["nombre", "es"], ["i", "am"], ["i", "m"], ["m", "appelle"], ["name", "is"], ["nom", "est"], ["this", "is"])
    ):
        return words[at - 1].plain != "is" or "my" in near or "this" in near
    if near[-2:] in (["name", "of"], ["nombre", "de"], ["nom", "de"]):
        return False  # "he goes by the name of …"
    last = not _SOUND.search(reading.text, words[end - 1].end)
    closing = {word.plain for word in words[max(0, at - 6) : at]} & people.SELF
    alone = not reading.text[: words[at].start].rpartition("\n")[2].strip(" ,-*")
    return last and bool(closing or (alone and at > 3))


def office_before(reading: Reading, at: int) -> bool:
    """As in "the councillor for culture, Ana Ruiz": an office within a few words before."""
    words, text = reading.words, reading.text
    near = words[max(0, at - 6) : at]
    held = next((word for word in reversed(near) if word.plain in people.OFFICES), None)
    if held is None:
        return False
    between = text[held.end : words[at].start]
    close = between.strip() in {"", *_SORTS} or between.rstrip().endswith(",")
    return close and not re.search(r"[.;!?\n]", between)


def office_behind(reading: Reading, end: int) -> bool:
    """As in "Ana Ruiz, councillor", "Miguel, el electricista"."""
    words, text = reading.words, reading.text
    if end >= len(words) or text[words[end - 1].end : words[end].start].strip() not in {",", "(", "-", ", "}:
        return False
    return any(word.plain in people.OFFICES for word in words[end : end + 3])
