# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the guard says of a text: where something personal stands, of which kind, and how sure it is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

DOTS = "•••••"
"""Stands for what is covered, and says nothing of its length."""
CERTAIN = frozenset({"email", "phone", "id", "iban", "card"})
"""A checksum or an unmistakable form says so: covered without asking."""
DOUBTFUL = frozenset({"plate", "home", "name", "health", "minor", "threat", "hate"})
"""Only people can judge: held until somebody has."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One piece of personal data: where it stands in the text (``text[start:end]``) and its kind."""

    start: int
    end: int
    kind: str

    @property
    def certain(self) -> bool:
        """It is covered without asking."""
        return self.kind in CERTAIN


@dataclass(frozen=True, slots=True)
class Known:
    """What is public in this town anyway, and so is nobody's secret."""

    contacts: frozenset[str] = frozenset()
    """The town's own telephones and mail addresses, as `contact` writes them."""
    names: frozenset[str] = frozenset()
    """Folded names of employees, elected people and departments: they act for the town."""
    streets: frozenset[str] = frozenset()
    """Folded names of streets and places of the gazetteer: a street called after somebody is no person."""


def contact(words: str) -> str:
    """A telephone without country code and signs, or a mail address in small letters, for comparing."""
    if "@" in words:
        return words.strip().lower()
    digits = re.sub(r"\D", "", words)
    digits = digits.removeprefix("00")
    for code, length in (("34", 11), ("33", 11), ("44", 12)):
        if len(digits) == length and digits.startswith(code):
            digits = digits[2:]
    return digits.lstrip("0")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Everything that was found in one text, in order; certain findings never overlap each other."""

    text: str
    findings: tuple[Finding, ...] = ()

    @property
    def certain(self) -> tuple[Finding, ...]:
        """What is covered without asking."""
        return tuple(one for one in self.findings if one.certain)

    @property
    def doubtful(self) -> tuple[Finding, ...]:
        """What waits for people to judge."""
        return tuple(one for one in self.findings if not one.certain)

    @property
    def kinds(self) -> tuple[str, ...]:
        """Which kinds were found, each once, in order."""
        return tuple(dict.fromkeys(one.kind for one in self.findings))

    def masked(self) -> "Verdict":
        """The text with what is certain covered; the doubtful findings stand where they are now."""
        return cover(self.text, self.certain, rest=self.doubtful)


def cover(text: str, spans: Iterable[Finding], *, rest: Iterable[Finding] = ()) -> Verdict:
    """Put dots over `spans` (which may overlap); `rest` are findings that stay, with their places counted anew."""
    pieces, moves, last = [], [], 0
    for start, end in _joined(spans):
        pieces += [text[last:start], DOTS]
        moves.append((start, end))
        last = end
    pieces.append(text[last:])
    moved = [Finding(_moved(one.start, moves), _moved(one.end, moves, to_end=True), one.kind) for one in rest]
    return Verdict("".join(pieces), tuple(moved))


def _joined(spans: Iterable[Finding]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for one in sorted(spans):
        if joined and one.start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], one.end))
        else:
            joined.append((one.start, one.end))
    return joined


def _moved(place: int, moves: list[tuple[int, int]], *, to_end: bool = False) -> int:
    """Where a place of the old text lies in the covered one."""
    shift = 0
    for start, end in moves:
        if place >= end:
            shift += len(DOTS) - (end - start)
        elif place > start:
            return start + shift + (len(DOTS) if to_end else 0)
        else:
            break
    return place + shift
