# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text first, category after: which kind of case do these words speak of?"""

import re
from collections.abc import Sequence
from functools import lru_cache

from django.db.models import QuerySet

from concejo.cases.models import Category
from concejo.core.prepared import prepared
from concejo.core.words import fold


def suggest(text: str) -> Category | None:
    """The best category for these words, or `None` when no known word occurs."""
    found = suggestions(text, limit=1)
    return found[0] if found else None


def suggestions(text: str, *, limit: int = 3) -> list[Category]:
    """Categories by how many of their stems (in any language) occur; of two alike, the one that is spoken of first."""
    folded = " " + re.sub(r"\W+", " ", fold(text)) + " "
    scored = []
    for pk, known in _known_words():
        stems = {stem for words in known.values() for stem in words}
        found = [at for stem in stems if (at := folded.find(_folded(stem))) >= 0]
        if found:
            scored.append((-len(found), min(found), pk))
    best = [pk for _many, _at, pk in sorted(scored)[:limit]]
    there = {one.pk: one for one in _categories(best)}
    return [there[pk] for pk in best]


@prepared
def _known_words() -> "QuerySet[Category, tuple[int, dict[str, list[str]]]]":
    return Category.objects.filter(active=True).order_by("pk").values_list("pk", "words")


@prepared
def _categories(ids: Sequence[int]) -> QuerySet[Category]:
    return Category.objects.filter(pk__in=ids).select_related("department")


@lru_cache(maxsize=4096)
def _folded(stem: str) -> str:
    return " " + fold(stem)
