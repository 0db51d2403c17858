# SPDX-License-Identifier: AGPL-3.0-or-later
"""In which language a reader reads: the one chosen, else the browser's, else the town's."""

from functools import lru_cache

from django.conf import settings
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header

COOKIE = "lang"


def wanted(*, chosen: str = "", cookie: str = "", accepts: str = "") -> str:
    """A language of ours, or "" when the reader says nothing and the town's own holds."""
    known = {code for code, _name in settings.LANGUAGES}
    for wish in (chosen, cookie):
        if wish in known:
            return wish
    return _accepted(accepts) if accepts else ""


@lru_cache(maxsize=500)
def _accepted(header: str) -> str:
    for language, _weight in parse_accept_lang_header(header.lower()):
        if language == "*":
            break
        try:
            return get_supported_language_variant(language)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
