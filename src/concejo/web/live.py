# SPDX-License-Identifier: AGPL-3.0-or-later
"""What may be listened to: the square, and any public conversation. Private and unknown are the same."""

import re

from concejo.square.models import Conversation, Visibility

_CONVERSATION = re.compile(r"/live/t/(\d{1,19})/")


def url_of(conversation: Conversation) -> str:
    """Where an open page of a conversation listens."""
    return f"/live/t/{conversation.pk}/"


def scope_of(path: str) -> str | None:
    """The counter behind a live stream's address."""
    if path == "/live/square/":
        return "square"
    match = _CONVERSATION.fullmatch(path)
    if match is None:
        return None
    # Also one whose first words still wait: its case has a page already.
    conversation = Conversation.objects.filter(visibility=Visibility.PUBLIC, pk=int(match[1])).first()
    return conversation.topic if conversation else None
