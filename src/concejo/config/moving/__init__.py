# SPDX-License-Identifier: AGPL-3.0-or-later
"""A town moves from its SQLite file to PostgreSQL: target judged, tables copied, both sides compared."""


class CannotMove(Exception):
    """Why not, in one sentence or more for the person at the keyboard."""


def first_line(error: Exception) -> str:
    """What the server said, without the lines that may quote somebody's words."""
    return (str(error).strip().splitlines() or ["no reason given"])[0]
