# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is said in town: conversations, posts, pictures, who wants to hear, and what was hidden."""

from concejo.square.models.alerts import Alert, AlertQuerySet
from concejo.square.models.aloud import PassedOn, Pin, Planned
from concejo.square.models.hearing import Follow, FollowQuerySet, Pace, Participant, Reaction
from concejo.square.models.hidings import Complaint, Hiding
from concejo.square.models.media import Media
from concejo.square.models.talks import (
    Conversation,
    ConversationQuerySet,
    Mention,
    Post,
    PostQuerySet,
    PostVersion,
    Visibility,
)

__all__ = [
    "Alert",
    "AlertQuerySet",
    "Complaint",
    "Conversation",
    "ConversationQuerySet",
    "Follow",
    "FollowQuerySet",
    "Hiding",
    "Media",
    "Mention",
    "Pace",
    "Participant",
    "PassedOn",
    "Pin",
    "Planned",
    "Post",
    "PostQuerySet",
    "PostVersion",
    "Reaction",
    "Visibility",
]
