# SPDX-License-Identifier: AGPL-3.0-or-later
"""A month in Olivar del Genil."""

from collections.abc import Callable


def live(*, say: Callable[[str], None]) -> None:
    """Let the month go by."""
    say("…")
