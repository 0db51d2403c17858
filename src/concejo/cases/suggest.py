# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text first, category after: which kind of case do these words speak of?

The lists of words of each kind say it from the first day. What the town has learnt from its own cases (`teach.py`)
takes over where it is better, and sure.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from django.db.models import QuerySet

from concejo.cases.classifier import Classifier
from concejo.cases.models import Category, Learnt
from concejo.cases.word_lists import ranked
from concejo.core import asked
from concejo.core.prepared import prepared


def suggest(text: str) -> Category | None:
    """The best category for these words, or `None` when nobody can say: then a person decides."""
    return asked.once(("kind", text), lambda: next(iter(_there(_ranked(text, limit=1, unsure=False))), None))


def suggestions(text: str, *, limit: int = 3) -> list[Category]:
    """What a person chooses from, the likeliest first."""
    return _there(_ranked(text, limit=limit, unsure=True))


def named(slug: str) -> Category | None:
    """The kind of that name, as a form or another town wrote it; asked once while one letter is understood."""
    return asked.once(("kind", slug), lambda: next(iter(_of_slug(slug)), None)) if slug else None


def asks_for_work(text: str) -> bool:
    """Whether a word of some kind occurs: else it is no case, however it looks."""
    return bool(by_words(text, limit=1))


def by_words(text: str, *, limit: int) -> list[int]:
    """Kinds by how many of their stems (in any language) occur; of two alike, the one that is spoken of first."""
    return ranked(text, _known_words())[:limit]


def _ranked(text: str, *, limit: int, unsure: bool) -> list[int]:
    """What was learnt and is sure, then the words, then (if asked for) what was learnt and is not sure."""
    words = by_words(text, limit=limit)
    state = next(iter(_learnt()), None)
    if state is None:
        return words
    learnt = _classifier(state[0])
    told = learnt.ranked(text, limit=limit) if learnt else []
    sure = [kind for kind, certain in told[:1] if certain >= state[1]]
    guessed = [kind for kind, _certain in told] if unsure else []
    return list(dict.fromkeys([*sure, *words, *guessed]))[:limit]


def _there(found: Sequence[int]) -> list[Category]:
    there = {one.pk: one for one in _categories(list(found))}
    return [there[pk] for pk in found if pk in there]


@prepared
def _known_words() -> "QuerySet[Category, tuple[int, dict[str, list[str]]]]":
    return Category.objects.filter(active=True).order_by("pk").values_list("pk", "words")


@prepared
def _categories(ids: Sequence[int]) -> QuerySet[Category]:
    return Category.objects.filter(pk__in=ids, active=True).select_related("department")


@prepared
def _of_slug(slug: str) -> QuerySet[Category]:
    return Category.objects.filter(slug=slug).select_related("department").order_by()


@prepared
def _learnt() -> "QuerySet[Learnt, tuple[datetime, float]]":
    return Learnt.objects.filter(in_use=True).values_list("made_at", "sure_from")[:1]


@lru_cache(maxsize=1)
def _classifier(_made_at: datetime) -> Classifier | None:
    """Unpacked once in each process, until the town has learnt anew; `None` if it was just forgotten."""
    kept = Learnt.objects.filter(in_use=True).values_list("model", flat=True).first()
    return Classifier.unpacked(bytes(kept)) if kept is not None else None
