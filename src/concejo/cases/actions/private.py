# SPDX-License-Identifier: AGPL-3.0-or-later
"""A case is spoken of in private: as a whole, or among those who work on it."""

from django.db import transaction

from concejo.cases.actions.give import close_in
from concejo.cases.actions.step import Actor, step
from concejo.cases.models import Case
from concejo.core import changes
from concejo.people.models import Person
from concejo.square import actions as square
from concejo.square.models import Conversation, Post, Visibility


@transaction.atomic
def keep_private(case: Case, *, by: Actor) -> None:
    """What was reported in public turns out to be personal: from now on only the town hall reads it."""
    public = case.conversation
    if public is None or case.private_conversation is not None:
        return
    private = square.seclude(public, by=by)
    if case.in_charge_id or case.steps.filter(act="handed_over").exists():
        square.entrust(private, to=case.department)
    case.private_conversation, case.conversation = private, None
    close_in(case)
    changes.touch("cases", public.topic)
    step(case, "kept_private", by=by)


@transaction.atomic
def say_privately(post: Post, *, by: Actor) -> Conversation:
    """One message turns out to be personal: with it alone, or with the whole case that it began.

    A message in the middle of a thread goes into a conversation of its author's own; whoever reported the case hears of
    it there from now on.
    """
    public = post.conversation
    case = Case.objects.filter(conversation=public).first()
    if public.posts.order_by("at", "id").first() == post:
        if case is None:
            return square.seclude(public, by=by)
        keep_private(case, by=by)
        return case.main
    private = square.take_aside(post, by=by)
    report = case.reports.filter(address=post.author, conversation=None).first() if case and post.author else None
    if report:
        report.conversation = private
        report.save(update_fields=["conversation"])
    return private


@transaction.atomic
def note(case: Case, text: str, *, by: Person) -> Post:
    """A note for colleagues; the first one opens the conversation that neighbours never see."""
    conversation = case.internal_conversation
    if conversation is None:
        conversation = square.open_conversation(Visibility.INTERNAL, department=case.department)
        case.internal_conversation = conversation
        case.save(update_fields=["internal_conversation"])
    _follow_the_case(conversation, case)
    return square.say(conversation, square.Words(text=text, via="web"), speaker=by)


def _follow_the_case(conversation: Conversation, case: Case) -> None:
    """Notes are read by those who have the case now."""
    if conversation.department_id != case.department_id:
        square.entrust(conversation, to=case.department)
