# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words in a spreadsheet: none of them is taken for a formula."""

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for a formula (OWASP, CSV Injection)."""


def plain(text: str) -> str:
    """Words that no spreadsheet calculates with."""
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS) or text.startswith(_STARTS) else text
