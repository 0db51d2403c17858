# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names in several languages, and text with its accents folded away for looking up."""

import unicodedata
from collections.abc import Mapping


def in_language(names: Mapping[str, str], language: str) -> str:
    """The name in that language, else in its base language, else the first one there is."""
    short = language.split("-", maxsplit=1)[0]
    return names.get(language) or names.get(short) or next((name for name in names.values() if name), "")


def fold(text: str) -> str:
    """Lower case without accents: ``Alcázar Ñandú`` becomes ``alcazar nandu``."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).casefold()
