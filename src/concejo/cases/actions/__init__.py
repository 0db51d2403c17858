# SPDX-License-Identifier: AGPL-3.0-or-later
"""What happens to a case, from the first word until it is mended."""

from concejo.cases.actions.assign import assign, hand_to_department, tell_worker
from concejo.cases.actions.close import NeedsWords, decline, done, not_ours, take_back, withdraw
from concejo.cases.actions.confirm import mended, still_broken
from concejo.cases.actions.escalate import escalate
from concejo.cases.actions.forget import forget
from concejo.cases.actions.forward import forward
from concejo.cases.actions.give import NotAnswers, give
from concejo.cases.actions.join import join_cases, join_report, part_cases
from concejo.cases.actions.link import link_cases, unlink_cases
from concejo.cases.actions.open import Hints, next_numbers, open_case
from concejo.cases.actions.plan import answered, ask_neighbour, end_unanswered, plan, remind, start
from concejo.cases.actions.private import keep_private, note, say_privately
from concejo.cases.actions.sort import set_deadline, sort
from concejo.cases.actions.split import move_post, split_case

__all__ = [
    "Hints",
    "NeedsWords",
    "NotAnswers",
    "answered",
    "ask_neighbour",
    "assign",
    "decline",
    "done",
    "end_unanswered",
    "escalate",
    "forget",
    "forward",
    "give",
    "hand_to_department",
    "join_cases",
    "join_report",
    "keep_private",
    "link_cases",
    "mended",
    "move_post",
    "next_numbers",
    "not_ours",
    "note",
    "open_case",
    "part_cases",
    "plan",
    "remind",
    "say_privately",
    "set_deadline",
    "sort",
    "split_case",
    "start",
    "still_broken",
    "take_back",
    "tell_worker",
    "unlink_cases",
    "withdraw",
]
