# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody reads whose request the front did not let in: what happened, what was kept, what to do."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

_PAGES = {400: "400.html", 404: "404.html", 408: "408.html", 413: "413.html", 429: "429.html", 431: "400.html"}


def page(status: int, language: str) -> str:
    """The page for a status, without asking the database for anything."""
    with translation.override(language or settings.LANGUAGE_CODE):
        return render_to_string(_PAGES.get(status, "503.html" if status == 503 else "500.html"))
