# SPDX-License-Identifier: AGPL-3.0-or-later
"""The one walk of all rules over one text. Every rule takes time that grows with the text's length and no faster."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from concejo.privacy.guard import contacts, harm, health, homes, households, minors, names, numbers, plates
from concejo.privacy.guard.reading import Reading
from concejo.privacy.guard.verdict import Finding, Known, Verdict, contact

LANGUAGES = ("es", "fr", "en")
_DIGITS = re.compile(r"(?:\d\D{0,3}){5}\d")
"""A National Insurance number has six digits, a DNI and the shortest telephone seven."""
NOTHING = Known()
BETWEEN = 6
"""Letters between two words of one illness ("maladie d'Alzheimer")."""


def check(text: str, *, language: str = "", known: Known | Callable[[], Known] = NOTHING) -> Verdict:
    """Everything personal in `text`, in order.

    `language` is what the words are said to be written in; what they look like counts too. `known` is what is public
    in this town anyway; given as a callable, it is asked only when something was found.
    """
    reading = Reading(text)
    findings = _certain(reading)
    findings += _doubtful(reading, _wanted(reading.language, language[:2]))
    if not findings:
        return Verdict(text)
    town = known() if callable(known) else known
    return Verdict(text, tuple(_tidy(one for one in findings if not _is_known(reading, one, town))))


def _certain(reading: Reading) -> list[Finding]:
    found = list(contacts.find_emails(reading))
    if not _DIGITS.search(reading.text):
        return found  # nothing below is shorter; most of what people write ends here
    found += numbers.find_accounts(reading)
    found += numbers.find_cards(reading)
    found += numbers.find_ids(reading)
    found += contacts.find_phones(reading)
    return list(_apart(found))


def _doubtful(reading: Reading, languages: Iterable[str]) -> list[Finding]:
    found = [*names.find(reading), *households.find(reading)]
    if reading.has_digits:
        found += plates.find(reading)
    found += homes.find(reading)
    found += health.find(reading, languages)
    found += minors.find(reading, languages)
    found += harm.find(reading)
    return found


def _is_known(reading: Reading, one: Finding, town: Known) -> bool:
    """The town's own telephone, its people, its streets."""
    if one.kind in {"phone", "email"}:
        return contact(reading.text[one.start : one.end]) in town.contacts
    return one.kind == "name" and names.is_known(reading, one, town)


def _apart(found: list[Finding]) -> Iterator[Finding]:
    """Certain findings without overlaps: what was looked for first (the longer numbers) wins."""
    taken: list[Finding] = []
    for one in found:
        if not any(one.start < other.end and other.start < one.end for other in taken[-40:]):
            taken.append(one)
            yield one


def _tidy(found: Iterable[Finding]) -> list[Finding]:
    """In order; of one kind no overlaps, and nothing doubtful inside what is covered anyway."""
    ordered = sorted(found, key=lambda one: (one.start, -one.end))
    last: dict[str, int] = {}
    kept: list[Finding] = []
    covered = -1
    for found_one in ordered:
        one = found_one
        if one.kind == "health" and kept and kept[-1].kind == "health" and one.start - kept[-1].end <= BETWEEN:
            one = Finding(kept.pop().start, one.end, "health")
        if (one.start < last.get(one.kind, -1) and one.kind != "health") or (not one.certain and one.end <= covered):
            continue
        last[one.kind] = one.end
        if one.certain:
            covered = max(covered, one.end)
        kept.append(one)
    return kept


@lru_cache
def _wanted(looks: str, said: str) -> tuple[str, ...]:
    wanted = tuple(one for one in LANGUAGES if one in {looks, said})
    return wanted or LANGUAGES
