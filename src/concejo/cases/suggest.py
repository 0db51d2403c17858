# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text first, category after: which kind of case do these words speak of?"""

import re
from functools import lru_cache

from concejo.cases.models import Category
from concejo.core.words import fold


def suggest(text: str) -> Category | None:
    """The best category for these words, or `None` when no known word occurs."""
    found = suggestions(text, limit=1)
    return found[0] if found else None


def suggestions(text: str, *, limit: int = 3) -> list[Category]:
    """Categories by how many of their stems (in any language) occur; of two alike, the one that is spoken of first."""
    folded = " " + re.sub(r"\W+", " ", fold(text)) + " "
    scored = []
    for category in Category.objects.filter(active=True).select_related("department"):
        stems = {stem for words in category.words.values() for stem in words}
        found = [at for stem in stems if (at := folded.find(_folded(stem))) >= 0]
        if found:
            scored.append((-len(found), min(found), category.pk, category))
    return [row[-1] for row in sorted(scored)[:limit]]


@lru_cache(maxsize=4096)
def _folded(stem: str) -> str:
    return " " + fold(stem)
