# SPDX-License-Identifier: AGPL-3.0-or-later
"""Our own drawings: one sprite that a browser fetches once, and the names that are in it."""

import re
from functools import cache, lru_cache
from pathlib import Path

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = "ui/icons.svg"
STAND_IN = "file"
"""What is shown where a town's own data names a drawing that is not there."""


@cache
def names() -> frozenset[str]:
    """Every drawing of the sprite."""
    sheet = (Path(__file__).parent / "static" / SPRITE).read_text(encoding="utf-8")
    return frozenset(re.findall(r'<symbol id="([a-z]+)"', sheet))


@lru_cache(maxsize=200)
def drawing(name: str) -> SafeString:
    """The drawing as it stands in a page; it says nothing by itself, so a word always stands beside it."""
    known = name if name in names() else STAND_IN
    return format_html('<svg class="i" aria-hidden="true"><use href="{}#{}"></use></svg>', static(SPRITE), known)
