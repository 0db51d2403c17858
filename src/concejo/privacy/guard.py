# SPDX-License-Identifier: AGPL-3.0-or-later
"""The guard: finds what certainly is personal data in words that are to be published, and covers it.

Only identifiers that are certain (their checksum or form says so) are covered by itself; the original stays sealed with
the letter. Doubtful things (names, health, homes) are for people to judge.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import phonenumbers
from stdnum import iban
from stdnum.es import dni, nie
from stdnum.fr import nir

_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_SPANISH = re.compile(r"\b[XYZ]?\d{1,2}[.\s]?\d{3}[.\s]?\d{3}[-.\s]?[A-Z]\b", re.IGNORECASE)
_NIR = re.compile(r"\b[12][\s.]?\d{2}[\s.]?\d{2}[\s.]?\d[\dAB][\s.]?\d{3}[\s.]?\d{3}[\s.]?\d{2}\b", re.IGNORECASE)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){3,7}(?:[ -]?[A-Z0-9]{1,4})?\b")
_REGIONS = ("ES", "FR")
FEWEST_DIGITS = 7
"""The shortest telephone number of the world has seven with its country code, and so has the shortest DNI."""


@dataclass(frozen=True, slots=True)
class Found:
    """One piece of personal data: where it stands and what it is (``email``, ``phone``, ``id``, ``iban``)."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Masked:
    """Words that can be published, and what was covered in them (kinds only, never the data)."""

    text: str
    kinds: tuple[str, ...]


def find(text: str, *, known: frozenset[str] = frozenset()) -> list[Found]:
    """Everything certain, in order, without overlaps; `known` are official contacts that may stay (lower case)."""
    found = sorted(_candidates(text), key=lambda one: (one.start, -one.end))
    kept: list[Found] = []
    for one in found:
        words = re.sub(r"[^\w@.+-]", "", text[one.start : one.end]).lower()
        if words not in known and (not kept or one.start >= kept[-1].end):
            kept.append(one)
    return kept


def mask(text: str, *, known: frozenset[str] | Callable[[], frozenset[str]] = frozenset()) -> Masked:
    """Cover what is certain with a row of dots that says nothing of its length; `known` is asked only if need be."""
    found = find(text)
    if found:
        found = find(text, known=known() if callable(known) else known)
    for one in reversed(found):
        text = text[: one.start] + "•••••" + text[one.end :]
    return Masked(text, tuple(one.kind for one in found))


def _candidates(text: str) -> Iterator[Found]:
    if "@" in text:
        yield from (Found(*match.span(), "email") for match in _EMAIL.finditer(text))
    if sum(letter.isdigit() for letter in text) < FEWEST_DIGITS:
        return  # nothing below is shorter; most of what people write ends here
    yield from _checked(text, _SPANISH, "id", lambda words: bool(dni.is_valid(words) or nie.is_valid(words)))
    yield from _checked(text, _NIR, "id", lambda words: bool(nir.is_valid(words)))
    yield from _checked(text, _IBAN, "iban", lambda words: bool(iban.is_valid(words)))
    for region in _REGIONS:
        for match in phonenumbers.PhoneNumberMatcher(text, region):
            yield Found(match.start, match.end, "phone")


def _checked(text: str, pattern: re.Pattern[str], kind: str, valid: Callable[[str], bool]) -> Iterator[Found]:
    for match in pattern.finditer(text):
        if valid(re.sub(r"[\s.-]", "", match.group())):
            yield Found(*match.span(), kind)
