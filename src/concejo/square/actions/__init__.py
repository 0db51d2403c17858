# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens on the square: somebody speaks, edits, withdraws, follows; a moderator holds or hides."""

from concejo.square.actions.cover import ask_look, cover, take_cover
from concejo.square.actions.desk import noted_down, put_away, seclude, settle
from concejo.square.actions.edit import delete, edit, undo
from concejo.square.actions.follow import follow, take_part, unfollow
from concejo.square.actions.moderate import found_harmless, hide, hold, look_at_photos, publish, restore, uncover
from concejo.square.actions.open import entrust, open_conversation, sealed_for
from concejo.square.actions.speak import UNDO, Words, first_sentence, mentioned, official, say

__all__ = [
    "UNDO",
    "Words",
    "ask_look",
    "cover",
    "delete",
    "edit",
    "entrust",
    "first_sentence",
    "follow",
    "found_harmless",
    "hide",
    "hold",
    "look_at_photos",
    "mentioned",
    "noted_down",
    "official",
    "open_conversation",
    "publish",
    "put_away",
    "restore",
    "say",
    "sealed_for",
    "seclude",
    "settle",
    "take_cover",
    "take_part",
    "uncover",
    "undo",
    "unfollow",
]
