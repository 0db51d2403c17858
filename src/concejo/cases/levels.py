# SPDX-License-Identifier: AGPL-3.0-or-later
"""The acts around cases that people/levels.py has a row for."""

ACTS = (
    "cases.report", "cases.join", "cases.say_mended", "cases.reopen", "cases.withdraw", "cases.answer",
    "cases.find_again", "cases.hand_over", "cases.close",
)  # fmt: skip
