# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the kinds of personal data are called where people read them."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NAMES = {
    "email": gettext_lazy("an e-mail address"),
    "phone": gettext_lazy("a telephone number"),
    "id": gettext_lazy("an identity number"),
    "iban": gettext_lazy("a bank account"),
    "card": gettext_lazy("a bank card"),
    "plate": gettext_lazy("a number plate"),
    "home": gettext_lazy("where somebody lives"),
    "name": gettext_lazy("somebody's name"),
    "health": gettext_lazy("somebody's health"),
    "minor": gettext_lazy("a child"),
    "threat": gettext_lazy("a threat"),
    "hate": gettext_lazy("contempt for a group of people"),
}


def named(kinds: Iterable[str]) -> str:
    """As in "a telephone number, somebody's name": each kind once, in order."""
    return ", ".join(dict.fromkeys(str(NAMES.get(kind, kind)) for kind in kinds))


def found_words(kinds: Iterable[str]) -> str:
    """The title above marked words."""
    return _("There is %(what)s in the text") % {"what": named(kinds)}
