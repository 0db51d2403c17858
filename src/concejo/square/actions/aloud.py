# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town hall pins an announcement, and passes on what a neighbour said."""

from django.db import transaction

from concejo.core import changes, clock, ledger, outbox
from concejo.core.once import once
from concejo.people.models import Person
from concejo.square.actions.appear import news
from concejo.square.models import PassedOn, Pin, Post
from concejo.town.models import Department

PASSED = "passed_on"
"""Under which name a post keeps whose voice passed it on (`Post.facts`): a name by language; empty is the town's."""


@transaction.atomic
def pin(post: Post, *, by: Person) -> None:
    """An announcement stands on top of the page of whoever said it, here and on other networks."""
    if not post.is_town:
        return  # nobody pins what a neighbour said
    _row, fresh = once(Pin(post=post, by=by, at=clock.now()), "post")
    if fresh:
        _tell(post, "square.pinned", by=by)


@transaction.atomic
def unpin(post: Post, *, by: Person) -> None:
    """It goes back to its place among the others."""
    if Pin.objects.filter(post=post).delete()[0]:
        _tell(post, "square.unpinned", by=by)


@transaction.atomic
def pass_on(post: Post, *, by: Person, department: Department | None) -> PassedOn | None:
    """What a neighbour said in public reaches whoever follows the department, or the town; once at a time."""
    if post.author_id is None or post.state != Post.State.PUBLISHED or not post.conversation.is_public:
        return None
    row = PassedOn(post=post, department=department, by=by, at=clock.now())
    PassedOn.objects.bulk_create([row], ignore_conflicts=True)
    if not PassedOn.objects.filter(pk=row.pk).exists():
        return None  # a colleague has done so already
    _remember(post, department.name if department else {}, passed=True)
    post.conversation.last_at = max(clock.now(), post.conversation.last_at)
    post.conversation.save(update_fields=["last_at"])
    ledger.write(
        "square.passed_on", by=by.ref, about=f"post:{post.pk}", department=department.pk if department else None
    )
    outbox.promise("square.passed_on", key=str(row.pk), row=row.pk)
    return row


@transaction.atomic
def pass_on_no_more(post: Post, *, by: str) -> None:
    """The town hall takes it back: it is not passed on any more, here and elsewhere."""
    for row in post.passed_on.filter(ended_at=None):
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        _remember(post, {}, passed=False)
        ledger.write("square.passed_on_no_more", by=by, about=f"post:{post.pk}")
        outbox.promise("square.passed_on_no_more", key=str(row.pk), row=row.pk)


def _tell(post: Post, act: str, *, by: Person) -> None:
    line = ledger.write(act, by=by.ref, about=f"post:{post.pk}")
    outbox.promise("square.pinned", key=str(line.pk), post=post.pk, line=line.pk)
    news(post)


def _remember(post: Post, name: dict[str, str], *, passed: bool) -> None:
    post.facts = {key: value for key, value in post.facts.items() if key != PASSED} | ({PASSED: name} if passed else {})
    post.save(update_fields=["facts"])
    news(post)
    changes.touch("square")
