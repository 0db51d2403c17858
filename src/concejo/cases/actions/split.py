# SPDX-License-Identifier: AGPL-3.0-or-later
"""One letter spoke of three things, or a post stands in the wrong case: the clerk puts it right."""

from django.db import transaction

from concejo.cases.actions.open import open_case
from concejo.cases.actions.step import news, step
from concejo.cases.models import Case
from concejo.core import ledger
from concejo.people.models import Person
from concejo.square import actions as square
from concejo.square import search
from concejo.square.models import Post, PostVersion, Visibility


@transaction.atomic
def split_case(case: Case, *, texts: list[str], by: Person) -> list[Case]:
    """The first text stays in this case's first post; each further one becomes a case of its own, same neighbour."""
    first = case.main.posts.order_by("at", "id").first()
    if first is None or not texts:
        return []
    fresh = []
    for text in texts[1:]:
        conversation = square.open_conversation(Visibility(case.main.visibility))
        words = square.Words(text=text, via=first.via, language=first.language, held_for=first.held_for, at=first.at)
        post = square.say(conversation, words, author=first.author)
        fresh.append(open_case(post, text, by=first.author or by))
    square.edit(first, texts[0], by=by)
    step(case, "split", by=by, into=", ".join(one.number for one in fresh))
    return fresh


@transaction.atomic
def move_post(post: Post, *, to: Case, by: Person) -> None:
    """A post goes to the case it speaks of; private words never move into a public case."""
    before, after = post.conversation, to.main
    if before.is_public != after.is_public:
        raise ValueError("words do not cross from private to public")
    if not after.is_public:
        words = post.words
        PostVersion.objects.filter(post=post).delete()
        post.conversation = after
        post.sealed = square.sealed_for(after, words)
    post.conversation = after
    post.save(update_fields=["conversation", "sealed"])
    if post.author:
        square.take_part(post.author, after)
        square.follow(post.author, after.topic)
    search.index(post)
    ledger.write("cases.post_moved", by=by.ref, about=f"post:{post.pk}", to=to.pk)
    news(to)
