# SPDX-License-Identifier: AGPL-3.0-or-later
"""A conversation is opened."""

from concejo.core import clock, rows
from concejo.core.ids import new_id
from concejo.privacy import keyring
from concejo.privacy.models import SealKey
from concejo.privacy.seal import seal
from concejo.square.models import Conversation, Visibility
from concejo.town.models import Department


def open_conversation(visibility: Visibility, *, title: str = "", department: Department | None = None) -> Conversation:
    """Open a conversation; a private or internal one gets a seal key of its own before the first word.

    That key lies under its department's, or under the desk's while nobody has it.
    """
    now = clock.now()
    identity = new_id()
    row = Conversation(
        id=identity,
        visibility=visibility,
        title=title[:120],
        department=department,
        key=None if visibility == Visibility.PUBLIC else fresh_key(identity, department),
        opened_at=now,
        last_at=now,
    )
    rows.write(row)
    return row


def entrust(conversation: Conversation, *, to: Department | None) -> None:
    """Another department has the conversation: its key opens it from now on, and the one before no more."""
    conversation.department = to
    conversation.save(update_fields=["department"])
    if conversation.key_id:
        keyring.entrust(conversation.key_id, to=_above(to))


def fresh_key(identity: int, department: Department | None) -> SealKey:
    """The key of a conversation that is not public, under its department's or the desk's."""
    return keyring.make(f"conversation:{identity}", under=_above(department))


def _above(department: Department | None) -> str:
    return f"department:{department.pk}" if department else "desk"


def sealed_for(conversation: Conversation, words: str) -> bytes:
    """The words under the seal of a private conversation."""
    return seal(str(conversation.key_id), words.encode())
