# SPDX-License-Identifier: AGPL-3.0-or-later
"""Once a day the town learns its kinds anew from what its people have seen to and put right."""

from datetime import timedelta

from django.db.models import F, OuterRef, Q, Subquery

from concejo.cases import classifier
from concejo.cases.models import Case, Learnt
from concejo.cases.suggest import by_words
from concejo.core import clock
from concejo.square.models import Post

EVERY = timedelta(days=1)
FEWEST = 200
"""Cases; with fewer nothing can be said of what was learnt."""
MOST = 20_000
"""Cases, the newest: what was asked for years ago is asked for in other words, and a second must be enough."""


def when_due() -> bool:
    """Learn anew if that was not done today; whether it was done now."""
    last = Learnt.objects.only("made_at").first()
    if last is not None and last.made_at > clock.now() - EVERY:
        return False
    return now() is not None


def now() -> Learnt | None:
    """Learn from the newest cases, try it on the newest of these, and use it if it is better than the words.

    What was learnt before is forgotten: nothing of a case that was erased since stays in it. `None` with too few.
    """
    examples = known_examples()
    if len(examples) < FEWEST:
        Learnt.objects.all().delete()
        return None
    tried = classifier.trial(examples, by_words=lambda text: [{one} for one in by_words(text, limit=3)])
    learnt = classifier.learn(examples)
    return Learnt.objects.update_or_create(
        pk=1,
        defaults={
            "made_at": clock.now(), "examples": len(examples), "tried": tried.tried, "right": tried.right,
            "among_three": tried.among_three, "words_right": tried.words_right, "sure": tried.sure,
            "sure_right": tried.sure_right, "sure_from": tried.sure_from, "in_use": tried.is_better,
            "model": learnt.packed(),
        },
    )[0]  # fmt: skip


def known_examples() -> list[classifier.Example]:
    """Public words and the kind of their case, oldest first: those that somebody answered, or that were brought in."""
    first = Post.objects.published().filter(conversation=OuterRef("conversation")).order_by("at", "id")
    rows = (
        Case.objects.public()
        .filter(Q(answered_at__isnull=False) | Q(brought__isnull=False), category__active=True)
        .annotate(words=Subquery(first.values("text")[:1]), kind=F("category"))
        .order_by("-opened_at", "-id")
        .values_list("words", "kind")[:MOST]
    )
    return [(words, kind) for words, kind in reversed(list(rows)) if words]
