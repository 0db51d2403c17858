# SPDX-License-Identifier: AGPL-3.0-or-later
"""A conversation is opened."""

from concejo.core import clock
from concejo.core.ids import new_id
from concejo.privacy.models import SealKey
from concejo.privacy.seal import seal
from concejo.square.models import Conversation, Visibility
from concejo.town.models import Department


def open_conversation(visibility: Visibility, *, title: str = "", department: Department | None = None) -> Conversation:
    """Open a conversation; a private or internal one gets a seal key of its own before the first word."""
    now = clock.now()
    identity = new_id()
    return Conversation.objects.create(
        id=identity,
        visibility=visibility,
        title=title[:120],
        department=department,
        key=None if visibility == Visibility.PUBLIC else _fresh_key(identity),
        opened_at=now,
        last_at=now,
    )


def _fresh_key(identity: int) -> SealKey:
    scope = f"conversation:{identity}"
    seal(scope, b"")
    return SealKey.objects.get(scope=scope)


def sealed_for(conversation: Conversation, words: str) -> bytes:
    """The words under the seal of a private conversation."""
    return seal(str(conversation.key_id), words.encode())
