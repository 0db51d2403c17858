# SPDX-License-Identifier: AGPL-3.0-or-later
"""How likely it is that two reports are of the same thing in the street, so that the second neighbour would join.

Four things are weighed by a logistic rule: how many word stems they share, whether they are of one kind, how far apart
they lie, and how much time lies between them, counted in the days that the town takes for such things: a rubbish bag
is gone when a hole in the road is still there. The weights were fitted to pairs that two people had read
(bench/sameset); `./concejo bench same` says how right the rule is. A number on a thing settles it.
"""

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from math import exp, log1p, sqrt

from concejo.core.words import SMALL_WORDS, fold

START, WORDS, KIND, FAR, OLD = -0.2, 2.1, 1.3, 2.0, 1.3
"""What speaks for it from the first, and what each of the four adds or takes away."""
STEP = 20.0
"""Metres: so far a neighbour may be out when she says where it is."""
SOMEWHERE = 60.0
"""Metres between two places of which only the street is known."""
LIKELY = 0.5
"""From here on it is offered."""
STEM = 5
"""Letters of a word that count."""
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is known of one report."""

    stems: AbstractSet[str]
    kind: int | None
    days: int
    """In so many days the town means to have done such a thing."""
    at: datetime
    thing: str = ""
    """What is written on it, where it has a number."""


def stems(text: str) -> frozenset[str]:
    """The beginnings of the words that say something."""
    return frozenset(word[:STEM] for word in _WORD.findall(fold(text)) if word not in SMALL_WORDS)


def likeness(one: Told, other: Told, *, metres: float | None) -> float:
    """From 0 to 1; `metres` apart, `None` where only the street is known."""
    if one.thing and other.thing:
        return float(one.thing == other.thing)
    age = abs((one.at - other.at).total_seconds()) / 86_400
    odds = START + WORDS * shared(one.stems, other.stems) + KIND * (one.kind is not None and one.kind == other.kind)
    odds -= FAR * log1p((SOMEWHERE if metres is None else metres) / STEP)
    odds -= OLD * log1p(age / max(1, min(one.days, other.days)))
    return 1 / (1 + exp(-odds))


def shared(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    """How much of the words is common, from 0 to 1: the root of their cosine, since people use few words and others."""
    return sqrt(len(one & other) / sqrt(len(one) * len(other))) if one and other else 0.0
