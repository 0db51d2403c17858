# SPDX-License-Identifier: AGPL-3.0-or-later
"""The rule book: what may this post mean? The first intent that answers acts; the order is the meaning.

What no rule understands is never dropped: the conversation waits for a clerk (`Conversation.waits_since`).
"""

import logging

from concejo.cases import intents as cases
from concejo.square.readings import Intent, Reading

log = logging.getLogger(__name__)

RULES: tuple[Intent, ...] = (
    cases.says_still_broken,
    cases.says_mended,
    cases.closes,
    cases.hands_over,
    cases.goes_on_outside,
    cases.updates,
    cases.opens,
)


def read(reading: Reading) -> str:
    """Let the first rule that understands the post act; returns its name, or an empty text when it waits."""
    for intent in RULES:
        act = intent(reading)
        if act is not None:
            act.do()
            log.info("desk: post %s %s", reading.post.pk, act.name)
            return act.name
    return ""


def meanings(reading: Reading) -> list[str]:
    """Every rule that would have understood the post, in order: for the test of overlaps and the clerk's curiosity."""
    return [act.name for intent in RULES if (act := intent(reading)) is not None]
