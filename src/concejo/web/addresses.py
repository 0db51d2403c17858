# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of what everybody may see, each made once: a page names forty of them, most of them again and again."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=16_384)
def address(name: str, *parts: str | int) -> str:
    """``address("web:case", "2026-0412")``. Never for an address that holds a token: such must not be remembered."""
    return reverse(name, args=parts)


FOLLOW_FROM, ACTOR = "/follow-from/{word}/", "/actors/named/{word}"
"""Pages of the fediverse's door, as everybody may name them: doors do not know each other's inside."""
