# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens on the square: somebody speaks, edits, withdraws, follows; a moderator holds or hides."""

from concejo.square.actions.alerts import end_alert, question, raise_alert
from concejo.square.actions.aloud import PASSED, pass_on, pass_on_no_more, pin, unpin
from concejo.square.actions.appeal import MODERATION
from concejo.square.actions.appear import first_sentence
from concejo.square.actions.cover import ask_look, cover, take_cover
from concejo.square.actions.desk import ASIDE, noted_down, put_away, seclude, settle, take_aside
from concejo.square.actions.edit import delete, edit, undo
from concejo.square.actions.follow import follow, leave, take_part, unfollow
from concejo.square.actions.forget import forget
from concejo.square.actions.guarded import (
    HELD,
    Decided,
    ask_author,
    certain_words,
    clear,
    confirm,
    cover_doubts,
    doubts,
    known,
    let_stand,
    look,
)
from concejo.square.actions.moderate import (
    found_harmless,
    hide,
    hold,
    keep_hidden,
    look_at_photos,
    publish,
    restore,
    uncover,
)
from concejo.square.actions.open import entrust, fresh_key, open_conversation, sealed_for
from concejo.square.actions.plan import Plan, drop, plan, replan, say_now, say_planned
from concejo.square.actions.react import complain, react, take_back_reaction
from concejo.square.actions.speak import BESIDE, UNDO, Words, mentioned, say

__all__ = [
    "ASIDE",
    "BESIDE",
    "HELD",
    "MODERATION",
    "PASSED",
    "UNDO",
    "Decided",
    "Plan",
    "Words",
    "ask_author",
    "ask_look",
    "certain_words",
    "clear",
    "complain",
    "confirm",
    "cover",
    "cover_doubts",
    "delete",
    "doubts",
    "drop",
    "edit",
    "end_alert",
    "entrust",
    "first_sentence",
    "follow",
    "forget",
    "found_harmless",
    "fresh_key",
    "hide",
    "hold",
    "keep_hidden",
    "known",
    "leave",
    "let_stand",
    "look",
    "look_at_photos",
    "mentioned",
    "noted_down",
    "open_conversation",
    "pass_on",
    "pass_on_no_more",
    "pin",
    "plan",
    "publish",
    "put_away",
    "question",
    "raise_alert",
    "react",
    "replan",
    "restore",
    "say",
    "say_now",
    "say_planned",
    "sealed_for",
    "seclude",
    "settle",
    "take_aside",
    "take_back_reaction",
    "take_cover",
    "take_part",
    "uncover",
    "undo",
    "unfollow",
    "unpin",
]
