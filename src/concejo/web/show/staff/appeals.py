# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands beside an appeal or a complaint on the desk: which message, who hid it, why, what can be decided."""

from dataclasses import dataclass
from datetime import datetime

from concejo.people.models import Person
from concejo.square.models import Conversation, Hiding, Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """One hidden message, for whoever decides."""

    post: Post
    by: str
    at: datetime
    why: str
    reason: str
    own: bool
    """Whoever reads hid it themselves: somebody else should decide, where there is somebody."""
    open: bool
    restored: bool
    decided_by: str


def complained_of(conversation: Conversation) -> list[Post]:
    """The messages that this private conversation complains about."""
    if conversation.is_public:
        return []
    rows = Post.objects.filter(complaints__talk=conversation).select_related("conversation")
    return list(rows.order_by("at", "id"))


def of(conversation: Conversation, person: Person) -> Appeal | None:
    """The hiding that this private conversation is about; nothing for any other conversation."""
    if conversation.is_public:
        return None
    row = Hiding.objects.select_related("post__conversation", "by", "decided_by").filter(talk=conversation).first()
    if row is None:
        return None
    return Appeal(
        post=row.post, by=row.by.public_name, at=row.at, why=row.get_why_display(),
        reason=row.post.facts.get("hidden_because", ""), own=row.by_id == person.pk,
        open=row.decided_at is None and row.post.state == Post.State.HIDDEN, restored=row.restored,
        decided_by=row.decided_by.public_name if row.decided_by else "",
    )  # fmt: skip
