# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words of the place are no passwords: whoever guesses tries the town, its streets and its handles first."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from concejo.core.words import fold
from concejo.people.models import Account, Person
from concejo.town.models import Handle, Street, Town

SHORTEST = 4
"""Letters; shorter words of the place say nothing ("Sol")."""
LEFT = 4
"""A password must hold at least so many letters and digits beside the words of the place."""


class NotOfThePlace:
    """For Django's list of validators: refuses "OlivarDelGenil2026" and "callereal-12"."""

    def validate(self, password: str, user: Account | None = None) -> None:
        """Take every word of the place out of it: what is left must still be something."""
        del user
        kept = _plain(password)
        found = [word for word in _words() if word in kept]
        left = kept
        for word in sorted(found, key=len, reverse=True):
            left = left.replace(word, "")
        if found and len(re.sub(r"\d", "", left)) < LEFT:
            raise ValidationError(_("Names of the town, its streets or its people are guessed first."), code="place")

    def get_help_text(self) -> str:
        """Beside the field."""
        return _("Not the name of the town, of a street or of somebody who works here, even with figures behind it.")


def _plain(words: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(words))


def _words() -> set[str]:
    town = Town.objects.current()
    names = [
        town.name, town.mail_domain.partition(".")[0], *Street.objects.values_list("folded", flat=True),
        *Handle.objects.values_list("word", flat=True),
        *Person.objects.exclude(handle=None).values_list("public_name", flat=True), "concejo", "ayuntamiento", "mairie",
    ]  # fmt: skip
    return {plain for plain in map(_plain, names) if len(plain) >= SHORTEST}
